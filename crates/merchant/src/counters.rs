//! What is counted, for whoever watches over the program.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::Timestamp;

use crate::background::Work;

/// Counts since the start of the process.
#[derive(Debug, Default)]
pub struct Counters {
    /// Attempts to write the audit log that left lines waiting. Any is an alarm.
    pub audit_gaps: Counter,
    /// Lines that came into the audit log late, after they had been held up.
    pub audit_late: Counter,
    /// Webhooks that were refused for their signature.
    pub webhooks_refused: Counter,
    /// Webhooks that were stored, all known ones counted too.
    pub webhooks_received: Counter,
    /// Of these those that came faster than they could be taken apart, and were stored as they came.
    pub webhooks_kept: Counter,
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
    taken_apart_at: LastDone,
    applied_at: LastDone,
    polled_at: LastDone,
    reconciled_at: LastDone,
    audited_at: LastDone,
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

/// When something was last done, in milliseconds since 1970; nothing as long as it was not.
#[derive(Debug, Default)]
pub(crate) struct LastDone(AtomicI64);

impl LastDone {
    fn get(&self) -> Option<Timestamp> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            millis => Timestamp::from_millisecond(millis).ok(),
        }
    }
}

impl Counters {
    /// When this work was last done without trouble.
    pub(crate) fn last_done(&self, work: Work) -> Option<Timestamp> {
        self.of(work).get()
    }

    /// Takes down that this work was done.
    pub(crate) fn note_done(&self, work: Work, at: Timestamp) {
        self.of(work).0.store(at.as_millisecond(), Ordering::Relaxed);
    }

    fn of(&self, work: Work) -> &LastDone {
        match work {
            Work::TakeApart => &self.taken_apart_at,
            Work::ApplyEvents => &self.applied_at,
            Work::PollEvents => &self.polled_at,
            Work::Reconcile => &self.reconciled_at,
            Work::WriteAudit => &self.audited_at,
        }
    }
}
