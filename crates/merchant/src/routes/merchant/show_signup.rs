//! `GET /merchant/signups/{id}`

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::Serialize;

use super::ORGANISATION;
use super::list_signups::Shown;
use crate::AppState;
use crate::error::AppError;
use crate::routes::signup_id;
use crate::store::Step;

#[derive(Serialize)]
pub(crate) struct Answer {
    signups: WithSteps,
}

#[derive(Serialize)]
struct WithSteps {
    #[serde(flatten)]
    signup: Shown,
    steps: Vec<ShownStep>,
}

/// A call to GoCardless on behalf of the signup, as it was last recorded.
#[derive(Serialize)]
struct ShownStep {
    step: &'static str,
    /// `intended`, `succeeded`, `failed` or `unknown`.
    state: &'static str,
    at: Timestamp,
    /// GoCardless's id of what it made.
    resource: Option<String>,
    /// What GoCardless's support finds the request by that told so.
    gocardless_request: Option<String>,
}

/// A signup, and what GoCardless was asked for it.
pub(crate) async fn show_signup(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<Answer>, AppError> {
    let id = signup_id(path)?;
    let signup = state.store.signup(ORGANISATION, &id).await?.ok_or(AppError::SignupNotFound)?;
    let mut steps = state.store.steps(ORGANISATION, &id).await?;
    steps.sort_by_key(|step| step.at);
    let steps = steps.into_iter().map(ShownStep::of).collect();
    Ok(Json(Answer { signups: WithSteps { signup: Shown::of(signup, &state), steps } }))
}

impl ShownStep {
    fn of(step: Step) -> Self {
        Self {
            step: step.name.as_str(),
            state: step.state.as_str(),
            at: step.at,
            resource: step.resource,
            gocardless_request: step.request,
        }
    }
}
