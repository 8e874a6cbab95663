//! `POST /api/signups/{id}/actions/submit`

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{Extensions, HeaderMap};
use signup_api::{Data, Signup, Signups, Submission};

use super::signup_id;
use crate::AppState;
use crate::client_address::client_address;
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::json::Json;
use crate::signups::submit::{Submitter, submit};
use crate::signups::view::view;

/// Submits the signup; repeating it gives the same answer.
///
/// Goes on to the end when the browser closes the connection.
pub(crate) async fn submit_signup(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    extensions: Extensions,
    Json(body): Json<Data<Submission>>,
) -> Result<Json<Signups<Signup>>, AppError> {
    let id = signup_id(path)?;
    let by = Submitter {
        browser: BrowserToken::from_headers(&headers),
        address: client_address(&extensions, &headers, &state.config.server.proxies),
    };

    let (tasks, of_task) = (state.tasks.clone(), state.clone());
    let signup = tasks.run(async move { submit(&of_task, &id, body.data, &by).await }).await?;
    Ok(Json(Signups { signups: view(&state, signup).await }))
}
