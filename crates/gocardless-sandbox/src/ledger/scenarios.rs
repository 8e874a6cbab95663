//! Playing a scenario: everything at once, with the events in between.

use gocardless_api::{EventLinks, MandateStatus, Metadata, PaymentStatus, RefundStatus};
use jiff::Timestamp;

use super::Organisation;
use super::events::News;
use super::payouts::Why;
use crate::machines::billing_request::Step;
use crate::machines::mandate::{self, MandateAction};
use crate::machines::payment::{self, PaymentAction};
use crate::machines::refund::RefundAction;
use crate::machines::{Origin, Telling};
use crate::scenarios::{Scenario, Script, wants_active_mandate};

/// Why a scenario cannot be played.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NotPlayed {
    /// Scheme, state or mandate are not those that it begins with.
    Precondition,
    /// There is no such resource of its kind.
    UnknownResource,
}

const VERIFICATION: Telling = Telling {
    origin: Origin::Gocardless,
    cause: "creditor_updated",
    description: "The creditor's verification status has been updated.",
    codes: &[],
};

impl Organisation {
    /// Plays a scenario on the resource, or changes nothing.
    pub(crate) fn play(&mut self, scenario: &Scenario, id: &str, now: Timestamp) -> Result<(), NotPlayed> {
        match scenario {
            Scenario::BillingRequest(steps) => self.play_billing_request(steps, id, now),
            Scenario::Creditor(status) => self.verify_creditor(id, status, now),
            Scenario::Mandate(script) => self.play_mandate(script, id, now),
            Scenario::Payment(script) => self.play_payment(script, id, now),
            Scenario::PayoutBounced => self.bounce_payout(id, now),
            Scenario::Refund(script) => self.play_refund(script, id, now),
        }
    }

    /// Everything but the payer's authorisation must be done. Source: API reference, "Scenario Simulators".
    fn play_billing_request(&mut self, steps: &[PaymentAction], id: &str, now: Timestamp) -> Result<(), NotPlayed> {
        let record = self.billing_requests.get(id).ok_or(NotPlayed::UnknownResource)?;
        if !record.is_instant() || record.missing() != [Step::BankAuthorisation] {
            return Err(NotPlayed::Precondition);
        }
        let currency = record.request.payment_request.as_ref().map(|request| request.currency.clone());
        if let (Some(creditor), Some(currency)) = (&record.request.links.creditor, currency)
            && steps.contains(&PaymentAction::PaidOut)
            && self.payout_account(creditor, &currency).is_none()
        {
            return Err(NotPlayed::Precondition);
        }
        let made = self.add_bank_authorisation(id, String::new(), true, |_| String::new(), now);
        let authorisation = made.map_err(|_| NotPlayed::Precondition)?;
        self.authorise_at_bank(&authorisation.id, now).map_err(|_| NotPlayed::Precondition)?;
        let payment = self.billing_requests.get(id).and_then(|it| it.request.links.payment_request_payment.clone());
        let Some(payment) = payment.filter(|_| !steps.is_empty()) else { return Ok(()) };
        let record = self.payments.get_mut(payment.as_str()).ok_or(NotPlayed::Precondition)?;
        record.plan.stop();
        let scheme = record.scheme().clone();
        for action in steps {
            self.payment_happens(payment.as_str(), payment::usual(*action, &scheme), Metadata::new(), None, now);
        }
        if let Some(last) = steps.last() {
            self.go_on_from(&payment, *last, now);
        }
        Ok(())
    }

    fn play_mandate(
        &mut self,
        script: &Script<MandateAction, MandateStatus>,
        id: &str,
        now: Timestamp,
    ) -> Result<(), NotPlayed> {
        let record = self.mandates.get_mut(id).ok_or(NotPlayed::UnknownResource)?;
        let steps = script.steps.iter().find(|(from, _)| *from == record.mandate.status);
        let (_, steps) = steps.filter(|_| script.schemes.contains(record.scheme())).ok_or(NotPlayed::Precondition)?;
        if record.mandate.status != MandateStatus::PendingCustomerApproval {
            record.plan.stop();
        }
        for action in *steps {
            self.mandate_happens(id, mandate::usual(*action), Metadata::new(), now);
        }
        Ok(())
    }

    fn play_payment(
        &mut self,
        script: &Script<PaymentAction, PaymentStatus>,
        id: &str,
        now: Timestamp,
    ) -> Result<(), NotPlayed> {
        let record = self.payments.get(id).ok_or(NotPlayed::UnknownResource)?;
        let scheme = record.scheme().clone();
        let steps = script.steps.iter().find(|(from, _)| *from == record.payment.status);
        let (_, steps) = steps.filter(|_| script.schemes.contains(&scheme)).ok_or(NotPlayed::Precondition)?;
        let mandate = self.mandates.get(record.payment.links.mandate.as_str());
        let is_active = mandate.is_some_and(|it| it.mandate.status == MandateStatus::Active);
        if script.on_active_mandate && wants_active_mandate(&scheme) && !is_active {
            return Err(NotPlayed::Precondition);
        }
        let (creditor, currency) = (&record.payment.links.creditor, &record.payment.currency);
        if steps.contains(&PaymentAction::PaidOut) && self.payout_account(creditor, currency).is_none() {
            return Err(NotPlayed::Precondition);
        }
        let id = record.payment.id.clone();
        for action in *steps {
            self.payment_happens(id.as_str(), payment::usual(*action, &scheme), Metadata::new(), None, now);
        }
        if let Some(last) = steps.last() {
            self.go_on_from(&id, *last, now);
        }
        Ok(())
    }

    fn play_refund(
        &mut self,
        script: &Script<RefundAction, RefundStatus>,
        id: &str,
        now: Timestamp,
    ) -> Result<(), NotPlayed> {
        let record = self.refunds.get(id).ok_or(NotPlayed::UnknownResource)?;
        let steps = script.steps.iter().find(|(from, _)| *from == record.refund.status);
        let (from, steps) = steps.ok_or(NotPlayed::Precondition)?;
        let (id, creditor) = (record.refund.id.clone(), &record.creditor);
        let is_settled = *from == RefundStatus::Paid && !self.is_owed(&Why::Refunded(id.clone()));
        let has_account = self.payout_account(creditor, &record.refund.currency).is_some();
        if steps.contains(&RefundAction::Settled) && (is_settled || !has_account) {
            return Err(NotPlayed::Precondition);
        }
        for action in *steps {
            self.refund_happens(id.as_str(), *action, Metadata::new(), now);
        }
        if let Some(last) = steps.last() {
            self.refund_goes_on_from(&id, *last, now);
        }
        Ok(())
    }

    /// Gives a creditor another verification status, and tells it.
    pub(crate) fn verify_creditor(&mut self, id: &str, status: &str, now: Timestamp) -> Result<(), NotPlayed> {
        let record = self.creditors.get_mut(id).ok_or(NotPlayed::UnknownResource)?;
        record.creditor.verification_status = Some(status.to_owned());
        let links = EventLinks::default().with("creditor", &record.creditor.id);
        let news = News {
            resource_type: "creditors",
            action: "updated",
            telling: VERIFICATION,
            scheme: None,
            metadata: Metadata::new(),
            resource_metadata: Metadata::new(),
            links,
        };
        self.tell(news, now);
        if let Some(id) = self.creditors.get(id).map(|record| record.creditor.id.clone()) {
            self.pay_out_what_waits(&id, now);
        }
        Ok(())
    }
}
