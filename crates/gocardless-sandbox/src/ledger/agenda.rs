//! What is due when.

use std::collections::BTreeMap;

use gocardless_api::{InstalmentScheduleId, MandateId, PaymentId, PayoutId, RefundId, SubscriptionId, WebhookId};
use jiff::Timestamp;

use super::Organisation;

/// What is due, by its time; of the same time, in the order in which it was put down.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    due: BTreeMap<(Timestamp, u64), Due>,
    count: u64,
}

/// Something that happens by itself. A step is void when the plan has changed since.
#[derive(Clone, Debug)]
pub(super) enum Due {
    /// The step with this number of the mandate's plan.
    Mandate { id: MandateId, revision: u32, step: usize },
    /// The step with this number of the payment's plan.
    Payment { id: PaymentId, revision: u32, step: usize },
    /// The creditor bank account is found to be the creditor's.
    AccountVerification { id: String },
    /// The scheme lets the identifier collect.
    Activation { id: String },
    /// The mandate import is processed.
    Import { id: String },
    /// What was confirmed is made.
    PayerAuthorisation { id: String },
    /// The payout goes out.
    Payout { id: PayoutId },
    /// The step with this number of the refund's plan.
    Refund { id: RefundId, revision: u32, step: usize },
    /// The mandate expires, unless it has been used.
    Dormancy { id: MandateId },
    /// The payments of a new instalment schedule are made.
    InstalmentSchedule { id: InstalmentScheduleId },
    /// The subscription's next payment is made.
    Subscription { id: SubscriptionId, revision: u32 },
    /// The webhook is tried again, unless that was done before.
    Webhook { id: WebhookId },
}

impl Agenda {
    pub(super) fn put(&mut self, at: Timestamp, due: Due) {
        self.count += 1;
        self.due.insert((at, self.count), due);
    }

    /// When the next thing is due.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    /// What is due next, if that is by `now`.
    fn take(&mut self, now: Timestamp) -> Option<(Timestamp, Due)> {
        let first = self.due.first_entry().filter(|entry| entry.key().0 <= now)?;
        let ((at, _), due) = first.remove_entry();
        Some((at, due))
    }
}

impl Organisation {
    /// Lets everything happen that is due by `now`, each at its own time.
    pub(super) fn catch_up(&mut self, now: Timestamp) {
        while let Some((at, due)) = self.agenda.take(now) {
            match due {
                Due::Mandate { id, revision, step } => self.mandate_is_due(&id, revision, step, at),
                Due::Payment { id, revision, step } => self.payment_is_due(&id, revision, step, at),
                Due::AccountVerification { id } => self.verify_creditor_bank_account(&id),
                Due::Activation { id } => self.activate_scheme_identifier(&id, at),
                Due::Import { id } => self.import_is_due(&id, at),
                Due::PayerAuthorisation { id } => self.complete_payer_authorisation(&id, at),
                Due::Payout { id } => self.payout_is_due(&id, at),
                Due::Refund { id, revision, step } => self.refund_is_due(&id, revision, step, at),
                Due::Dormancy { id } => self.expire_if_dormant(&id, at),
                Due::InstalmentSchedule { id } => self.instalment_schedule_is_due(&id, at),
                Due::Subscription { id, revision } => self.subscription_is_due(&id, revision, at),
                Due::Webhook { id } => self.webhook_is_due(&id, at),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_in_the_order_of_time_then_of_being_put_down() {
        let mut agenda = Agenda::default();
        let time = |second| Timestamp::from_second(second).unwrap();
        for (second, id) in [(2, "MD2"), (1, "MD1"), (2, "MD3"), (9, "MD9")] {
            agenda.put(time(second), Due::Dormancy { id: id.parse().unwrap() });
        }
        let mut seen = Vec::new();
        while let Some((at, Due::Dormancy { id })) = agenda.take(time(5)) {
            seen.push((at.as_second(), id.to_string()));
        }
        assert_eq!(seen, [(1, "MD1".to_owned()), (2, "MD2".to_owned()), (2, "MD3".to_owned())]);
    }
}
