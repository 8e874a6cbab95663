//! The one error enum and its answers.
//!
//! Handlers return [`AppError`] (answered as JSON) or wrap it in [`crate::html::Problem`] (answered as a page). Turning
//! it into a response is pure; [`crate::request_log`] writes it to the log once and puts the request's id in.

mod answer;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gocardless_api::ApiError;
use gocardless_client::Error as ProviderError;
use signup_api::FieldError;

use crate::store::StoreError;

/// Everything that a request can come to instead of its answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AppError {
    /// The body is not JSON, or nested too deeply.
    #[error("the body is not JSON")]
    BadJson,
    /// The body is longer than the limit.
    #[error("the body is too long")]
    BodyTooLarge,
    /// A page of another origin wants to change something.
    #[error("the request comes from another origin")]
    CrossOrigin,
    /// The `Idempotency-Key` header is not a key.
    #[error("the idempotency key is malformed")]
    IdempotencyKeyMalformed,
    /// The `Idempotency-Key` was used before, for something else.
    #[error("the idempotency key was used for something else")]
    IdempotencyKeyReused,
    /// Fields are missing or not acceptable.
    #[error("fields are not acceptable")]
    InvalidFields(Vec<FieldError>),
    /// GoCardless has made the mandate, but will not collect under it.
    #[error("GoCardless blocks the mandate")]
    MandateBlocked,
    /// GoCardless has completed the flow but does not name the mandate yet.
    #[error("GoCardless does not name the mandate yet")]
    MandatePending,
    /// There is no such path for this method.
    #[error("the method is not allowed")]
    MethodNotAllowed,
    /// There is nothing at this path.
    #[error("there is no such path")]
    NotFound,
    /// Another browser started this signup.
    #[error("another browser started this signup")]
    OtherBrowser,
    /// A bug: the handler panicked.
    #[error("the handler panicked")]
    Panicked,
    /// GoCardless does not let the merchant's account do this, or not with this payer.
    #[error("GoCardless does not permit it: {0}")]
    NotPermitted(Box<ApiError>),
    /// GoCardless refused what we sent.
    #[error("GoCardless refused: {0}")]
    ProviderRefused(Box<ApiError>),
    /// GoCardless cannot be used now, or it is not known what came of a call.
    #[error("{0}")]
    ProviderUnavailable(Arc<ProviderError>),
    /// GoCardless's time for the hosted page is over.
    #[error("the redirect flow has expired")]
    RedirectFlowExpired,
    /// The payer is not done on the hosted page.
    #[error("the redirect flow is incomplete")]
    RedirectFlowIncomplete,
    /// The redirect flow is not the signup's.
    #[error("the redirect flow belongs to something else")]
    RedirectFlowMismatch,
    /// The asked-for way in is not offered.
    #[error("the flow is not supported")]
    FlowNotSupported,
    /// The signup was not submitted in time.
    #[error("the signup has expired")]
    SignupExpired,
    /// There is no such signup.
    #[error("there is no such signup")]
    SignupNotFound,
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// It took too long.
    #[error("the request timed out")]
    TimedOut,
    /// Somebody asks too often.
    #[error("too many requests")]
    TooManyRequests {
        /// When it is worth asking again, in seconds.
        retry_after: u64,
    },
    /// Something below us refused with this status and no word.
    #[error("answered {0} without a word")]
    Unexplained(StatusCode),
    /// The body is of another type than the path takes.
    #[error("the content type is not supported")]
    UnsupportedMediaType,
    /// GoCardless gave an address that a payer must not be sent to, or none.
    #[error("GoCardless gave no address that a payer may be sent to")]
    UntrustedRedirect,
    /// The call is for the merchant's own systems, and has none of their tokens.
    #[error("the bearer token is missing or wrong")]
    Unauthorized,
    /// The webhook is not signed with a secret of ours: 498, as GoCardless's documentation answers.
    #[error("the webhook's signature is wrong")]
    WebhookSignature,
    /// The body is JSON or a form, but not of the right shape.
    #[error("the body has the wrong shape")]
    WrongShape,
}

impl AppError {
    /// One field that is not acceptable.
    pub(crate) fn field(field: &str, message: &str) -> Self {
        Self::InvalidFields(vec![FieldError {
            field: Some(field.to_owned()),
            reason: None,
            message: message.to_owned(),
        }])
    }

    /// GoCardless's id of the request that this came of.
    pub(crate) fn gocardless_request(&self) -> Option<&str> {
        match self {
            Self::NotPermitted(error) | Self::ProviderRefused(error) => error.request_id.as_deref(),
            Self::ProviderUnavailable(error) => error.request_id(),
            _ => None,
        }
    }

    /// Whether GoCardless refuses the access token, or what it may do.
    pub(crate) fn is_of_token(&self) -> bool {
        matches!(self, Self::NotPermitted(error) | Self::ProviderRefused(error) if matches!(error.code, 401 | 403))
    }

    /// Whether the same request may succeed later, without anybody changing anything.
    pub(crate) fn is_temporary(&self) -> bool {
        self.answer().retry_after.is_some()
    }
}

/// A refusal stays a refusal; all else is a matter of time.
impl From<ProviderError> for AppError {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::Refused(error) => Self::ProviderRefused(error),
            error => Self::ProviderUnavailable(Arc::new(error)),
        }
    }
}

/// The error behind a response, for the log.
#[derive(Clone)]
pub(crate) struct Failed(pub(crate) Arc<AppError>);

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = self.answer().into_response();
        response.extensions_mut().insert(Failed(Arc::new(self)));
        response
    }
}
