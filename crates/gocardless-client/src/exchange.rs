//! What an observer is told of each request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;

use crate::FailureKind;
use crate::attempt::{Attempt, Unanswered};

/// One request, each attempt counted, and what came of it. Holds nothing of a payer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Exchange {
    /// The method.
    pub method: Method,
    /// The path, with `{id}` where it has an id.
    pub path: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// From sending to the answer's last byte, or to giving up.
    pub duration: Duration,
    /// The id by which GoCardless's support finds it, where it gave one.
    pub request_id: Option<String>,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// Status 2xx.
    Succeeded,
    /// Status 4xx.
    Refused,
    /// Status 429.
    RateLimited,
    /// Status 5xx, or an answer that is not GoCardless's.
    Failed,
    /// No connection, or no whole answer in time.
    Unanswered,
    /// Nothing was sent: it would have been above the limit.
    HeldBack,
}

type Observe = dyn Fn(&Exchange) + Send + Sync;

/// Who is told of each request.
#[derive(Clone, Default)]
pub(crate) struct Observer(Option<Arc<Observe>>);

impl Outcome {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Refused => "refused",
            Self::RateLimited => "rate_limited",
            Self::Failed => "failed",
            Self::Unanswered => "unanswered",
            Self::HeldBack => "held_back",
        }
    }

    /// None where nothing was sent for want of a token; what was made before is of more than one request.
    fn of(attempt: &Attempt) -> Option<Self> {
        Some(match &attempt.result {
            Ok(_) => Self::Succeeded,
            Err(Unanswered::Refused(_)) => Self::Refused,
            Err(Unanswered::Failed(failure)) => match failure.kind {
                FailureKind::RateLimited { .. } => Self::RateLimited,
                FailureKind::NotJson { .. } | FailureKind::ServerError { .. } | FailureKind::TooLarge => Self::Failed,
                FailureKind::Connect | FailureKind::Cut | FailureKind::TimedOut => Self::Unanswered,
                FailureKind::HeldBack { .. } => Self::HeldBack,
                FailureKind::MadeBefore | FailureKind::Revoked => return None,
            },
        })
    }
}

impl Observer {
    pub(crate) fn new(observe: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(observe)))
    }

    pub(crate) fn tell(&self, method: Method, path: &'static str, attempt: &Attempt, duration: Duration) {
        if let (Some(observe), Some(outcome)) = (&self.0, Outcome::of(attempt)) {
            let request_id = attempt.request_id.clone();
            observe(&Exchange { method, path, outcome, duration, request_id });
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Observer")
    }
}
