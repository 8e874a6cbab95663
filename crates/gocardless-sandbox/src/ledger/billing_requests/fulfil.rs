//! Fulfilling a billing request: customer, bank account, mandate and payment come of it, all at once.

use gocardless_api::{CustomerBankAccountId, EventLinks, MandateId, MandateLinks, Metadata, PaymentRequest, Scheme};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{BillingRequestRecord, Unready};
use crate::ledger::{NewPayment, Organisation};
use crate::machines::Origin;
use crate::machines::billing_request::BillingRequestAction as Action;
use crate::schemes;

impl Organisation {
    /// Whether a billing request can be fulfilled now.
    fn check_fulfilment(&self, record: &BillingRequestRecord) -> Result<(), Unready> {
        use gocardless_api::BillingRequestStatus::{Pending, ReadyToFulfil};
        match record.request.status {
            ReadyToFulfil => {}
            Pending => return Err(Unready::NotReady),
            _ => return Err(Unready::Status),
        }
        if self.customers.get(record.customer.id.as_str()).is_some_and(|known| known.removed) {
            return Err(Unready::CustomerRemoved);
        }
        let account = record.account.as_ref().filter(|account| account.details.is_none());
        if account.is_some_and(|account| !self.is_enabled(&account.shown.id)) {
            return Err(Unready::AccountDisabled);
        }
        Ok(())
    }

    /// Makes of a billing request what it asks for, or changes nothing.
    ///
    /// A customer or an account that is there already is used. A payment that was authorised at the bank has a mandate
    /// of its own, which it has used up; one that fell back is collected under the mandate.
    pub(crate) fn fulfil_billing_request(
        &mut self,
        id: &str,
        origin: Origin,
        metadata: Metadata,
        now: Timestamp,
    ) -> Result<(), Unready> {
        let record = self.billing_requests.get(id).ok_or(Unready::Unknown)?.clone();
        self.check_fulfilment(&record)?;
        let creditor = record.request.links.creditor.clone().ok_or(Unready::NotReady)?;
        let account = self.keep_payer(&record, now).ok_or(Unready::NotReady)?;
        let customer = record.customer.id.clone();
        let links = MandateLinks { customer_bank_account: account, creditor, customer, new_mandate: None };

        let scheme = record.scheme().map(schemes::on_the_wire);
        let mandate = scheme.filter(|_| record.wants_account()).map(|scheme| {
            let metadata = record.request.mandate_request.as_ref().map(|request| request.metadata.clone());
            let asks = record.request.mandate_request.as_ref().is_some_and(|it| it.payer_requested_dual_signature);
            self.add_mandate_that(asks, links.clone(), scheme, metadata.unwrap_or_default(), now).id
        });
        let request = record.request.payment_request.clone();
        let payment = request.and_then(|request| self.pay(&record, request, mandate.clone(), links, now));
        let subscription = mandate.as_ref().and_then(|mandate| self.subscribe(&record, mandate, now));
        let schedule = mandate.as_ref().and_then(|mandate| self.schedule_instalments(&record, mandate, now));

        let record = self.billing_requests.get_mut(id).ok_or(Unready::Unknown)?;
        record.happens(Action::Fulfilled)?;
        if let Some(request) = &mut record.request.mandate_request {
            request.links.mandate.clone_from(&mandate);
            record.request.links.mandate_request_mandate = mandate;
        }
        if let Some(request) = &mut record.request.payment_request {
            request.links.payment.clone_from(&payment);
            record.request.links.payment_request_payment = payment;
        }
        if let Some(request) = &mut record.request.subscription_request {
            request.links.subscription.clone_from(&subscription);
            record.request.links.subscription_request_subscription = subscription;
        }
        if let Some(request) = &mut record.request.instalment_schedule_request {
            request.links.instalment_schedule.clone_from(&schedule);
            record.request.links.instalment_schedule_request_instalment_schedule = schedule;
        }
        self.tell_billing_request(id, Action::Fulfilled, origin, metadata, &EventLinks::default(), now);
        Ok(())
    }

    /// The payer becomes a customer with a bank account, as far as there is none yet.
    fn keep_payer(&mut self, record: &BillingRequestRecord, now: Timestamp) -> Option<CustomerBankAccountId> {
        if self.customers.get(record.customer.id.as_str()).is_none() {
            self.add_customer(record.customer.clone());
        }
        let collected = record.account.clone()?;
        let Some(details) = collected.details else { return Some(collected.shown.id) };
        let account = self.keep_bank_account(collected.shown, details, now);
        let id = account.id.clone();
        let place = self.billing_requests.get_mut(record.request.id.as_str())?;
        place.account = Some(super::Collected { shown: account, details: None });
        Some(id)
    }

    fn pay(
        &mut self,
        record: &BillingRequestRecord,
        request: PaymentRequest,
        mandate: Option<MandateId>,
        links: MandateLinks,
        now: Timestamp,
    ) -> Option<gocardless_api::PaymentId> {
        let mandate =
            if record.is_instant() { self.add_used_up_mandate(links, instant_scheme(&request), now) } else { mandate? };
        let charge_date = match self.mandates.get(mandate.as_str()) {
            Some(debited) if !record.is_instant() => debited.next_charge_date(now),
            _ => now.to_zoned(TimeZone::UTC).date(),
        };
        let new = NewPayment {
            mandate,
            amount: request.amount,
            charge_date,
            currency: request.currency,
            description: request.description,
            reference: request.reference,
            retry_if_possible: record.retry_if_possible && !record.is_instant(),
            app_fee: request.app_fee,
            faster_ach: None,
            metadata: request.metadata,
        };
        self.add_payment(new, now).map(|payment| payment.id)
    }
}

/// The scheme of a payment that is authorised at the bank. Source: API reference, "Billing Requests",
/// `payment_request[scheme]`.
fn instant_scheme(request: &PaymentRequest) -> Scheme {
    let usual = if request.currency == "EUR" { "sepa_instant_credit_transfer" } else { "faster_payments" };
    request.scheme.clone().unwrap_or_else(|| Scheme::Other(usual.to_owned()))
}
