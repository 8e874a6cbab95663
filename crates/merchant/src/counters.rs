//! What is counted, for whoever watches over the program.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts since the start of the process.
#[derive(Debug, Default)]
pub struct Counters {
    /// Webhooks that were refused for their signature.
    pub webhooks_refused: Counter,
    /// Webhooks whose events were stored, all known ones counted too.
    pub webhooks_received: Counter,
    /// Events that were new, by webhook or by asking.
    pub events_received: Counter,
    /// Events that only asking brought: a webhook was lost.
    pub events_missed: Counter,
    /// Events that were applied.
    pub events_applied: Counter,
    /// Events that cannot be applied and wait for somebody to look at them. Any is an alarm.
    pub events_parked: Counter,
    /// Signups that were finished by nobody's coming back.
    pub signups_finished: Counter,
}

/// One count.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// How many there were.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }
}
