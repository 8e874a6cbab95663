//! The hidden caps of old mandates.

use gocardless_api::PaymentStatus;
use jiff::civil::Date;

use super::{MandateRecord, Organisation};
use crate::caps::{Cap, Collected};

/// A cap on a mandate.
#[derive(Clone, Debug)]
pub(crate) struct LegacyCap {
    pub(crate) cap: Cap,
    /// When the mandate began.
    pub(crate) start: Date,
    /// When the sandbox began: what the cap had been used by then counts on this day.
    pub(crate) seeded: Date,
}

impl Organisation {
    /// Whether this can be collected from the mandate on this date as far as its cap goes; without one, anything can.
    ///
    /// Payments count on their charge dates. One that is cancelled, denied or failed does not count any more: the
    /// sandbox's own choice. Those of `before` count as well.
    pub(super) fn cap_allows(&self, mandate: &MandateRecord, before: &[Collected], wanted: Collected) -> bool {
        let Some(LegacyCap { cap, start, seeded }) = &mandate.cap else { return true };
        let payments = self.payments_by_mandate.get(&mandate.mandate.id).into_iter().flatten();
        let collected: Vec<_> = payments
            .filter_map(|id| self.payments.get(id.as_str()))
            .filter(|record| counts(&record.payment.status))
            .map(|record| Collected { on: record.charge_date, amount: record.payment.amount })
            .chain(before.iter().copied())
            .collect();
        cap.allows(*start, *seeded, &collected, wanted)
    }
}

fn counts(status: &PaymentStatus) -> bool {
    !matches!(status, PaymentStatus::Cancelled | PaymentStatus::CustomerApprovalDenied | PaymentStatus::Failed)
}
