//! One call: its attempts, their waits, and what they come to.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method};
use tokio::time::Instant;
use tracing::info;

use crate::attempt::{Attempt, Unanswered};
use crate::quota::Exhausted;
use crate::retry::{Progress, wait_before_retry};
use crate::{Client, Error, Failure, FailureKind, IdempotencyKey};

/// What is to be sent.
pub(crate) struct Call<'a> {
    pub(crate) kind: CallKind,
    /// The path with its ids, and the query.
    pub(crate) path: String,
    /// The path without its ids, for the log.
    pub(crate) template: &'static str,
    pub(crate) key: Option<&'a IdempotencyKey>,
    pub(crate) body: Bytes,
}

/// What a call does at GoCardless.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum CallKind {
    /// Changes a resource's state; no replay under its key is documented.
    Action,
    /// Makes a resource; a repetition under the same key makes no second one.
    Create,
    /// Changes nothing, but sends what belongs in no address.
    Lookup,
    /// Changes nothing.
    Read,
    /// Gives fields of a resource other values; a repetition comes to the same.
    Update,
}

/// Whether a call may be sent again after it may have been carried out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Repeatable {
    Always,
    UnlessSent,
}

impl Call<'_> {
    pub(crate) fn method(&self) -> Method {
        match self.kind {
            CallKind::Read => Method::GET,
            CallKind::Action | CallKind::Create | CallKind::Lookup => Method::POST,
            CallKind::Update => Method::PUT,
        }
    }

    fn repeatable(&self) -> Repeatable {
        match self.kind {
            CallKind::Action => Repeatable::UnlessSent,
            CallKind::Create | CallKind::Lookup | CallKind::Read | CallKind::Update => Repeatable::Always,
        }
    }

    /// The error for a last `failure`; `sent` says that an earlier or this attempt may have been carried out.
    fn error(&self, failure: Failure, sent: bool) -> Error {
        match (self.kind, &failure.kind) {
            (CallKind::Action | CallKind::Create | CallKind::Update, _) if sent => Error::OutcomeUnknown(failure),
            (CallKind::Lookup | CallKind::Read, FailureKind::NotJson { .. } | FailureKind::TooLarge) => {
                Error::Unreadable(failure)
            }
            (_, FailureKind::Connect | FailureKind::HeldBack { .. } | FailureKind::Revoked) => Error::NotSent(failure),
            _ => Error::Unavailable(failure),
        }
    }
}

impl Client {
    /// Sends `call` as often as the settings and its kind allow, until `read` can make something of the answer.
    pub(crate) async fn send<T>(
        &self,
        call: &Call<'_>,
        read: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, Error> {
        self.send_in(None, call, read).await
    }

    /// Sends `call` as [`send`](Self::send) does, and asks for what it makes in a language.
    pub(crate) async fn send_in<T>(
        &self,
        language: Option<&HeaderValue>,
        call: &Call<'_>,
        read: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, Error> {
        let settings = &self.inner.settings;
        let began = Instant::now();
        let mut sent = false;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let attempt_began = Instant::now();
            let left = settings.call_timeout.saturating_sub(began.elapsed());
            let attempt = self.attempt(call, language, left).await;
            info!(
                method = %call.method(),
                path = call.template,
                status = attempt.status,
                duration_ms = millis(attempt_began.elapsed()),
                gocardless.request_id = attempt.request_id,
                attempt = attempts,
                "gocardless call"
            );
            self.inner.observer.tell(call.method(), call.template, &attempt, attempt_began.elapsed());

            let failure = match attempt.result {
                Ok(body) => match read(&body) {
                    Ok(value) => return Ok(value),
                    Err(_) => Failure {
                        kind: FailureKind::NotJson { status: attempt.status.unwrap_or_default() },
                        request_id: attempt.request_id,
                    },
                },
                Err(Unanswered::Refused(error)) => return Err(Error::Refused(error)),
                Err(Unanswered::Failed(failure)) => failure,
            };
            sent |= !matches!(
                failure.kind,
                FailureKind::Connect
                    | FailureKind::HeldBack { .. }
                    | FailureKind::RateLimited { .. }
                    | FailureKind::Revoked
            );

            let progress = Progress { attempts, elapsed: began.elapsed() };
            let random = self.inner.wire.draw();
            match wait_before_retry(settings, &failure.kind, call.repeatable(), progress, random) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(call.error(failure, sent)),
            }
        }
    }
}

impl Client {
    /// One attempt within `left`, of which half at most is spent on waiting for the limit on requests.
    async fn attempt(&self, call: &Call<'_>, language: Option<&HeaderValue>, left: Duration) -> Attempt {
        if self.is_revoked() {
            return Attempt::not_sent(FailureKind::Revoked);
        }
        let began = Instant::now();
        match self.inner.quota.admit(self.priority, left / 2).await {
            Ok(permit) => {
                let left = left.saturating_sub(began.elapsed());
                let attempt = self.inner.attempt(call, language, self.inner.settings.attempt_timeout.min(left)).await;
                permit.note(&attempt.said);
                attempt
            }
            Err(Exhausted { wait }) => Attempt::not_sent(FailureKind::HeldBack { wait }),
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
