//! `GET /api/signups/{id}`

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use signup_api::{Signup, Signups};

use super::signup_id;
use crate::AppState;
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::json::Json;
use crate::signups::find;
use crate::signups::view::view_of_return;

/// The signup, for the browser that started it.
pub(crate) async fn show_signup(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Json<Signups<Signup>>, AppError> {
    let signup = find(&state, &signup_id(path)?, BrowserToken::from_headers(&headers).as_ref()).await?;
    Ok(Json(Signups { signups: view_of_return(&state, signup).await? }))
}
