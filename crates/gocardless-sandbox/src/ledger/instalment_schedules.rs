//! Instalment schedules: one sum in several payments, all made at once and told as one.

mod instalments;

use gocardless_api::{
    EventId, EventLinks, InstalmentSchedule, InstalmentScheduleId, InstalmentScheduleLinks,
    InstalmentScheduleStatus as Status, MandateId, Metadata, PaymentError, PaymentErrors, PaymentId, PaymentStatus,
};
use jiff::Timestamp;
use jiff::civil::Date;

pub(crate) use self::instalments::Instalments;
use super::agenda::Due;
use super::events::News;
use super::payments::{MadeBy, NewPayment};
use super::{Organisation, Record};
use crate::caps::Collected;
use crate::clock::written;
use crate::machines::after;
use crate::machines::instalment_schedule::{
    CANCELLED_BY_API, COMPLETED, CREATED, CREATION_FAILED, ERRORED, ERRORED_LATE, InstalmentScheduleAction as Action,
    InstalmentScheduleHappening, RESUMED, TRANSITIONS, with_its_mandate,
};
use crate::machines::mandate::MandateAction;
use crate::machines::payment::{CANCELLED_WITH_INSTALMENT_SCHEDULE, PaymentAction, PaymentHappening};

/// An instalment schedule, and what the API does not show of it.
#[derive(Debug)]
pub(crate) struct InstalmentScheduleRecord {
    pub(crate) schedule: InstalmentSchedule,
    instalments: Vec<NewInstalment>,
    payment_reference: Option<String>,
    retry_if_possible: bool,
    app_fee: Option<u64>,
}

/// An instalment to be collected; without a date, as soon as can be.
#[derive(Clone, Debug)]
pub(crate) struct NewInstalment {
    pub(crate) amount: u64,
    pub(crate) charge_date: Option<Date>,
    pub(crate) description: Option<String>,
}

/// An instalment schedule to be made; its instalments are checked as their payments are made.
#[derive(Debug)]
pub(crate) struct NewInstalmentSchedule {
    pub(crate) mandate: MandateId,
    pub(crate) name: String,
    pub(crate) currency: String,
    pub(crate) total_amount: u64,
    pub(crate) instalments: Vec<NewInstalment>,
    pub(crate) payment_reference: Option<String>,
    pub(crate) retry_if_possible: bool,
    /// What an app takes of each payment, in minor units.
    pub(crate) app_fee: Option<u64>,
    pub(crate) metadata: Metadata,
}

impl Organisation {
    /// Adds an instalment schedule to a mandate, whose payments are made as soon as the answer is out; `None`, changing
    /// nothing, when there is no such mandate.
    pub(crate) fn add_instalment_schedule(
        &mut self,
        new: NewInstalmentSchedule,
        now: Timestamp,
    ) -> Option<InstalmentSchedule> {
        let mandate = &self.mandates.get(new.mandate.as_str())?.mandate;
        let links = InstalmentScheduleLinks {
            mandate: mandate.id.clone(),
            customer: mandate.links.customer.clone(),
            payments: Vec::new(),
        };
        let schedule = InstalmentSchedule {
            id: self.ids.instalment_schedule(),
            name: new.name,
            currency: new.currency,
            total_amount: new.total_amount,
            created_at: written(now),
            status: Status::Pending,
            metadata: new.metadata,
            payment_errors: PaymentErrors::new(),
            links,
        };
        let shown = schedule.clone();
        self.instalment_schedules.add(InstalmentScheduleRecord {
            schedule,
            instalments: new.instalments,
            payment_reference: new.payment_reference,
            retry_if_possible: new.retry_if_possible,
            app_fee: new.app_fee,
        });
        self.instalment_schedule_happens(shown.id.as_str(), &CREATED, Metadata::new(), None, now);
        self.agenda.put(now, Due::InstalmentSchedule { id: shown.id.clone() });
        Some(shown)
    }

    /// Adds a schedule in the state that it has; one that is pending has its payments as soon as the sandbox begins.
    /// Nothing is told.
    pub(crate) fn seed_instalment_schedule(&mut self, schedule: InstalmentSchedule, now: Timestamp) {
        if schedule.status == Status::Pending {
            self.agenda.put(now, Due::InstalmentSchedule { id: schedule.id.clone() });
        }
        self.instalment_schedules.add(InstalmentScheduleRecord {
            schedule,
            instalments: Vec::new(),
            payment_reference: None,
            retry_if_possible: false,
            app_fee: None,
        });
    }

    /// A payment of a seeded schedule.
    pub(super) fn seed_instalment(&mut self, id: &InstalmentScheduleId, payment: &PaymentId) {
        let Some(record) = self.instalment_schedules.get_mut(id.as_str()) else { return };
        let payments = &mut record.schedule.links.payments;
        if !payments.contains(payment) {
            payments.push(payment.clone());
        }
    }

    /// Lets something happen to a schedule and tells it; `None`, changing nothing, where its state does not allow that.
    pub(crate) fn instalment_schedule_happens(
        &mut self,
        id: &str,
        happening: &InstalmentScheduleHappening,
        metadata: Metadata,
        parent_event: Option<&EventId>,
        now: Timestamp,
    ) -> Option<EventId> {
        let schedule = &mut self.instalment_schedules.get_mut(id)?.schedule;
        schedule.status = after(TRANSITIONS, &happening.action, &schedule.status)?;
        let mut links = EventLinks::default().with("instalment_schedule", &schedule.id);
        if let Some(event) = parent_event {
            links = links.with("parent_event", event);
        }
        let resource_metadata = schedule.metadata.clone();
        let news = News {
            resource_type: "instalment_schedules",
            action: happening.action.as_str(),
            telling: happening.telling,
            scheme: None,
            metadata,
            resource_metadata,
            links,
        };
        Some(self.tell(news, now))
    }

    /// Makes the payments of a new schedule: all of them, or none where one cannot be.
    pub(super) fn instalment_schedule_is_due(&mut self, id: &InstalmentScheduleId, at: Timestamp) {
        let Some(errors) = self.payment_errors(id, at) else { return };
        if errors.is_empty() {
            self.make_payments_of(id, at);
        } else if let Some(record) = self.instalment_schedules.get_mut(id.as_str()) {
            record.schedule.payment_errors = errors;
            self.instalment_schedule_happens(id.as_str(), &CREATION_FAILED, Metadata::new(), None, at);
        }
    }

    /// What is wrong with the instalments of a schedule that waits for its payments.
    fn payment_errors(&self, id: &InstalmentScheduleId, at: Timestamp) -> Option<PaymentErrors> {
        let record = self.instalment_schedules.get(id.as_str()).filter(|it| it.schedule.status == Status::Pending)?;
        let mandate = self.mandates.get(record.schedule.links.mandate.as_str())?;
        let mut errors = PaymentErrors::new();
        let mut before = Vec::new();
        for (place, it) in record.instalments.iter().enumerate() {
            match self.check_payment_after(mandate, &before, it.amount, it.charge_date, at) {
                Ok(on) => before.push(Collected { on, amount: it.amount }),
                Err(problems) => {
                    let told = problems
                        .into_iter()
                        .map(|(field, problem)| PaymentError { field: field.to_owned(), message: problem.message() });
                    errors.insert(place.to_string(), told.collect());
                }
            }
        }
        Some(errors)
    }

    fn make_payments_of(&mut self, id: &InstalmentScheduleId, at: Timestamp) -> Option<()> {
        let record = self.instalment_schedules.get(id.as_str())?;
        let schedule = record.schedule.clone();
        let mandate = self.mandates.get(schedule.links.mandate.as_str())?;
        let mut all = Vec::new();
        for it in &record.instalments {
            all.push(NewPayment {
                mandate: schedule.links.mandate.clone(),
                amount: it.amount,
                charge_date: self.check_payment(mandate, it.amount, it.charge_date, at).ok()?,
                currency: schedule.currency.clone(),
                description: it.description.clone().or_else(|| Some(schedule.name.clone())),
                reference: record.payment_reference.clone(),
                retry_if_possible: record.retry_if_possible,
                app_fee: record.app_fee,
                faster_ach: None,
                metadata: Metadata::new(),
            });
        }
        let made_by = MadeBy::InstalmentSchedule(id.clone());
        let payments: Vec<PaymentId> =
            all.into_iter().filter_map(|new| Some(self.add_payment_by(made_by.clone(), new, at)?.id)).collect();
        let schedule = &mut self.instalment_schedules.get_mut(id.as_str())?.schedule;
        // Those of a seeded one are there already.
        schedule.links.payments.extend(payments);
        schedule.status = after(TRANSITIONS, &Action::PaymentsMade, &schedule.status)?;
        Some(())
    }

    /// Cancels a schedule and those of its payments that have not gone out; `None` when it is over already.
    pub(crate) fn cancel_instalment_schedule(&mut self, id: &str, metadata: Metadata, now: Timestamp) -> Option<()> {
        let event = self.instalment_schedule_happens(id, &CANCELLED_BY_API, metadata, None, now)?;
        let payments = self.instalment_schedules.get(id)?.schedule.links.payments.clone();
        for payment in payments {
            let happening = &CANCELLED_WITH_INSTALMENT_SCHEDULE;
            self.payment_happens(payment.as_str(), happening, Metadata::new(), Some(event.clone()), now);
        }
        Some(())
    }

    /// A mandate is over, and its schedules with it.
    pub(super) fn cancel_instalment_schedules_of(
        &mut self,
        id: &MandateId,
        end: MandateAction,
        event: &EventId,
        now: Timestamp,
    ) {
        let happening = with_its_mandate(end);
        let all = self.instalment_schedules.oldest_first().map(|record| &record.schedule);
        let ids: Vec<_> = all.filter(|it| it.links.mandate == *id).map(|it| it.id.clone()).collect();
        for id in ids {
            self.instalment_schedule_happens(id.as_str(), &happening, Metadata::new(), Some(event), now);
        }
    }

    /// Something has happened to a payment of a schedule, which was `before`: what that makes of the schedule.
    pub(super) fn instalment_happens(
        &mut self,
        id: &InstalmentScheduleId,
        happening: &PaymentHappening,
        before: &PaymentStatus,
        now: Timestamp,
    ) {
        match happening.action {
            PaymentAction::Failed => {
                let happening = if *before == PaymentStatus::Submitted { &ERRORED } else { &ERRORED_LATE };
                self.instalment_schedule_happens(id.as_str(), happening, Metadata::new(), None, now);
            }
            PaymentAction::Confirmed => self.settle_instalment_schedule(id, now),
            PaymentAction::Cancelled if happening.telling.cause == "payment_cancelled" => {
                self.settle_instalment_schedule(id, now);
            }
            _ => {}
        }
    }

    /// A schedule goes on when all that failed has been collected after all, and is complete when nothing is left to be
    /// collected; what was cancelled one by one is not.
    fn settle_instalment_schedule(&mut self, id: &InstalmentScheduleId, now: Timestamp) {
        let Some(record) = self.instalment_schedules.get(id.as_str()) else { return };
        let payments = record.schedule.links.payments.iter().filter_map(|payment| self.payments.get(payment.as_str()));
        let (mut all_collected, mut any_collected) = (true, false);
        for payment in payments {
            let status = &payment.payment.status;
            let is_collected = is_collected(status);
            if *status == PaymentStatus::Failed || (payment.retries > 0 && !is_collected) {
                return;
            }
            all_collected &= is_collected || *status == PaymentStatus::Cancelled;
            any_collected |= is_collected;
        }
        self.instalment_schedule_happens(id.as_str(), &RESUMED, Metadata::new(), None, now);
        if all_collected && any_collected {
            self.instalment_schedule_happens(id.as_str(), &COMPLETED, Metadata::new(), None, now);
        }
    }
}

fn is_collected(status: &PaymentStatus) -> bool {
    matches!(status, PaymentStatus::Confirmed | PaymentStatus::PaidOut | PaymentStatus::ChargedBack)
}

impl Record for InstalmentScheduleRecord {
    fn id(&self) -> &str {
        self.schedule.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.schedule.created_at
    }
}

#[cfg(test)]
mod tests;
