//! The subscription and the instalment schedule that come of a billing request.

use gocardless_api::{InstalmentScheduleId, MandateId, SubscriptionId};
use jiff::Timestamp;

use super::BillingRequestRecord;
use crate::calendar::Calendar;
use crate::ledger::{NewInstalmentSchedule, NewSubscription, Organisation};
use crate::recurrence::Recurrence;

impl Organisation {
    /// Makes the subscription that was asked for on the new mandate. A start that has become too early stays, and the
    /// first payment is charged as soon as can be.
    pub(super) fn subscribe(
        &mut self,
        record: &BillingRequestRecord,
        mandate: &MandateId,
        now: Timestamp,
    ) -> Option<SubscriptionId> {
        let (request, asked) = (record.request.subscription_request.clone()?, record.subscription?);
        let of = self.mandates.get(mandate.as_str())?;
        let start = asked.start_date.unwrap_or_else(|| of.next_charge_date(now));
        let recurrence = Recurrence::from(asked.rule, start, Calendar::of(of.scheme()));
        let new = NewSubscription {
            mandate: mandate.clone(),
            amount: request.amount,
            currency: request.currency,
            start_date: asked.start_date.or_else(|| recurrence.charge_date(0))?,
            recurrence,
            end_date: None,
            count: request.count,
            name: request.name,
            payment_reference: request.payment_reference,
            retry_if_possible: request.retry_if_possible,
            app_fee: request.app_fee,
            metadata: request.metadata,
        };
        self.add_subscription(new, now).map(|subscription| subscription.id)
    }

    /// Makes the instalment schedule that was asked for on the new mandate; its payments follow, or its failure.
    pub(super) fn schedule_instalments(
        &mut self,
        record: &BillingRequestRecord,
        mandate: &MandateId,
        now: Timestamp,
    ) -> Option<InstalmentScheduleId> {
        let request = record.request.instalment_schedule_request.clone()?;
        let of = self.mandates.get(mandate.as_str())?;
        let instalments = record.instalments.clone()?.dated(of.next_charge_date(now), Calendar::of(of.scheme()))?;
        let new = NewInstalmentSchedule {
            mandate: mandate.clone(),
            name: request.name,
            currency: request.currency,
            total_amount: request.total_amount,
            instalments,
            payment_reference: request.payment_reference,
            retry_if_possible: request.retry_if_possible,
            app_fee: request.app_fee,
            metadata: request.metadata,
        };
        self.add_instalment_schedule(new, now).map(|schedule| schedule.id)
    }
}
