//! `POST /signups`: starting without script.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use signup_api::{Flow, Payer, StartSignup};

use super::with_cookie;
use crate::AppState;
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::html::Problem;
use crate::signups::request::Order;
use crate::signups::start::{Caller, Started, start};
use crate::store::SignupState;

/// The form's fields.
#[derive(Deserialize)]
pub(crate) struct StartForm {
    #[serde(default)]
    plan: String,
    given_name: Option<String>,
    family_name: Option<String>,
    email: Option<String>,
    locale: Option<String>,
}

/// Starts a signup and sends the browser on to GoCardless: 303.
pub(crate) async fn start_signup_form(
    State(state): State<AppState>,
    headers: HeaderMap,
    form: Result<Form<StartForm>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(form) = form.map_err(|rejection| Problem::of(rejection.into()))?;
    let payer =
        Payer { given_name: form.given_name, family_name: form.family_name, email: form.email, ..Payer::default() };
    let asked = StartSignup {
        flow: Flow::Redirect,
        plan: form.plan,
        payer,
        return_url: Some(state.config.server.url_of("/signups/return").into()),
        locale: form.locale,
        another: false,
    };
    let order = Order::check(asked, &state.config).map_err(Problem::of)?;
    let caller = Caller { browser: BrowserToken::from_headers(&headers), client_key: None };

    let (tasks, of_task) = (state.tasks.clone(), state.clone());
    let starting = Box::pin(async move { start(&of_task, caller, order).await });
    let started = tasks.run_with(starting, Started::error).await.map_err(Problem::of)?;
    let response = match started.result {
        Ok(signup) => match (signup.state, signup.redirect_flow) {
            (SignupState::AwaitingPayer, Some(flow)) => Redirect::to(&flow.redirect_url).into_response(),
            _ => Redirect::to(&format!("/signups/{}", signup.id)).into_response(),
        },
        Err(error) => Problem::of(error).into_response(),
    };
    Ok(with_cookie(response, &started.browser))
}

/// What the guard answers with before the form is read.
impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self::of(error)
    }
}
