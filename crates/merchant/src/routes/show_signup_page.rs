//! `GET /signups/{id}`: a signup as a page.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::signup_id;
use crate::AppState;
use crate::cookie::BrowserToken;
use crate::html::{Problem, signup_page};
use crate::signups::find;
use crate::signups::view::view_of_return;

/// The signup, for the browser that started it: the confirmation once completed, else the way on.
pub(crate) async fn show_signup_page(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = signup_id(path).map_err(Problem::of)?;
    let signup = find(&state, &id, BrowserToken::from_headers(&headers).as_ref()).await.map_err(Problem::of)?;
    Ok(signup_page(&view_of_return(&state, signup).await.map_err(Problem::of)?))
}
