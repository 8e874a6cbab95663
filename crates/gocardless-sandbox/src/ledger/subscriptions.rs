//! Subscriptions: payments at regular intervals, each made by the agenda when it has to be.

use gocardless_api::{
    CustomerId, EventId, EventLinks, IntervalUnit, MandateId, Metadata, Subscription, SubscriptionId,
    SubscriptionLinks, SubscriptionStatus as Status, UpcomingPayment,
};
use jiff::Timestamp;
use jiff::civil::Date;

use super::agenda::Due;
use super::events::News;
use super::payments::{MadeBy, NewPayment};
use super::{Organisation, Record};
use crate::charge_dates::payment_creation;
use crate::clock::written;
use crate::machines::subscription::{
    AMENDED, CREATED, FINISHED, PAUSED, PAYMENT_CREATED, RESUME_SCHEDULED, RESUMED, RESUMED_BY_API,
    SubscriptionAction as Action, SubscriptionHappening, TRANSITIONS, with_its_mandate,
};
use crate::machines::{Telling, after};
use crate::recurrence::{Day, Recurrence};

/// A subscription, and what the API does not show of it.
#[derive(Debug)]
pub(crate) struct SubscriptionRecord {
    /// Without what moves with the time: see [`Organisation::shown_subscription`].
    pub(crate) subscription: Subscription,
    pub(crate) customer: CustomerId,
    recurrence: Recurrence,
    /// From when on nothing is collected.
    pub(crate) end_date: Option<Date>,
    /// The number of the recurrence's next charge.
    next: u32,
    /// How many payments there have been.
    made: u32,
    /// How often the amount has been changed.
    pub(crate) amendments: u8,
    /// Paused, and until which charge: the number of the first one after it.
    pub(crate) resumes_with: Option<u32>,
    /// Counts what makes void what was due.
    revision: u32,
}

/// A subscription to be made, checked.
#[derive(Debug)]
pub(crate) struct NewSubscription {
    pub(crate) mandate: MandateId,
    pub(crate) amount: u64,
    pub(crate) currency: String,
    pub(crate) recurrence: Recurrence,
    pub(crate) start_date: Date,
    pub(crate) end_date: Option<Date>,
    pub(crate) count: Option<u32>,
    pub(crate) name: Option<String>,
    pub(crate) payment_reference: Option<String>,
    pub(crate) retry_if_possible: bool,
    /// What an app takes of each payment, in minor units.
    pub(crate) app_fee: Option<u64>,
    pub(crate) metadata: Metadata,
}

/// How many payments to come are shown. Source: API reference, "Subscriptions", `upcoming_payments`.
const SHOWN: usize = 10;

impl Organisation {
    /// Adds a subscription to a mandate; `None`, changing nothing, when there is no such mandate.
    pub(crate) fn add_subscription(&mut self, new: NewSubscription, now: Timestamp) -> Option<Subscription> {
        let mandate = &self.mandates.get(new.mandate.as_str())?.mandate;
        let (mandate, customer) = (mandate.id.clone(), mandate.links.customer.clone());
        let rule = new.recurrence.rule();
        let id = self.ids.subscription();
        let subscription = Subscription {
            id: id.clone(),
            created_at: written(now),
            amount: new.amount,
            currency: new.currency,
            status: Status::Active,
            name: new.name,
            start_date: Some(new.start_date.to_string()),
            end_date: None,
            interval: rule.interval,
            interval_unit: IntervalUnit::from(rule.unit.name().to_owned()),
            day_of_month: rule.day.map(|day| match day {
                Day::Number(day) => day,
                Day::Last => -1,
            }),
            month: rule.month_name().map(str::to_owned),
            count: new.count,
            payment_reference: new.payment_reference,
            upcoming_payments: Vec::new(),
            app_fee: new.app_fee,
            retry_if_possible: new.retry_if_possible,
            earliest_charge_date_after_resume: None,
            parent_plan_paused: false,
            metadata: new.metadata,
            links: SubscriptionLinks { mandate },
        };
        self.subscriptions.add(SubscriptionRecord {
            subscription,
            customer,
            recurrence: new.recurrence,
            end_date: new.end_date,
            next: 0,
            made: 0,
            amendments: 0,
            resumes_with: None,
            revision: 0,
        });
        self.subscription_happens(id.as_str(), &CREATED, Metadata::new(), &EventLinks::default(), now);
        self.put_subscription_down(&id, now);
        Some(self.shown_subscription(self.subscriptions.get(id.as_str())?, now))
    }

    /// Adds a subscription in the state that it has: it goes on with the first charge that can still be made, and a
    /// paused one by itself with the first on or after `resumes_on`. Nothing is told.
    pub(crate) fn seed_subscription(
        &mut self,
        subscription: Subscription,
        recurrence: Recurrence,
        end_date: Option<Date>,
        resumes_on: Option<Date>,
        now: Timestamp,
    ) {
        let Some(mandate) = self.mandates.get(subscription.links.mandate.as_str()) else { return };
        let next = recurrence.first_on_or_after(0, mandate.next_charge_date(now)).unwrap_or(u32::MAX);
        let (id, customer) = (subscription.id.clone(), mandate.mandate.links.customer.clone());
        self.subscriptions.add(SubscriptionRecord {
            customer,
            recurrence,
            end_date,
            next,
            made: 0,
            amendments: 0,
            resumes_with: resumes_on.and_then(|date| recurrence.first_on_or_after(next, date)),
            revision: 0,
            subscription,
        });
        self.put_subscription_down(&id, now);
    }

    /// A payment of a seeded subscription was charged, or is to be, on this date: the next one comes after it.
    pub(super) fn seed_payment_of(&mut self, id: &SubscriptionId, charge_date: Date, now: Timestamp) {
        let Some(record) = self.subscriptions.get_mut(id.as_str()) else { return };
        record.made = record.made.saturating_add(1);
        let next = charge_date.tomorrow().ok().and_then(|date| record.recurrence.first_on_or_after(record.next, date));
        record.next = next.unwrap_or(u32::MAX);
        record.resumes_with = record.resumes_with.map(|first| first.max(record.next));
        record.revision = record.revision.wrapping_add(1);
        self.put_subscription_down(id, now);
    }

    /// The subscription as the API shows it at `now`.
    pub(crate) fn shown_subscription(&self, record: &SubscriptionRecord, now: Timestamp) -> Subscription {
        let amount = record.subscription.amount;
        let upcoming = self.charges_to_come(record, now).take(SHOWN);
        let upcoming = upcoming.map(|(_, date)| UpcomingPayment { charge_date: date.to_string(), amount });
        let is_paused = record.subscription.status == Status::Paused;
        let resumed = is_paused.then(|| self.charge_after_resume(record, now)).flatten();
        Subscription {
            upcoming_payments: upcoming.collect(),
            end_date: record.shown_end_date().map(|date| date.to_string()),
            earliest_charge_date_after_resume: resumed.map(|(_, date)| date.to_string()),
            ..record.subscription.clone()
        }
    }

    /// The charges that a payment will be made for, as things are: number and date.
    fn charges_to_come(&self, record: &SubscriptionRecord, now: Timestamp) -> impl Iterator<Item = (u32, Date)> {
        let first = match record.subscription.status {
            Status::Active | Status::PendingCustomerApproval => Some(record.next),
            Status::Paused => record.resumes_with,
            _ => None,
        };
        // A mandate that was sent to the bank again is not ready earlier.
        let earliest = self.earliest_charge_date(record, now);
        let (recurrence, end_date) = (record.recurrence, record.end_date);
        let left = record.subscription.count.map_or(u32::MAX, |count| count.saturating_sub(record.made));
        let numbers = first.into_iter().flat_map(move |first| first..first.saturating_add(left));
        numbers
            .map_while(move |n| Some((n, recurrence.charge_date(n)?.max(earliest))))
            .take_while(move |(_, date)| end_date.is_none_or(|end| *date < end))
    }

    /// The first charge of a paused subscription that is resumed at `now`.
    fn charge_after_resume(&self, record: &SubscriptionRecord, now: Timestamp) -> Option<(u32, Date)> {
        let earliest = self.earliest_charge_date(record, now);
        let n = record.recurrence.first_on_or_after(record.next, earliest)?;
        Some((n, record.recurrence.charge_date(n)?))
    }

    fn earliest_charge_date(&self, record: &SubscriptionRecord, now: Timestamp) -> Date {
        let mandate = self.mandates.get(record.subscription.links.mandate.as_str());
        mandate.map_or(Date::MIN, |mandate| mandate.next_charge_date(now))
    }

    /// Lets something happen to a subscription and tells it; `None`, changing nothing, where its state does not allow
    /// that.
    pub(crate) fn subscription_happens(
        &mut self,
        id: &str,
        happening: &SubscriptionHappening,
        metadata: Metadata,
        links: &EventLinks,
        now: Timestamp,
    ) -> Option<EventId> {
        let record = self.subscriptions.get_mut(id)?;
        record.subscription.status = after(TRANSITIONS, &happening.action, &record.subscription.status)?;
        if matches!(happening.action, Action::Cancelled | Action::Paused | Action::Resumed) {
            record.revision = record.revision.wrapping_add(1);
        }
        let resource_metadata = record.subscription.metadata.clone();
        let of = EventLinks::default().with("subscription", &record.subscription.id);
        let links = links.iter().fold(of, |links, (name, id)| links.with(name.to_owned(), id));
        let mandate = self.mandates.get(record.subscription.links.mandate.as_str());
        let scheme = mandate.map(|mandate| mandate.scheme().clone());
        let news = News {
            resource_type: "subscriptions",
            action: happening.action.as_str(),
            telling: happening.telling,
            scheme: scheme.as_ref(),
            metadata,
            resource_metadata,
            links,
        };
        Some(self.tell(news, now))
    }

    /// Gives the payments to come another amount.
    pub(crate) fn amend_subscription(&mut self, id: &str, amount: u64, now: Timestamp) -> Option<EventId> {
        let event = self.subscription_happens(id, &AMENDED, Metadata::new(), &EventLinks::default(), now)?;
        let record = self.subscriptions.get_mut(id)?;
        record.subscription.amount = amount;
        record.amendments = record.amendments.saturating_add(1);
        Some(event)
    }

    /// Makes no payments until told otherwise, or skips so many.
    pub(crate) fn pause_subscription(
        &mut self,
        id: &SubscriptionId,
        cycles: Option<u32>,
        metadata: Metadata,
        now: Timestamp,
    ) -> Option<EventId> {
        let event = self.subscription_happens(id.as_str(), &PAUSED, metadata.clone(), &EventLinks::default(), now)?;
        let record = self.subscriptions.get_mut(id.as_str())?;
        record.resumes_with = cycles.and_then(|cycles| record.next.checked_add(cycles));
        if record.resumes_with.is_some() {
            self.subscription_happens(id.as_str(), &RESUME_SCHEDULED, metadata, &EventLinks::default(), now);
            self.put_subscription_down(id, now);
        }
        Some(event)
    }

    /// Goes on with a paused subscription, with the first charge that can still be made.
    pub(crate) fn resume_subscription(
        &mut self,
        id: &SubscriptionId,
        metadata: Metadata,
        now: Timestamp,
    ) -> Option<EventId> {
        let next = self.charge_after_resume(self.subscriptions.get(id.as_str())?, now).map(|(n, _)| n);
        let event = self.subscription_happens(id.as_str(), &RESUMED_BY_API, metadata, &EventLinks::default(), now)?;
        let record = self.subscriptions.get_mut(id.as_str())?;
        record.next = next.unwrap_or(record.next);
        record.resumes_with = None;
        self.put_subscription_down(id, now);
        Some(event)
    }

    /// A mandate is over, and its subscriptions with it, told as the end of the mandate was.
    pub(super) fn cancel_subscriptions_of(
        &mut self,
        id: &MandateId,
        telling: Telling,
        event: &EventId,
        now: Timestamp,
    ) {
        let happening = with_its_mandate(telling);
        let links = EventLinks::default().with("parent_event", event);
        let all = self.subscriptions.oldest_first().map(|record| &record.subscription);
        let ids: Vec<_> = all.filter(|it| it.links.mandate == *id).map(|it| it.id.clone()).collect();
        for id in ids {
            self.subscription_happens(id.as_str(), &happening, Metadata::new(), &links, now);
        }
    }

    /// The next payment is to be made; a pause that ends with it is over.
    pub(super) fn subscription_is_due(&mut self, id: &SubscriptionId, revision: u32, at: Timestamp) {
        let Some(record) = self.subscriptions.get(id.as_str()).filter(|record| record.revision == revision) else {
            return;
        };
        let Some((n, charge_date)) = self.charges_to_come(record, at).next() else { return };
        if record.subscription.status == Status::Paused {
            self.subscription_happens(id.as_str(), &RESUMED, Metadata::new(), &EventLinks::default(), at);
        }
        let Some(record) = self.subscriptions.get_mut(id.as_str()) else { return };
        record.resumes_with = None;
        record.next = n.saturating_add(1);
        self.make_payment_of(id, charge_date, at);

        let Some(record) = self.subscriptions.get(id.as_str()) else { return };
        if self.charges_to_come(record, at).next().is_some() {
            self.put_subscription_down(id, at);
        } else {
            self.subscription_happens(id.as_str(), &FINISHED, Metadata::new(), &EventLinks::default(), at);
        }
    }

    /// Makes a payment; none, going on with the next, where the mandate does not allow it.
    fn make_payment_of(&mut self, id: &SubscriptionId, charge_date: Date, at: Timestamp) -> Option<()> {
        let subscription = self.subscriptions.get(id.as_str())?.subscription.clone();
        let mandate = self.mandates.get(subscription.links.mandate.as_str())?;
        let charge_date = self.check_payment(mandate, subscription.amount, Some(charge_date), at).ok()?;
        let new = NewPayment {
            mandate: subscription.links.mandate,
            amount: subscription.amount,
            charge_date,
            currency: subscription.currency,
            description: subscription.name,
            reference: subscription.payment_reference,
            retry_if_possible: subscription.retry_if_possible,
            app_fee: subscription.app_fee,
            faster_ach: None,
            metadata: Metadata::new(),
        };
        let payment = self.add_payment_by(MadeBy::Subscription(id.clone()), new, at)?;
        let record = self.subscriptions.get_mut(id.as_str())?;
        record.made = record.made.saturating_add(1);
        let links = EventLinks::default().with("payment", &payment.id);
        self.subscription_happens(id.as_str(), &PAYMENT_CREATED, Metadata::new(), &links, at);
        Some(())
    }

    /// Notes when the next payment is to be made.
    fn put_subscription_down(&mut self, id: &SubscriptionId, now: Timestamp) {
        let Some(record) = self.subscriptions.get(id.as_str()) else { return };
        let Some((_, charge_date)) = self.charges_to_come(record, now).next() else { return };
        let Some(mandate) = self.mandates.get(record.subscription.links.mandate.as_str()) else { return };
        let at = payment_creation(mandate.scheme(), charge_date);
        let due = Due::Subscription { id: id.clone(), revision: record.revision };
        self.agenda.put(at.max(now), due);
    }
}

impl SubscriptionRecord {
    /// The date of the charge after so many skipped ones; `None` when there is no such date.
    pub(crate) fn charge_date_after(&self, skipped: u32) -> Option<Date> {
        self.recurrence.charge_date(self.next.checked_add(skipped)?)
    }

    /// The end date that was given, or the date of the last of so many charges: none while that is not known.
    fn shown_end_date(&self) -> Option<Date> {
        let Some(count) = self.subscription.count else { return self.end_date };
        let next = match self.subscription.status {
            Status::Paused => self.resumes_with?,
            _ => self.next,
        };
        let after_last = next.checked_add(count.saturating_sub(self.made))?;
        let last = self.recurrence.charge_date(after_last.checked_sub(1)?)?;
        Some(self.end_date.map_or(last, |end| end.min(last)))
    }
}

impl Record for SubscriptionRecord {
    fn id(&self) -> &str {
        self.subscription.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.subscription.created_at
    }
}

#[cfg(test)]
mod tests;
