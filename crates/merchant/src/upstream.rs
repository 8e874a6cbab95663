//! What was last known of GoCardless.

use std::sync::atomic::{AtomicU8, Ordering};

use gocardless_client::{Exchange, Outcome};

/// What was last known of GoCardless, from the calls that were made anyway.
#[derive(Default)]
pub(crate) struct Upstream {
    reached: AtomicU8,
}

const UNKNOWN: u8 = 0;
const NO: u8 = 1;
const YES: u8 = 2;

impl Upstream {
    /// Takes down what came of a request.
    pub(crate) fn note(&self, exchange: &Exchange) {
        let reached = match exchange.outcome {
            Outcome::Succeeded | Outcome::Refused | Outcome::RateLimited => YES,
            Outcome::Failed | Outcome::Unanswered => NO,
            Outcome::HeldBack => return,
        };
        self.reached.store(reached, Ordering::Relaxed);
    }

    /// Whether the last request was answered by GoCardless; none as long as there was no request.
    pub(crate) fn is_reachable(&self) -> Option<bool> {
        match self.reached.load(Ordering::Relaxed) {
            UNKNOWN => None,
            reached => Some(reached == YES),
        }
    }
}
