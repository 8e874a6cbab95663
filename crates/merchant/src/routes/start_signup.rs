//! `POST /api/signups`

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use signup_api::{Signups, StartSignup};

use super::with_cookie;
use crate::AppState;
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::idempotency_key;
use crate::json::Json;
use crate::signups::request::Order;
use crate::signups::start::{Caller, Started, start};
use crate::signups::view::view;

/// Starts a signup, or answers for the one already started: 201 with its `Location`.
///
/// The cookie comes with failures of GoCardless too, so that a second try finds the signup again.
pub(crate) async fn start_signup(
    State(state): State<AppState>,
    headers: HeaderMap,
    Json(body): Json<Signups<StartSignup>>,
) -> Result<Response, AppError> {
    let client_key = idempotency_key::from_headers(&headers)?;
    let order = Order::check(body.signups, &state.config)?;
    let caller = Caller { browser: BrowserToken::from_headers(&headers), client_key };

    let (tasks, of_task) = (state.tasks.clone(), state.clone());
    let starting = Box::pin(async move { start(&of_task, caller, order).await });
    let started = tasks.run_with(starting, Started::error).await?;
    let response = match started.result {
        Ok(signup) => {
            let location = [(LOCATION, format!("/api/signups/{}", signup.id))];
            let signups = view(&state, signup).await;
            (StatusCode::CREATED, location, Json(Signups { signups })).into_response()
        }
        Err(error) => error.into_response(),
    };
    Ok(with_cookie(response, &started.browser))
}
