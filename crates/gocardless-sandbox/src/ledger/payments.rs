//! Payments.

use gocardless_api::{
    CustomerId, EventDetails, EventId, EventLinks, InstalmentScheduleId, MandateId, MandateStatus, Metadata, Payment,
    PaymentFx, PaymentId, PaymentLinks, PaymentStatus, Scheme, SubscriptionId,
};
use jiff::Timestamp;
use jiff::civil::Date;

use super::agenda::Due;
use super::events::News;
use super::payouts::Why;
use super::plan::{Pace, Plan};
use super::{Organisation, Record};
use crate::charge_dates::{next_morning, payment_confirmation, payment_payout, payment_submission};
use crate::clock::written;
use crate::machines::payment::{
    APPROVAL_GRANTED, AUTORETRIED, CREATED, CREATED_BY_INSTALMENT_SCHEDULE, CREATED_BY_SUBSCRIPTION,
    PaymentAction as Action, PaymentHappening, TRANSITIONS, usual, with_its_mandate,
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
    pub(crate) app_fee: Option<u64>,
    pub(crate) metadata: Metadata,
}

/// Who makes a payment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum MadeBy {
    Caller,
    InstalmentSchedule(InstalmentScheduleId),
    Subscription(SubscriptionId),
}

/// How often a payment can be retried. Source: API reference, "Retry a payment".
pub(crate) const MOST_RETRIES: u8 = 3;

const TO_BE_RETRIED: &[Action] = &[Action::ResubmissionRequested];

const TO_BE_COLLECTED: &[Action] = &[Action::Submitted, Action::Confirmed, Action::PaidOut];

impl PaymentRecord {
    pub(crate) fn scheme(&self) -> &Scheme {
        self.payment.scheme.as_ref().unwrap_or(&Scheme::Bacs)
    }
}

impl Organisation {
    /// Adds a payment that a caller makes on a mandate; `None`, changing nothing, when there is no such mandate.
    pub(crate) fn add_payment(&mut self, new: NewPayment, now: Timestamp) -> Option<Payment> {
        self.add_payment_by(MadeBy::Caller, new, now)
    }

    /// Adds a payment on a mandate, whoever makes it; magic names are for those that a caller makes.
    pub(super) fn add_payment_by(&mut self, made_by: MadeBy, new: NewPayment, now: Timestamp) -> Option<Payment> {
        let mandate = self.mandates.get(new.mandate.as_str())?.mandate.clone();
        let scheme = mandate.scheme.clone().unwrap_or(Scheme::Bacs);
        let customer = self.customer(mandate.links.customer.as_str()).filter(|_| made_by == MadeBy::Caller);
        let plan = match customer.and_then(|customer| magic_names::of(customer, &scheme)) {
            Some(magic) => Plan::new(magic.payment_steps(), Pace::AtOnce),
            // It was authorised at the bank, and its mandate is used up.
            None if mandate.status == MandateStatus::Consumed => Plan::new(TO_BE_COLLECTED, Pace::Instant),
            None => Plan::new(TO_BE_COLLECTED, Pace::Banks),
        };
        let (created, subscription, instalment_schedule) = match made_by {
            MadeBy::Caller => (&CREATED, None, None),
            MadeBy::InstalmentSchedule(id) => (&CREATED_BY_INSTALMENT_SCHEDULE, None, Some(id)),
            MadeBy::Subscription(id) => (&CREATED_BY_SUBSCRIPTION, Some(id), None),
        };
        let payment = Payment {
            id: self.ids.payment(),
            created_at: written(now),
            charge_date: Some(new.charge_date.to_string()),
            amount: new.amount,
            description: new.description,
            currency: new.currency,
            status: if mandate.status == MandateStatus::PendingCustomerApproval {
                PaymentStatus::PendingCustomerApproval
            } else {
                PaymentStatus::PendingSubmission
            },
            amount_refunded: 0,
            reference: new.reference,
            metadata: new.metadata,
            fx: PaymentFx::default(),
            links: PaymentLinks {
                mandate: mandate.id.clone(),
                creditor: mandate.links.creditor,
                payout: None,
                subscription,
                instalment_schedule,
            },
            retry_if_possible: new.retry_if_possible,
            scheme: Some(scheme),
            faster_ach: new.faster_ach,
            app_fee: new.app_fee,
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
        self.payment_happens(id.as_str(), created, Metadata::new(), None, now);
        if payment.status == PaymentStatus::PendingSubmission {
            self.put_payment_down(&id, 0, now);
        }
        Some(payment)
    }

    /// Adds a payment in the state that it has: the rest happens to it as to any other, from `now` on. Nothing is told.
    pub(crate) fn seed_payment(&mut self, payment: Payment, customer: CustomerId, charge_date: Date, now: Timestamp) {
        let scheme = payment.scheme.clone().unwrap_or(Scheme::Bacs);
        let step = match payment.status {
            PaymentStatus::PendingSubmission => Some(0),
            PaymentStatus::Submitted => Some(1),
            PaymentStatus::Confirmed => Some(2),
            _ => None,
        };
        // As for new ones: magic names are for payments that a caller makes.
        let is_made_by_clock = payment.links.subscription.is_some() || payment.links.instalment_schedule.is_some();
        let payer = self.customer(customer.as_str()).filter(|_| !is_made_by_clock);
        let magic = payer.and_then(|customer| magic_names::of(customer, &scheme));
        let plan = match (&payment.status, magic) {
            (PaymentStatus::PendingSubmission, Some(magic)) => Plan::new(magic.payment_steps(), Pace::AtOnce),
            _ => Plan::new(TO_BE_COLLECTED, Pace::Banks),
        };
        let (id, links, status) = (payment.id.clone(), payment.links.clone(), payment.status.clone());
        self.payments_by_mandate.entry(links.mandate).or_default().push(id.clone());
        self.payments.add(PaymentRecord { payment, customer, plan, charge_date, retries: 0 });
        if let Some(step) = step {
            self.put_payment_down(&id, step, now);
        }
        if let Some(subscription) = &links.subscription {
            self.seed_payment_of(subscription, charge_date, now);
        }
        if let Some(schedule) = &links.instalment_schedule {
            self.seed_instalment(schedule, &id);
        }
        if links.payout.is_some() {
            self.seed_went_back(&id, &status);
        }
    }

    /// The payer has approved of a mandate, and so of its payments; those that are too early by now are charged later.
    pub(super) fn approve_payments_of(&mut self, id: &MandateId, event: &EventId, now: Timestamp) {
        let Some(earliest) = self.mandates.get(id.as_str()).map(|record| record.next_charge_date(now)) else { return };
        for payment in self.payments_by_mandate.get(id).cloned().unwrap_or_default() {
            let event = Some(event.clone());
            if self.payment_happens(payment.as_str(), &APPROVAL_GRANTED, Metadata::new(), event, now).is_none() {
                continue;
            }
            if let Some(record) = self.payments.get_mut(payment.as_str()) {
                record.charge_date = record.charge_date.max(earliest);
                record.payment.charge_date = Some(record.charge_date.to_string());
            }
            self.put_payment_down(&payment, 0, now);
        }
    }

    /// Lets something happen to a payment and tells it; `None`, changing nothing, where its state does not allow that, or
    /// where it cannot be paid out, or settled.
    pub(crate) fn payment_happens(
        &mut self,
        id: &str,
        happening: &PaymentHappening,
        metadata: Metadata,
        parent_event: Option<EventId>,
        now: Timestamp,
    ) -> Option<EventId> {
        let record = self.payments.get(id)?;
        let before = record.payment.status.clone();
        let status = after(TRANSITIONS, &happening.action, &before)?;
        let payout = match happening.action {
            Action::PaidOut => Some(self.pay_out(id, now)?),
            Action::ChargebackSettled => Some(self.settle(&Why::ChargedBack(record.payment.id.clone()), now)?),
            Action::LateFailureSettled => Some(self.settle(&Why::Failed(record.payment.id.clone()), now)?),
            _ => None,
        };
        let retries = happening.action == Action::Failed && self.plan_retry(id, &before);
        let record = self.payments.get_mut(id)?;
        record.payment.status = status;
        if happening.action == Action::Cancelled {
            record.plan.stop();
        }
        let payment = record.payment.clone();
        let mut links = EventLinks::default().with("payment", &payment.id);
        if let Some(event) = parent_event {
            links = links.with("parent_event", event);
        }
        if let Some(payout) = payout {
            links = links.with("payout", payout);
        }
        let news = News {
            resource_type: "payments",
            action: happening.action.as_str(),
            telling: happening.telling,
            scheme: payment.scheme.as_ref(),
            metadata,
            resource_metadata: payment.metadata.clone(),
            links,
        };
        let mut details = EventDetails::default();
        if happening.action == Action::Failed {
            details.will_attempt_retry = Some(retries);
            details.not_retried_reason = (payment.retry_if_possible && !retries).then_some("other".into());
        }
        let event = self.tell_with(news, details, now);
        self.follow_payment(&payment.id, happening.action, &before, now);
        if matches!(happening.action, Action::Created | Action::Submitted)
            && let Some(mandate) = self.mandates.get_mut(payment.links.mandate.as_str())
        {
            mandate.used = now;
        }
        if let Some(schedule) = &payment.links.instalment_schedule {
            self.instalment_happens(schedule, happening, &before, now);
        }
        Some(event)
    }

    /// What comes with what has happened: money that was paid out is owed, and what was to be refunded stays.
    fn follow_payment(&mut self, id: &PaymentId, action: Action, before: &PaymentStatus, now: Timestamp) {
        if !matches!(action, Action::Failed | Action::ChargedBack) {
            return;
        }
        if *before == PaymentStatus::PaidOut {
            self.owe(if action == Action::Failed { Why::Failed(id.clone()) } else { Why::ChargedBack(id.clone()) });
        }
        self.cancel_refunds_of(id.as_str(), now);
        if action == Action::Failed {
            self.put_payment_down(id, 0, now);
        }
    }

    /// Plans to collect a payment once more that is about to fail; whether it will be.
    ///
    /// That is for missing funds only, which is what every failure here is, before the payment was confirmed, and as
    /// often as by hand.
    fn plan_retry(&mut self, id: &str, before: &PaymentStatus) -> bool {
        let Some(record) = self.payments.get(id) else { return false };
        let mandate = self.mandates.get(record.payment.links.mandate.as_str());
        let is_active = mandate.is_some_and(|it| it.mandate.status == MandateStatus::Active);
        let is_wanted = record.payment.retry_if_possible && record.retries < MOST_RETRIES;
        let retries = is_wanted && is_active && *before == PaymentStatus::Submitted;
        if let Some(record) = self.payments.get_mut(id) {
            record.plan.change(if retries { TO_BE_RETRIED } else { &[] }, Pace::Banks);
        }
        retries
    }

    /// A payment that failed is to be collected once more, unless that is not wanted or possible any more.
    fn retry_by_itself(&mut self, id: &PaymentId, at: Timestamp) {
        let Some(record) = self.payments.get(id.as_str()).filter(|it| it.payment.retry_if_possible) else { return };
        let Some(mandate) = self.mandates.get(record.payment.links.mandate.as_str()) else { return };
        if mandate.mandate.status == MandateStatus::Active {
            let charge_date = mandate.next_charge_date(at);
            self.retry_payment(id, &AUTORETRIED, charge_date, Metadata::new(), at);
        }
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
        if last == Action::Failed {
            return;
        }
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
        if *action == Action::ResubmissionRequested {
            return self.retry_by_itself(id, at);
        }
        let happening = usual(*action, record.scheme());
        let event = self.payment_happens(id.as_str(), happening, Metadata::new(), None, at);
        let goes_on = self.payments.get(id.as_str()).is_some_and(|record| record.plan.revision == revision);
        if event.is_some() && goes_on {
            self.put_payment_down(id, step + 1, at);
        }
    }

    /// Notes when the plan's step is due.
    fn put_payment_down(&mut self, id: &PaymentId, step: usize, now: Timestamp) {
        let Some(record) = self.payments.get(id.as_str()) else { return };
        let Some(action) = record.plan.steps.get(step) else { return };
        let at = match (record.plan.pace, action) {
            (Pace::Banks | Pace::Instant, Action::PaidOut) => payment_payout(record.scheme(), record.charge_date),
            (Pace::AtOnce | Pace::Instant, _) => now,
            (Pace::Banks, Action::Submitted) => payment_submission(record.scheme(), record.charge_date),
            (Pace::Banks, Action::ResubmissionRequested) => next_morning(record.scheme(), now),
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
