//! Refunds.

use gocardless_api::{
    CreditorId, EventLinks, MandateId, Metadata, PaymentFx, PaymentStatus, Refund, RefundId, RefundLinks, RefundStatus,
    Scheme,
};
use jiff::Timestamp;

use super::agenda::Due;
use super::events::News;
use super::payouts::Why;
use super::plan::{Pace, Plan};
use super::{Organisation, Record};
use crate::charge_dates::{mandate_submission, next_morning};
use crate::clock::written;
use crate::machines::after;
use crate::machines::refund::{RefundAction as Action, TRANSITIONS, usual};

/// A refund, and what the API does not show of it.
#[derive(Debug)]
pub(crate) struct RefundRecord {
    pub(crate) refund: Refund,
    pub(crate) creditor: CreditorId,
    pub(crate) scheme: Scheme,
    pub(super) plan: Plan<Action>,
}

/// A refund to be made, checked.
#[derive(Debug)]
pub(crate) struct NewRefund {
    pub(crate) amount: u64,
    pub(crate) currency: String,
    pub(crate) reference: Option<String>,
    pub(crate) metadata: Metadata,
    pub(crate) links: RefundLinks,
    pub(crate) mandate: MandateId,
}

const TO_BE_PAID: &[Action] = &[Action::Submitted, Action::Paid];
const TO_BE_RETURNED: &[Action] = &[Action::FundsReturned];

impl RefundRecord {
    /// Whether the payer has the money, or is to get it.
    pub(crate) fn counts(&self) -> bool {
        !matches!(self.refund.status, RefundStatus::Bounced | RefundStatus::Cancelled | RefundStatus::FundsReturned)
    }
}

impl Organisation {
    /// Adds a refund, about to be sent to the bank; `None`, changing nothing, when there is no such mandate.
    pub(crate) fn add_refund(&mut self, new: NewRefund, now: Timestamp) -> Option<Refund> {
        let record = self.mandates.get(new.mandate.as_str())?;
        let (creditor, scheme) = (record.mandate.links.creditor.clone(), record.scheme().clone());
        let refund = Refund {
            id: self.ids.refund(),
            created_at: written(now),
            amount: new.amount,
            currency: new.currency,
            reference: new.reference,
            status: RefundStatus::Created,
            metadata: new.metadata,
            fx: PaymentFx::default(),
            links: new.links,
        };
        let id = refund.id.clone();
        let plan = Plan::new(TO_BE_PAID, Pace::Banks);
        self.refunds.add(RefundRecord { refund, creditor, scheme, plan });
        self.refund_happens(id.as_str(), Action::Created, Metadata::new(), now);
        self.put_refund_down(&id, 0, now);
        self.refunds.get(id.as_str()).map(|record| record.refund.clone())
    }

    /// Adds a refund that was made at `created`, in the state that it has: the rest happens to it as to any other, from
    /// `now` on. Nothing is told.
    pub(crate) fn seed_refund(&mut self, refund: Refund, mandate: &MandateId, created: Timestamp, now: Timestamp) {
        let Some(record) = self.mandates.get(mandate.as_str()) else { return };
        let (creditor, scheme) = (record.mandate.links.creditor.clone(), record.scheme().clone());
        let submission = mandate_submission(&scheme, created);
        let (steps, next) = match refund.status {
            RefundStatus::Created | RefundStatus::PendingSubmission => (TO_BE_PAID, Some((0, submission))),
            RefundStatus::Submitted => (TO_BE_PAID, Some((1, next_morning(&scheme, submission)))),
            RefundStatus::Bounced => (TO_BE_RETURNED, Some((0, next_morning(&scheme, now)))),
            _ => (TO_BE_PAID, None),
        };
        let (id, links, status) = (refund.id.clone(), refund.links.clone(), refund.status.clone());
        let plan = Plan::new(steps, Pace::Banks);
        self.refunds.add(RefundRecord { refund, creditor, scheme, plan });
        self.count_refunds(&links);
        if let Some((step, at)) = next {
            self.agenda.put(at.max(now), Due::Refund { id: id.clone(), revision: plan.revision, step });
        }
        if matches!(status, RefundStatus::Paid | RefundStatus::Bounced) {
            self.owe(Why::Refunded(id));
        }
    }

    /// Lets something happen to a refund and tells it; `None`, changing nothing, where its state, or what is owed for
    /// it, does not allow that.
    pub(crate) fn refund_happens(
        &mut self,
        id: &str,
        action: Action,
        metadata: Metadata,
        now: Timestamp,
    ) -> Option<RefundId> {
        let record = self.refunds.get(id)?;
        let status = after(TRANSITIONS, &action, &record.refund.status)?;
        let id = record.refund.id.clone();
        let payout = match action {
            Action::Settled => Some(self.settle(&Why::Refunded(id.clone()), now)?),
            _ => None,
        };
        let record = self.refunds.get_mut(id.as_str())?;
        record.refund.status = status;
        let refund = record.refund.clone();
        self.count_refunds(&refund.links);
        if let Some(event) = action.event() {
            let mut links = EventLinks::default().with("refund", &refund.id);
            if let Some(payout) = payout {
                links = links.with("payout", payout);
            }
            let news = News {
                resource_type: "refunds",
                action: event,
                telling: usual(action).telling,
                scheme: None,
                metadata,
                resource_metadata: refund.metadata,
                links,
            };
            self.tell(news, now);
        }
        self.follow_refund(&id, action, now);
        Some(id)
    }

    /// What comes with what has happened.
    fn follow_refund(&mut self, id: &RefundId, action: Action, now: Timestamp) {
        match action {
            Action::Paid => self.owe(Why::Refunded(id.clone())),
            Action::Failed => {
                if let Some(record) = self.refunds.get_mut(id.as_str()) {
                    record.plan.change(TO_BE_RETURNED, Pace::Banks);
                }
                self.put_refund_down(id, 0, now);
            }
            // What was not held back from a payout yet need not be given back.
            Action::FundsReturned if !self.forgive(&Why::Refunded(id.clone())) => {
                if self.was_settled(id) {
                    self.credit(id, now);
                }
            }
            Action::Cancelled => {
                if let Some(record) = self.refunds.get_mut(id.as_str()) {
                    record.plan.stop();
                }
            }
            Action::Created | Action::FundsReturned | Action::Settled | Action::Submitted => {}
        }
    }

    /// A payment's money is gone: what of it has not been sent back yet stays.
    pub(super) fn cancel_refunds_of(&mut self, payment: &str, now: Timestamp) {
        let of_payment =
            |record: &&RefundRecord| record.refund.links.payment.as_ref().is_some_and(|id| id.as_str() == payment);
        let ids: Vec<_> = self.refunds.oldest_first().filter(of_payment).map(|it| it.refund.id.clone()).collect();
        for id in ids {
            self.refund_happens(id.as_str(), Action::Cancelled, Metadata::new(), now);
        }
    }

    /// A step of the refund's plan is due.
    pub(super) fn refund_is_due(&mut self, id: &RefundId, revision: u32, step: usize, at: Timestamp) {
        let Some(plan) = self.refunds.get(id.as_str()).map(|record| record.plan) else { return };
        let Some(action) = plan.steps.get(step).filter(|_| plan.revision == revision) else { return };
        if self.refund_happens(id.as_str(), *action, Metadata::new(), at).is_some() {
            self.put_refund_down(id, step + 1, at);
        }
    }

    /// A scenario has taken the refund this far: the rest happens at the banks' pace, unless there is none.
    pub(super) fn refund_goes_on_from(&mut self, id: &RefundId, last: Action, now: Timestamp) {
        let Some(record) = self.refunds.get_mut(id.as_str()) else { return };
        match last {
            Action::Failed => return,
            Action::Submitted => record.plan.change(&[Action::Paid], Pace::Banks),
            _ => record.plan.stop(),
        }
        self.put_refund_down(id, 0, now);
    }

    /// What was collected of the creditor's payers in the currency and has not been sent back, in minor units: what
    /// refunds can be paid from.
    pub(crate) fn refundable(&self, creditor: &CreditorId, currency: &str) -> u64 {
        let collected = self.payments.oldest_first().filter(|record| {
            let payment = &record.payment;
            payment.links.creditor == *creditor
                && payment.currency == currency
                && matches!(payment.status, PaymentStatus::Confirmed | PaymentStatus::PaidOut)
        });
        let collected: u64 = collected.map(|record| record.payment.amount).sum();
        let refunds = self.refunds.oldest_first().filter(|record| record.counts());
        let refunds = refunds.filter(|record| record.creditor == *creditor && record.refund.currency == currency);
        collected.saturating_sub(refunds.map(|record| record.refund.amount).sum())
    }

    /// Refunds of a payment that have not failed: how many, and what they come to.
    pub(crate) fn refunds_of(&self, payment: &str) -> (usize, u64) {
        let all = self.refunds.oldest_first().filter(|record| record.counts());
        let all = all.filter(|record| record.refund.links.payment.as_ref().is_some_and(|id| id.as_str() == payment));
        all.fold((0, 0), |(count, sum), record| (count + 1, sum + record.refund.amount))
    }

    fn was_settled(&self, id: &RefundId) -> bool {
        self.payouts.oldest_first().flat_map(|record| &record.items).any(|it| it.item.links.refund.as_ref() == Some(id))
    }

    /// What a payment shows of its refunds.
    fn count_refunds(&mut self, links: &RefundLinks) {
        let Some(payment) = &links.payment else { return };
        let (_, sum) = self.refunds_of(payment.as_str());
        if let Some(record) = self.payments.get_mut(payment.as_str()) {
            record.payment.amount_refunded = sum;
        }
    }

    /// Notes when the plan's step is due.
    fn put_refund_down(&mut self, id: &RefundId, step: usize, now: Timestamp) {
        let Some(record) = self.refunds.get(id.as_str()) else { return };
        let Some(action) = record.plan.steps.get(step) else { return };
        let at = match action {
            Action::Submitted => mandate_submission(&record.scheme, now),
            _ => next_morning(&record.scheme, now),
        };
        self.agenda.put(at.max(now), Due::Refund { id: id.clone(), revision: record.plan.revision, step });
    }
}

impl Record for RefundRecord {
    fn id(&self) -> &str {
        self.refund.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.refund.created_at
    }
}
