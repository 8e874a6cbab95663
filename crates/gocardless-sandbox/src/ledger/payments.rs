//! Payments.

use gocardless_api::{
    CustomerId, EventId, EventLinks, MandateId, Metadata, Payment, PaymentFx, PaymentId, PaymentLinks, PaymentStatus,
    Scheme,
};
use jiff::Timestamp;
use jiff::civil::Date;

use super::agenda::Due;
use super::events::News;
use super::plan::{Pace, Plan};
use super::{Organisation, Record};
use crate::charge_dates::{payment_confirmation, payment_payout, payment_submission};
use crate::clock::written;
use crate::machines::payment::{
    CREATED, PaymentAction as Action, PaymentHappening, TRANSITIONS, usual, with_its_mandate,
};
use crate::machines::{Telling, after};
use crate::magic_names;

/// A payment, and what the API does not show of it.
#[derive(Debug)]
pub(crate) struct PaymentRecord {
    pub(crate) payment: Payment,
    pub(crate) customer: CustomerId,
    pub(crate) plan: Plan<Action>,
    pub(crate) charge_date: Date,
    /// How often it has been retried.
    pub(crate) retries: u8,
}

/// A payment to be made, checked.
#[derive(Debug)]
pub(crate) struct NewPayment {
    pub(crate) mandate: MandateId,
    pub(crate) amount: u64,
    pub(crate) charge_date: Date,
    pub(crate) currency: String,
    pub(crate) description: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) retry_if_possible: bool,
    pub(crate) faster_ach: Option<bool>,
    pub(crate) metadata: Metadata,
}

const TO_BE_COLLECTED: &[Action] = &[Action::Submitted, Action::Confirmed, Action::PaidOut];

impl PaymentRecord {
    pub(crate) fn scheme(&self) -> &Scheme {
        self.payment.scheme.as_ref().unwrap_or(&Scheme::Bacs)
    }
}

impl Organisation {
    /// Adds a payment on a mandate; `None`, changing nothing, when there is no such mandate.
    pub(crate) fn add_payment(&mut self, new: NewPayment, now: Timestamp) -> Option<Payment> {
        let mandate = self.mandates.get(new.mandate.as_str())?.mandate.clone();
        let scheme = mandate.scheme.clone().unwrap_or(Scheme::Bacs);
        let customer = self.customer(mandate.links.customer.as_str());
        let plan = match customer.and_then(|customer| magic_names::of(customer, &scheme)) {
            Some(magic) => Plan::new(magic.payment_steps(), Pace::AtOnce),
            None => Plan::new(TO_BE_COLLECTED, Pace::Banks),
        };
        let payment = Payment {
            id: self.ids.payment(),
            created_at: written(now),
            charge_date: Some(new.charge_date.to_string()),
            amount: new.amount,
            description: new.description,
            currency: new.currency,
            status: PaymentStatus::PendingSubmission,
            amount_refunded: 0,
            reference: new.reference,
            metadata: new.metadata,
            fx: PaymentFx::default(),
            links: PaymentLinks { mandate: mandate.id.clone(), creditor: mandate.links.creditor },
            retry_if_possible: new.retry_if_possible,
            scheme: Some(scheme),
            faster_ach: new.faster_ach,
        };
        let id = payment.id.clone();
        self.payments_by_mandate.entry(mandate.id).or_default().push(id.clone());
        self.payments.add(PaymentRecord {
            payment: payment.clone(),
            customer: mandate.links.customer,
            plan,
            charge_date: new.charge_date,
            retries: 0,
        });
        self.payment_happens(id.as_str(), &CREATED, Metadata::new(), None, now);
        self.put_payment_down(&id, 0, now);
        Some(payment)
    }

    /// Lets something happen to a payment and tells it; `None`, changing nothing, where its state does not allow that.
    pub(crate) fn payment_happens(
        &mut self,
        id: &str,
        happening: &PaymentHappening,
        metadata: Metadata,
        parent_event: Option<EventId>,
        now: Timestamp,
    ) -> Option<EventId> {
        let record = self.payments.get_mut(id)?;
        record.payment.status = after(TRANSITIONS, &happening.action, &record.payment.status)?;
        if happening.action == Action::Cancelled {
            record.plan.stop();
        }
        let payment = record.payment.clone();
        let mut links = EventLinks::default().with("payment", &payment.id);
        if let Some(event) = parent_event {
            links = links.with("parent_event", event);
        }
        let news = News {
            resource_type: "payments",
            action: happening.action.as_str(),
            telling: happening.telling,
            scheme: payment.scheme.as_ref(),
            metadata,
            resource_metadata: payment.metadata,
            links,
        };
        let event = self.tell(news, now);
        if matches!(happening.action, Action::Created | Action::Submitted)
            && let Some(mandate) = self.mandates.get_mut(payment.links.mandate.as_str())
        {
            mandate.used = now;
        }
        Some(event)
    }

    /// Sends a failed payment to the bank once more, to be charged on another date.
    pub(crate) fn retry_payment(
        &mut self,
        id: &PaymentId,
        happening: &PaymentHappening,
        charge_date: Date,
        metadata: Metadata,
        now: Timestamp,
    ) -> Option<EventId> {
        let event = self.payment_happens(id.as_str(), happening, metadata, None, now)?;
        let record = self.payments.get_mut(id.as_str())?;
        record.retries = record.retries.saturating_add(1);
        record.charge_date = charge_date;
        record.payment.charge_date = Some(charge_date.to_string());
        record.plan.change(TO_BE_COLLECTED, Pace::Banks);
        self.put_payment_down(id, 0, now);
        Some(event)
    }

    /// A scenario has taken the payment this far: the rest happens at the banks' pace, unless there is none.
    pub(super) fn go_on_from(&mut self, id: &PaymentId, last: Action, now: Timestamp) {
        let Some(record) = self.payments.get_mut(id.as_str()) else { return };
        let reached = TO_BE_COLLECTED.iter().position(|action| *action == last);
        let rest = reached.and_then(|reached| TO_BE_COLLECTED.get(reached + 1..)).unwrap_or_default();
        record.plan.change(rest, Pace::Banks);
        self.put_payment_down(id, 0, now);
    }

    /// A mandate is over: what has not gone out is cancelled, told as the end of the mandate was.
    pub(super) fn cancel_payments_of(&mut self, id: &MandateId, telling: Telling, event: &EventId, now: Timestamp) {
        let happening = with_its_mandate(telling);
        for payment in self.payments_by_mandate.get(id).cloned().unwrap_or_default() {
            self.payment_happens(payment.as_str(), &happening, Metadata::new(), Some(event.clone()), now);
        }
    }

    /// A step of the payment's plan is due.
    pub(super) fn payment_is_due(&mut self, id: &PaymentId, revision: u32, step: usize, at: Timestamp) {
        let Some(record) = self.payments.get(id.as_str()) else { return };
        let plan = record.plan;
        let Some(action) = plan.steps.get(step).filter(|_| plan.revision == revision) else { return };
        let happening = usual(*action, record.scheme());
        if self.payment_happens(id.as_str(), happening, Metadata::new(), None, at).is_some() {
            self.put_payment_down(id, step + 1, at);
        }
    }

    /// Notes when the plan's step is due.
    fn put_payment_down(&mut self, id: &PaymentId, step: usize, now: Timestamp) {
        let Some(record) = self.payments.get(id.as_str()) else { return };
        let Some(action) = record.plan.steps.get(step) else { return };
        let at = match (record.plan.pace, action) {
            (Pace::AtOnce, _) => now,
            (Pace::Banks, Action::Submitted) => payment_submission(record.scheme(), record.charge_date),
            (Pace::Banks, Action::PaidOut) => payment_payout(record.scheme(), record.charge_date),
            (Pace::Banks, _) => payment_confirmation(record.scheme(), record.charge_date),
        };
        let due = Due::Payment { id: id.clone(), revision: record.plan.revision, step };
        self.agenda.put(at.max(now), due);
    }
}

impl Record for PaymentRecord {
    fn id(&self) -> &str {
        self.payment.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.payment.created_at
    }
}
