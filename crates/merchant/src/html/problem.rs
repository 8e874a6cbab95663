//! A page for what went wrong, with a way on.

use std::sync::Arc;

use axum::http::header::{REFRESH, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
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
    /// Wait: the page at `again` tells in a moment. Or on with GoCardless's hosted page.
    Confirming { again: String, hosted_page: String },
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
    /// When the browser is to come again by itself, and where.
    fn again(&self) -> Option<HeaderValue> {
        match self {
            Self::Confirming { again, .. } => HeaderValue::from_str(&format!("5; url={again}")).ok(),
            Self::Start | Self::TryAgain(_) => None,
        }
    }

    fn link(&self) -> Markup {
        match self {
            Self::Confirming { hosted_page, .. } => button(hosted_page, AT_GOCARDLESS),
            Self::Start => button("/", "Start again"),
            Self::TryAgain(url) => button(url, "Try again"),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        // Nothing is wrong with a payer who waits.
        let again = self.way_on.again();
        let answer = self.error.answer();
        let status = if again.is_some() { StatusCode::ACCEPTED } else { answer.status };
        let (title, explanation) = words(&self.error);
        let content = html! {
            div class="signup__summary" role="alert" {
                (text(explanation))
                @if let AppError::InvalidFields(fields) = &self.error { (list(fields)) }
            }
            (self.way_on.link())
        };
        let mut response = page(status, title, &content);
        if let Some(seconds) = answer.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if let Some(again) = again {
            response.headers_mut().insert(REFRESH, again);
        }
        response.extensions_mut().insert(Failed(Arc::new(self.error)));
        response
    }
}

/// What a payer is told who is back before GoCardless knows that they have finished: title and explanation.
pub(super) const CONFIRMING: (&str, &str) = (
    "We are confirming your Direct Debit",
    "GoCardless has not confirmed it yet. This page looks again by itself, and it is finished even if you close it. If you \
     have not finished at GoCardless, please go on there.",
);

/// What leads to GoCardless's hosted page.
pub(super) const AT_GOCARDLESS: &str = "Continue at GoCardless";

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
        AppError::RedirectFlowIncomplete => CONFIRMING,
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
