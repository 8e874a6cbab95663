//! `POST /api/signups/{id}/actions/complete`

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use signup_api::{CompleteSignup, Data, Signup, Signups};

use super::signup_id;
use crate::AppState;
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::json::Json;
use crate::signups::complete::complete;
use crate::signups::view::view;

/// Completes the signup; repeating it gives the same answer.
///
/// Goes on to the end when the browser closes the connection.
pub(crate) async fn complete_signup(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    Json(body): Json<Data<CompleteSignup>>,
) -> Result<axum::Json<Signups<Signup>>, AppError> {
    let id = signup_id(path)?;
    let browser = BrowserToken::from_headers(&headers);

    let (tasks, of_task) = (state.tasks.clone(), state.clone());
    let signup =
        tasks.run(async move { complete(&of_task, &id, &body.data.redirect_flow_id, browser.as_ref()).await }).await?;
    Ok(axum::Json(Signups { signups: view(&state, signup).await }))
}
