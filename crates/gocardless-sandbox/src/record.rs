//! What was said: the last exchanges with their bodies, for the page at `/` and for tests.
//!
//! On the way nothing is parsed: bodies are copied as they pass, and only those that are JSON or forms, up to
//! [`LARGEST_COPY`]. They leave through [`Bodies::request`] and [`Bodies::answer`] alone, which mask them.

mod copied;

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::http::Method;
use jiff::Timestamp;

pub(crate) use self::copied::{Copied, copy_answer, copy_request};
use crate::ledger::OrganisationNumber;
use crate::sandbox::RecordedRequest;

/// How many exchanges are remembered, with method, path and status.
const REMEMBERED: usize = 1000;

/// How many of them with their bodies.
pub(crate) const WITH_BODIES: usize = 200;

/// The most bytes that are kept of a body; of a larger one, nothing.
pub(crate) const LARGEST_COPY: usize = 32 * 1024;

/// The last exchanges, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Record {
    exchanges: VecDeque<Exchange>,
    count: u64,
}

/// One request and its answer.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// Its place among all exchanges since the start.
    pub(crate) number: u64,
    pub(crate) request_id: String,
    pub(crate) method: Method,
    /// Path and query, as they came.
    target: String,
    pub(crate) status: u16,
    /// When it came, on the sandbox's clock.
    pub(crate) at: Timestamp,
    /// How many events there were when it came: which it may have caused, where the clock stands still.
    pub(crate) after_events: usize,
    /// Gone when [`WITH_BODIES`] others have followed.
    pub(crate) bodies: Option<Arc<Bodies>>,
}

/// What is learnt of an exchange on its way through the layers; it travels in the request's extensions.
#[derive(Default)]
pub(crate) struct Bodies {
    organisation: OnceLock<OrganisationNumber>,
    has_fault: AtomicBool,
    pub(crate) request: Copied,
    pub(crate) answer: Copied,
}

/// An exchange that has begun.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) at: Timestamp,
    pub(crate) after_events: usize,
    pub(crate) bodies: Arc<Bodies>,
}

impl Record {
    pub(crate) fn add(&mut self, begun: Begun, request_id: String, status: u16) {
        let Begun { method, target, at, after_events, bodies } = begun;
        if self.exchanges.len() == REMEMBERED {
            self.exchanges.pop_front();
        }
        self.count += 1;
        let number = self.count;
        let exchange = Exchange { number, request_id, method, target, status, at, after_events, bodies: Some(bodies) };
        self.exchanges.push_back(exchange);
        let old = self.exchanges.len().checked_sub(WITH_BODIES + 1);
        if let Some(old) = old.and_then(|index| self.exchanges.get_mut(index)) {
            old.bodies = None;
        }
    }

    /// How many exchanges there have been.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().rev()
    }

    /// The exchange of this request id.
    pub(crate) fn get(&self, request_id: &str) -> Option<&Exchange> {
        self.newest_first().find(|exchange| exchange.request_id == request_id)
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        let shown = |it: &Exchange| RecordedRequest {
            method: it.method.to_string(),
            path: it.path().to_owned(),
            status: it.status,
        };
        self.exchanges.iter().map(shown).collect()
    }
}

impl Exchange {
    pub(crate) fn path(&self) -> &str {
        self.target.split_once('?').map_or(&*self.target, |(path, _)| path)
    }

    /// The query, unmasked.
    pub(crate) fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }
}

impl Bodies {
    pub(crate) fn belongs_to(&self, organisation: OrganisationNumber) {
        let _ = self.organisation.set(organisation);
    }

    /// Whose access token it came with.
    pub(crate) fn organisation(&self) -> Option<OrganisationNumber> {
        self.organisation.get().copied()
    }

    pub(crate) fn note_fault(&self) {
        self.has_fault.store(true, Ordering::Relaxed);
    }

    /// Whether a fault befell it.
    pub(crate) fn has_fault(&self) -> bool {
        self.has_fault.load(Ordering::Relaxed)
    }
}

/// Tells nothing of the bodies.
impl fmt::Debug for Bodies {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Bodies").field("has_fault", &self.has_fault()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(number: usize) -> Begun {
        let at = "2026-03-02T09:00:00Z".parse().unwrap();
        let target = format!("/customers?limit={number}");
        Begun { method: Method::GET, target, at, after_events: 0, bodies: Arc::default() }
    }

    #[test]
    fn the_last_are_remembered_and_the_very_last_with_their_bodies() {
        let mut record = Record::default();
        for number in 0..REMEMBERED + 5 {
            record.add(begun(number), format!("r{number}"), 200);
        }
        assert_eq!((record.count(), record.requests().len()), (1005, REMEMBERED));
        let with_bodies: Vec<_> = record.newest_first().map(|it| it.bodies.is_some()).collect();
        assert!(with_bodies[..WITH_BODIES].iter().all(|has| *has));
        assert!(with_bodies[WITH_BODIES..].iter().all(|has| !*has));
        assert!(record.get("r4").is_none());
        let newest = record.get("r1004").unwrap();
        assert_eq!((newest.path(), newest.query()), ("/customers", Some("limit=1004")));
    }

    #[test]
    fn a_request_id_finds_the_exchange_and_debug_tells_no_body() {
        let mut record = Record::default();
        let begun = begun(1);
        begun.bodies.request.keep_for_test("{\"iban\":\"GB60BARC20000055779911\"}");
        record.add(begun, "r1".to_owned(), 201);
        assert_eq!(record.get("r1").map(|it| it.status), Some(201));
        assert!(!format!("{record:?}").contains("55779911"));
    }
}
