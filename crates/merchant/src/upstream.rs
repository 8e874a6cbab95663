//! What was last known of GoCardless.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use gocardless_client::{Exchange, Outcome};

/// What was last known of GoCardless, from the calls that were made anyway.
#[derive(Default)]
pub(crate) struct Upstream {
    reached: AtomicU8,
    /// One more than is left; nothing as long as it is not known.
    quota_left: AtomicU64,
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
        };
        self.reached.store(reached, Ordering::Relaxed);
        if let Some(left) = exchange.quota_left {
            self.quota_left.store(left.saturating_add(1), Ordering::Relaxed);
        }
    }

    /// Whether the last request was answered by GoCardless; none as long as there was no request.
    pub(crate) fn is_reachable(&self) -> Option<bool> {
        match self.reached.load(Ordering::Relaxed) {
            UNKNOWN => None,
            reached => Some(reached == YES),
        }
    }

    /// How many requests GoCardless last said that it still allows in this minute.
    pub(crate) fn quota_left(&self) -> Option<u64> {
        self.quota_left.load(Ordering::Relaxed).checked_sub(1)
    }
}
