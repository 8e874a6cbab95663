//! Which scenarios a resource can go through now.

use gocardless_api::{MandateStatus, PaymentStatus, PayoutStatus, RefundStatus, Scheme};

use super::payouts::Why;
use super::{Organisation, PaymentRecord, RefundRecord};
use crate::machines::billing_request::Step;
use crate::machines::payment::PaymentAction;
use crate::machines::refund::RefundAction;
use crate::scenarios::{self, Scenario, Script, wants_active_mandate};

impl Organisation {
    /// The names of the scenario simulators that the resource of this kind can go through now, in the table's order.
    pub(crate) fn playable(&self, kind: &str, id: &str) -> Vec<&'static str> {
        let fits = |scenario: &Scenario| match (kind, scenario) {
            ("billing_requests", Scenario::BillingRequest(_)) => self
                .billing_requests
                .get(id)
                .is_some_and(|it| it.is_open() && it.is_instant() && it.missing() == [Step::BankAuthorisation]),
            ("creditors", Scenario::Creditor(status)) => {
                self.creditors.get(id).is_some_and(|it| it.creditor.verification_status.as_deref() != Some(*status))
            }
            ("mandates", Scenario::Mandate(script)) => {
                self.mandates.get(id).is_some_and(|it| begins(script, it.scheme(), &it.mandate.status))
            }
            ("payments", Scenario::Payment(script)) => {
                self.payments.get(id).is_some_and(|it| self.fits_payment(script, it))
            }
            ("payouts", Scenario::PayoutBounced) => {
                self.payouts.get(id).is_some_and(|it| it.payout.status == PayoutStatus::Paid)
            }
            ("refunds", Scenario::Refund(script)) => {
                self.refunds.get(id).is_some_and(|it| self.fits_refund(script, it))
            }
            _ => false,
        };
        scenarios::all().filter(|(_, scenario)| fits(scenario)).map(|(name, _)| name).collect()
    }

    fn fits_payment(&self, script: &Script<PaymentAction, PaymentStatus>, record: &PaymentRecord) -> bool {
        let payment = &record.payment;
        let mandate = self.mandates.get(payment.links.mandate.as_str());
        let is_active = mandate.is_some_and(|it| it.mandate.status == MandateStatus::Active);
        let mandate_will_do = is_active || !script.on_active_mandate || !wants_active_mandate(record.scheme());
        let is_paid_out = steps_from(script, &payment.status).contains(&PaymentAction::PaidOut);
        let account_will_do = !is_paid_out || self.payout_account(&payment.links.creditor, &payment.currency).is_some();
        mandate_will_do && account_will_do && begins(script, record.scheme(), &payment.status)
    }

    fn fits_refund(&self, script: &Script<RefundAction, RefundStatus>, record: &RefundRecord) -> bool {
        let refund = &record.refund;
        let settles = steps_from(script, &refund.status).contains(&RefundAction::Settled);
        let is_settled = refund.status == RefundStatus::Paid && !self.is_owed(&Why::Refunded(refund.id.clone()));
        let has_account = self.payout_account(&record.creditor, &refund.currency).is_some();
        (!settles || (!is_settled && has_account)) && begins(script, &record.scheme, &refund.status)
    }
}

fn begins<A, S: PartialEq>(script: &Script<A, S>, scheme: &Scheme, status: &S) -> bool {
    script.schemes.contains(scheme) && script.steps.iter().any(|(from, _)| from == status)
}

/// What happens in this state; nothing where the script does not begin in it.
fn steps_from<A: 'static, S: PartialEq>(script: &Script<A, S>, status: &S) -> &'static [A] {
    script.steps.iter().find(|(from, _)| from == status).map_or(&[], |(_, steps)| steps)
}
