//! `GET /api/signups/{id}/mandate_pdf`

use axum::extract::rejection::PathRejection;
use axum::extract::{OriginalUri, Path, State};
use axum::http::HeaderMap;
use axum::response::Redirect;

use super::signup_id;
use crate::AppState;
use crate::cookie::BrowserToken;
use crate::html::{Problem, WayOn};
use crate::signups::mandate_pdf::mandate_pdf;

/// Sends the browser on to a fresh PDF at GoCardless: 303. Changes nothing, so a plain link will do; what goes wrong is a
/// page.
pub(crate) async fn show_mandate_pdf(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Redirect, Problem> {
    let id = signup_id(path).map_err(Problem::of)?;
    match mandate_pdf(&state, &id, BrowserToken::from_headers(&headers).as_ref()).await {
        Ok(url) => Ok(Redirect::to(url.as_str())),
        Err(error) if error.is_temporary() => Err(Problem { error, way_on: WayOn::TryAgain(uri.path().to_owned()) }),
        Err(error) => Err(Problem::of(error)),
    }
}
