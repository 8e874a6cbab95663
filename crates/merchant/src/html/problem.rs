//! A page for what went wrong, with a way on.

use std::sync::Arc;

use axum::http::HeaderValue;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use signup_api::FieldError;

use super::layout::{button, page, text};
use crate::error::{AppError, Failed};

/// An error as a page.
pub(crate) struct Problem {
    pub(crate) error: AppError,
    pub(crate) way_on: WayOn,
}

/// Where the payer can go from here.
pub(crate) enum WayOn {
    /// On with GoCardless's hosted page.
    HostedPage(String),
    /// Back to the beginning.
    Start,
    /// To the same address once more.
    TryAgain(String),
}

impl Problem {
    /// A problem after which the payer starts again.
    pub(crate) fn of(error: AppError) -> Self {
        Self { error, way_on: WayOn::Start }
    }
}

impl WayOn {
    fn link(&self) -> Markup {
        match self {
            Self::HostedPage(url) => button(url, "Continue at GoCardless"),
            Self::Start => button("/", "Start again"),
            Self::TryAgain(url) => button(url, "Try again"),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.error.answer().status;
        let (title, explanation) = words(&self.error);
        let content = html! {
            div class="signup__summary" role="alert" {
                (text(explanation))
                @if let AppError::InvalidFields(fields) = &self.error { (list(fields)) }
            }
            (self.way_on.link())
        };
        let mut response = page(status, title, &content);
        if self.error.is_temporary() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response.extensions_mut().insert(Failed(Arc::new(self.error)));
        response
    }
}

fn words(error: &AppError) -> (&'static str, &'static str) {
    match error {
        AppError::CrossOrigin => (
            "Please start from our own page",
            "This request did not come from our page, so nothing was done. Your browser may be hiding where it came \
             from.",
        ),
        AppError::InvalidFields(_) => ("There is a problem", "Go back in your browser and correct the following:"),
        AppError::OtherBrowser => (
            "This signup belongs to another browser",
            "For your safety it can only be seen and finished in the browser in which it was started. No Direct Debit \
             was set up from here.",
        ),
        AppError::RedirectFlowExpired => (
            "Your time to sign up has run out",
            "The page at GoCardless is open for 30 minutes. No Direct Debit was set up; you can start again.",
        ),
        AppError::RedirectFlowIncomplete => (
            "You have not finished yet",
            "GoCardless is still waiting for your details. No Direct Debit has been set up so far.",
        ),
        AppError::NotFound | AppError::SignupNotFound => ("Page not found", "There is nothing at this address."),
        error if error.is_temporary() => (
            "We could not finish this just now",
            "The service is busy or cannot be reached at the moment. Nothing is lost: please try again in a moment. \
             Trying again cannot set up a second Direct Debit.",
        ),
        AppError::ProviderRefused(_) => {
            ("This was not accepted", "GoCardless did not accept the request. No Direct Debit was set up.")
        }
        _ => ("Something went wrong", "This request could not be carried out."),
    }
}

fn list(fields: &[FieldError]) -> Markup {
    html! {
        ul {
            @for field in fields {
                li { (name(field.field.as_deref().unwrap_or_default())) " " (field.message) }
            }
        }
    }
}

fn name(field: &str) -> &str {
    match field {
        "email" => "Email address",
        "family_name" => "Last name",
        "given_name" => "First name",
        "locale" => "Language",
        "plan" => "The chosen plan",
        other => other,
    }
}
