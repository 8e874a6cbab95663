//! The handlers, a file each.

pub(crate) mod complete_signup;
pub(crate) mod complete_signup_on_return;
pub(crate) mod look_up_bank_details;
pub(crate) mod merchant;
pub(crate) mod not_found;
pub(crate) mod receive_webhook;
pub(crate) mod show_health;
pub(crate) mod show_mandate_pdf;
pub(crate) mod show_metrics;
pub(crate) mod show_signup;
pub(crate) mod show_signup_page;
pub(crate) mod start_signup;
pub(crate) mod start_signup_form;
pub(crate) mod submit_signup;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use signup_api::SignupId;

use crate::cookie::BrowserToken;
use crate::error::AppError;

/// The signup's id in a path; anything else is the id of no signup.
fn signup_id(path: Result<Path<String>, PathRejection>) -> Result<SignupId, AppError> {
    let Path(text) = path.map_err(|_| AppError::SignupNotFound)?;
    text.parse().map_err(|_| AppError::SignupNotFound)
}

/// Gives the browser its cookie with `response`.
fn with_cookie(mut response: Response, browser: &BrowserToken) -> Response {
    response.headers_mut().append(SET_COOKIE, browser.set_cookie());
    response
}
