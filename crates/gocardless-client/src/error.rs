//! What can come of a call instead of its answer.

use std::fmt;
use std::time::Duration;

use gocardless_api::ApiError;

/// Why a call has no answer to give; sorted by what is known about GoCardless's side.
///
/// `Debug` and `Display` show kinds, statuses, stable reasons and request ids: never what was sent, nor the token.
#[derive(thiserror::Error)]
pub enum Error {
    /// GoCardless refused: nothing was changed, and the same call will be refused again.
    #[error("GoCardless refused: {0}")]
    Refused(Box<ApiError>),
    /// No connection could be made, or the call was not to be sent: nothing was.
    #[error("GoCardless could not be reached: {0}")]
    NotSent(Failure),
    /// Nothing was changed, now is not the time: a read without an answer, or a rate limit that outlasts the deadline.
    #[error("GoCardless is not available: {0}")]
    Unavailable(Failure),
    /// The call was sent and may or may not have been carried out: ask GoCardless before anything else.
    ///
    /// A create may also be repeated under its key.
    #[error("the outcome at GoCardless is unknown: {0}")]
    OutcomeUnknown(Failure),
    /// A read was answered with something that is not GoCardless's.
    #[error("GoCardless's answer cannot be read: {0}")]
    Unreadable(Failure),
}

/// What went wrong with the last attempt.
#[derive(Clone)]
pub struct Failure {
    /// In which way.
    pub kind: FailureKind,
    /// The id by which GoCardless's support finds the request, where it gave one.
    pub request_id: Option<String>,
}

/// The ways in which an attempt fails without a refusal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum FailureKind {
    /// No connection: nothing was sent.
    Connect,
    /// The connection broke before the answer's end.
    Cut,
    /// Nothing was sent: it would have been above the limit on requests.
    HeldBack {
        /// How long it takes at least until one may be sent.
        wait: Duration,
    },
    /// An earlier call under the same idempotency key has made it, and GoCardless does not say which it is, or refuses to show
    /// it.
    MadeBefore,
    /// An answer that is not the JSON it should be, such as a proxy's HTML page.
    NotJson {
        /// Its HTTP status.
        status: u16,
    },
    /// Too many calls: this one was not carried out.
    RateLimited {
        /// How long GoCardless asks to wait.
        wait: Option<Duration>,
    },
    /// The access token was [revoked](crate::Client::revoke): nothing was sent.
    Revoked,
    /// GoCardless failed inside.
    ServerError {
        /// The HTTP status: 500 to 599.
        status: u16,
    },
    /// No whole answer within the time allowed.
    TimedOut,
    /// An answer longer than [`Settings::max_body`](crate::Settings::max_body).
    TooLarge,
}

impl Error {
    /// GoCardless's refusal, if this is one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Refused(error) => Some(error),
            _ => None,
        }
    }

    /// Whether this is a refusal with `reason`, such as `redirect_flow_incomplete`.
    pub fn has_reason(&self, reason: &str) -> bool {
        self.api().is_some_and(|error| error.has_reason(reason))
    }

    /// Whether this is a refusal of the access token, or of what it may do (401, 403): it says nothing of what was asked for,
    /// and with another token the answer may be another.
    pub fn is_of_token(&self) -> bool {
        self.api().is_some_and(|error| matches!(error.code, 401 | 403))
    }

    /// Whether GoCardless may have carried the call out all the same.
    pub fn outcome_unknown(&self) -> bool {
        matches!(self, Self::OutcomeUnknown(_))
    }

    /// Whether the same call may succeed later: all but a refusal.
    pub fn is_unavailable(&self) -> bool {
        !matches!(self, Self::Refused(_))
    }

    /// How long it takes until requests are taken again, where the limit on them is why there is no answer.
    pub fn rate_limited_for(&self) -> Option<Duration> {
        match &self.failure()?.kind {
            FailureKind::HeldBack { wait } => Some(*wait),
            FailureKind::RateLimited { wait } => Some(wait.unwrap_or_default()),
            _ => None,
        }
    }

    /// The id by which GoCardless's support finds the request.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.request_id.as_deref(),
            _ => self.failure()?.request_id.as_deref(),
        }
    }

    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Refused(_) => None,
            Self::NotSent(failure)
            | Self::Unavailable(failure)
            | Self::OutcomeUnknown(failure)
            | Self::Unreadable(failure) => Some(failure),
        }
    }
}

/// As `Display`: a derived one would print the refusal's messages, which may echo what was sent.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => {
                let reasons: Vec<_> =
                    error.errors.iter().filter_map(|detail| detail.reason.as_ref().or(detail.field.as_ref())).collect();
                write!(formatter, "Refused({} {} {reasons:?} {:?})", error.code, error.kind, error.request_id)
            }
            Self::NotSent(failure) => write!(formatter, "NotSent({failure})"),
            Self::Unavailable(failure) => write!(formatter, "Unavailable({failure})"),
            Self::OutcomeUnknown(failure) => write!(formatter, "OutcomeUnknown({failure})"),
            Self::Unreadable(failure) => write!(formatter, "Unreadable({failure})"),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Failure({self})")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FailureKind::Connect => formatter.write_str("no connection"),
            FailureKind::Cut => formatter.write_str("the connection was cut"),
            FailureKind::HeldBack { wait } => {
                write!(formatter, "held back for another {} s to keep the rate limit", wait.as_secs())
            }
            FailureKind::MadeBefore => formatter.write_str("made before under the same key, and not to be had"),
            FailureKind::NotJson { status } => write!(formatter, "status {status} without readable JSON"),
            FailureKind::RateLimited { wait: Some(wait) } => {
                write!(formatter, "rate limited for another {} s", wait.as_secs())
            }
            FailureKind::RateLimited { wait: None } => formatter.write_str("rate limited"),
            FailureKind::Revoked => formatter.write_str("the access token is revoked"),
            FailureKind::ServerError { status } => write!(formatter, "status {status}"),
            FailureKind::TimedOut => formatter.write_str("timed out"),
            FailureKind::TooLarge => formatter.write_str("the answer is too long"),
        }?;
        match &self.request_id {
            Some(id) => write!(formatter, " (request {id})"),
            None => Ok(()),
        }
    }
}
