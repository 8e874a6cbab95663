//! What a client is told of each error.

use std::time::Duration;

use axum::Json;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gocardless_api::{ApiError, ErrorKind};
use signup_api::{ErrorBody, ErrorEnvelope, FieldError};

use super::AppError;
use crate::store::StoreError;

/// Status, type and details of an error, fit for a client: no internal message, no personal data.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// When the same request may succeed, in seconds.
    pub(crate) retry_after: Option<u64>,
    kind: &'static str,
    message: String,
    details: Vec<FieldError>,
}

/// For how long a client should leave us alone, in seconds.
const RETRY_SECONDS: u64 = 5;

const INTERNAL: &str = "internal";
const INVALID_API_USAGE: &str = "invalid_api_usage";
const INVALID_STATE: &str = "invalid_state";
const PROVIDER: &str = "gocardless";
const VALIDATION_FAILED: &str = "validation_failed";

impl AppError {
    /// The table of answers: status, type, reason, one sentence.
    pub(crate) fn answer(&self) -> Answer {
        let (status, kind, reason, message) = match self {
            Self::BadJson => (400, INVALID_API_USAGE, "invalid_json", "The body is not JSON."),
            Self::BodyTooLarge => {
                (413, INVALID_API_USAGE, "body_too_large", "The body is longer than this path takes.")
            }
            Self::CrossOrigin => {
                (403, INVALID_API_USAGE, "cross_origin", "The request does not come from a page of an allowed origin.")
            }
            Self::IdempotencyKeyMalformed => (
                400,
                INVALID_API_USAGE,
                "idempotency_key_malformed",
                "The Idempotency-Key must be 16 to 128 letters, digits, hyphens and underscores.",
            ),
            Self::IdempotencyKeyReused => {
                (422, INVALID_STATE, "idempotency_key_reused", "The Idempotency-Key was used for another plan.")
            }
            Self::InvalidFields(fields) => {
                return Answer {
                    status: StatusCode::UNPROCESSABLE_ENTITY,
                    retry_after: None,
                    kind: VALIDATION_FAILED,
                    message: "Validation failed".to_owned(),
                    details: fields.clone(),
                };
            }
            Self::MandatePending => {
                (503, PROVIDER, "provider_unavailable", "GoCardless is still making the mandate; try again soon.")
            }
            Self::MethodNotAllowed => (405, INVALID_API_USAGE, "method_not_allowed", "The path has another method."),
            Self::NotFound => (404, INVALID_API_USAGE, "path_not_found", "There is nothing at this path."),
            Self::OtherBrowser => (403, INVALID_STATE, "other_browser", "The signup was started in another browser."),
            Self::Panicked => (500, INTERNAL, "internal_error", "Something went wrong here."),
            Self::MandateBlocked | Self::NotPermitted(_) => (
                403,
                PROVIDER,
                "not_permitted",
                "GoCardless does not let the merchant set this up; another way to pay is needed.",
            ),
            Self::ProviderRefused(error) => return refused(error),
            Self::ProviderUnavailable(_) => {
                (503, PROVIDER, "provider_unavailable", "GoCardless cannot be reached at the moment; try again soon.")
            }
            Self::RedirectFlowExpired => {
                (410, INVALID_STATE, "redirect_flow_expired", "The hosted page's time is over; start again.")
            }
            Self::RedirectFlowIncomplete => (
                409,
                INVALID_STATE,
                "redirect_flow_incomplete",
                "The payer has not finished on the hosted page; its address is in the signup.",
            ),
            Self::RedirectFlowMismatch => {
                (422, INVALID_STATE, "redirect_flow_mismatch", "The redirect flow is not this signup's.")
            }
            Self::FlowNotSupported => {
                (422, INVALID_API_USAGE, "flow_not_supported", "The signup or its plan does not go this way.")
            }
            Self::SignupExpired => {
                (410, INVALID_STATE, "signup_expired", "The signup's 24 hours are over; start again.")
            }
            Self::SignupNotFound => (404, INVALID_API_USAGE, "signup_not_found", "There is no such signup."),
            Self::Store(error) => of_store(error),
            Self::TimedOut => (503, INTERNAL, "timed_out", "This took too long; try again soon."),
            Self::TooManyRequests { .. } => (
                429,
                INVALID_API_USAGE,
                "rate_limit_exceeded",
                "Too many requests; try again after as many seconds as Retry-After says.",
            ),
            Self::Unexplained(status) => unexplained(*status),
            Self::UnsupportedMediaType => {
                (415, INVALID_API_USAGE, "unsupported_media_type", "The Content-Type must be application/json.")
            }
            Self::UntrustedRedirect => {
                (502, PROVIDER, "provider_answer_refused", "GoCardless's answer cannot be used.")
            }
            Self::Unauthorized => (401, INVALID_API_USAGE, "unauthorized", "A right bearer token is needed."),
            Self::WebhookSignature => (
                498,
                INVALID_API_USAGE,
                "webhook_signature_invalid",
                "The webhook is not signed with the secret of this endpoint.",
            ),
            Self::WrongShape => (
                422,
                INVALID_API_USAGE,
                "wrong_shape",
                "The body does not have the shape that this path takes; see docs/API.md.",
            ),
        };
        let detail = FieldError { field: None, reason: Some(reason.to_owned()), message: message.to_owned() };
        let retry_after = match (self, status) {
            (Self::TooManyRequests { retry_after }, _) => Some(*retry_after),
            (Self::ProviderUnavailable(error), 503) => Some(retry_seconds(error.rate_limited_for())),
            (_, 503) => Some(RETRY_SECONDS),
            _ => None,
        };
        let message = format!("{message}{}", named(self.gocardless_request()));
        Answer { status: code(status), retry_after, kind, message, details: vec![detail] }
    }
}

/// As long as GoCardless's limit stands, but a minute at most: by then there is room again.
fn retry_seconds(rate_limited_for: Option<Duration>) -> u64 {
    rate_limited_for.map_or(RETRY_SECONDS, |wait| (wait.as_secs() + 1).clamp(RETRY_SECONDS, 60))
}

/// Status, type, reason, one sentence.
type Row = (u16, &'static str, &'static str, &'static str);

fn of_store(error: &StoreError) -> Row {
    match error {
        StoreError::Corrupt(_) | StoreError::NewerSchema { .. } | StoreError::NotFound => {
            (500, INTERNAL, "internal_error", "Something went wrong here.")
        }
        StoreError::Overloaded | StoreError::Unavailable(_) => {
            (503, INTERNAL, "store_unavailable", "Nothing can be saved at the moment; try again soon.")
        }
    }
}

fn unexplained(status: StatusCode) -> Row {
    match status {
        StatusCode::RANGE_NOT_SATISFIABLE => {
            (416, INVALID_API_USAGE, "range_not_satisfiable", "The file has no such part; see Content-Range.")
        }
        status if status.is_server_error() => {
            (status.as_u16(), INTERNAL, "internal_error", "Something went wrong here.")
        }
        status => (status.as_u16(), INVALID_API_USAGE, "refused", "The request cannot be carried out."),
    }
}

/// What GoCardless's support finds a request by.
fn named(request_id: Option<&str>) -> String {
    request_id.map(|id| format!(" (GoCardless's request {id})")).unwrap_or_default()
}

/// Keeps GoCardless's type, reasons, fields and request id; what is wrong with our token or headers is our fault, and
/// no business of the payer's.
fn refused(error: &ApiError) -> Answer {
    let (status, kind) = match error.kind {
        ErrorKind::ValidationFailed => (422, VALIDATION_FAILED),
        ErrorKind::InvalidState => (409, INVALID_STATE),
        ErrorKind::InvalidApiUsage => (502, INVALID_API_USAGE),
        ErrorKind::Gocardless | ErrorKind::Other(_) => (502, PROVIDER),
    };
    let details = error.errors.iter().map(|detail| FieldError {
        field: detail.field.clone(),
        reason: detail.reason.clone(),
        message: detail.message.clone(),
    });
    Answer {
        status: code(status),
        retry_after: None,
        kind,
        message: format!("GoCardless refused{}", named(error.request_id.as_deref())),
        details: details.collect(),
    }
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl Answer {
    /// The envelope's content, still without the request's id.
    pub(crate) fn body(self) -> ErrorBody {
        ErrorBody {
            kind: self.kind.to_owned(),
            code: self.status.as_u16(),
            message: self.message,
            request_id: None,
            errors: self.details,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.status, self.retry_after);
        let body = self.body();
        let mut response = (status, Json(ErrorEnvelope { error: body.clone() })).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(body);
        response
    }
}
