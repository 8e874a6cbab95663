//! `POST /api/signups/{id}/actions/complete`

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use signup_api::{CompleteSignup, Data, Signup, Signups};

use super::signup_id;
use crate::AppState;
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::json::Json;
use crate::signups::complete::complete;
use crate::signups::find;
use crate::signups::view::{view, view_of_confirming};

/// For how long a browser should wait until it asks again, in seconds: each time it has waited here already.
const AGAIN: u64 = 5;

/// Completes the signup; repeating it gives the same answer. 202 while GoCardless does not know yet that the payer has
/// finished: it is completed without anybody asking again.
///
/// Goes on to the end when the browser closes the connection.
pub(crate) async fn complete_signup(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    Json(body): Json<Data<CompleteSignup>>,
) -> Result<Response, AppError> {
    let id = signup_id(path)?;
    let browser = BrowserToken::from_headers(&headers);

    let (tasks, of_task) = (state.tasks.clone(), state.clone());
    let (signup, of_browser) = (id.clone(), browser.clone());
    let completed = tasks
        .run(async move { complete(&of_task, &signup, &body.data.redirect_flow_id, of_browser.as_ref()).await })
        .await;
    match completed {
        Ok(signup) => Ok(show(view(&state, signup).await).into_response()),
        Err(AppError::RedirectFlowIncomplete) => {
            let signup = find(&state, &id, browser.as_ref()).await?;
            let signup = view_of_confirming(&state, signup).await;
            Ok((StatusCode::ACCEPTED, [(RETRY_AFTER, AGAIN.to_string())], show(signup)).into_response())
        }
        Err(error) => Err(error),
    }
}

fn show(signup: Signup) -> Json<Signups<Signup>> {
    Json(Signups { signups: signup })
}
