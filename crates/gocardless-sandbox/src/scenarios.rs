//! Scenario simulators, as a table: what each does, and with what. Source: API reference, "Scenario Simulators".

use gocardless_api::{MandateStatus, PaymentStatus, RefundStatus, Scheme};

use crate::machines::mandate::MandateAction;
use crate::machines::payment::PaymentAction;
use crate::machines::refund::RefundAction;

/// What a simulator works on.
#[derive(Debug)]
pub(crate) enum Scenario {
    /// A billing request is authorised at the bank and fulfilled; then its payment goes this way, or its usual one.
    BillingRequest(&'static [PaymentAction]),
    /// A creditor gets this verification status.
    Creditor(&'static str),
    Mandate(Script<MandateAction, MandateStatus>),
    Payment(Script<PaymentAction, PaymentStatus>),
    /// A payout comes back from the creditor's bank.
    PayoutBounced,
    Refund(Script<RefundAction, RefundStatus>),
}

/// What happens, by the state that it begins in.
#[derive(Debug)]
pub(crate) struct Script<A: 'static, S: 'static> {
    pub(crate) schemes: &'static [Scheme],
    pub(crate) steps: &'static [(S, &'static [A])],
    /// Payments: whether the mandate must be active, but in schemes where it may be pending.
    pub(crate) on_active_mandate: bool,
}

/// The scenario simulator of this name.
pub(crate) fn named(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|(known, _)| *known == name).map(|(_, scenario)| scenario)
}

/// Every scenario simulator, with its name.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static Scenario)> {
    SCENARIOS.iter().map(|(name, scenario)| (*name, scenario))
}

/// Whether a payment's simulator wants the scheme's mandates to be active.
pub(crate) fn wants_active_mandate(scheme: &Scheme) -> bool {
    !matches!(scheme, Scheme::Ach | Scheme::Becs | Scheme::BecsNz | Scheme::SepaCore)
}

const EVERY: &[Scheme] = &[
    Scheme::Ach,
    Scheme::Autogiro,
    Scheme::Bacs,
    Scheme::Becs,
    Scheme::BecsNz,
    Scheme::Betalingsservice,
    Scheme::Pad,
    Scheme::SepaCore,
];
const ACTIVATED: &[Scheme] = &[Scheme::Autogiro, Scheme::Bacs, Scheme::Betalingsservice, Scheme::Pad];
const BACS: &[Scheme] = &[Scheme::Bacs];
const BACS_AND_SEPA: &[Scheme] = &[Scheme::Bacs, Scheme::SepaCore];
const EXPIRING: &[Scheme] = &[Scheme::Ach, Scheme::Bacs, Scheme::Becs, Scheme::Betalingsservice, Scheme::SepaCore];
const NOT_AUTOGIRO: &[Scheme] =
    &[Scheme::Ach, Scheme::Bacs, Scheme::Becs, Scheme::BecsNz, Scheme::Betalingsservice, Scheme::Pad, Scheme::SepaCore];
const NOT_SEPA: &[Scheme] =
    &[Scheme::Ach, Scheme::Autogiro, Scheme::Bacs, Scheme::Becs, Scheme::BecsNz, Scheme::Betalingsservice, Scheme::Pad];

const fn mandate(schemes: &'static [Scheme], steps: &'static [(MandateStatus, &'static [MandateAction])]) -> Scenario {
    Scenario::Mandate(Script { schemes, steps, on_active_mandate: false })
}

const fn payment(
    schemes: &'static [Scheme],
    on_active_mandate: bool,
    steps: &'static [(PaymentStatus, &'static [PaymentAction])],
) -> Scenario {
    Scenario::Payment(Script { schemes, steps, on_active_mandate })
}

const fn refund(steps: &'static [(RefundStatus, &'static [RefundAction])]) -> Scenario {
    Scenario::Refund(Script { schemes: EVERY, steps, on_active_mandate: false })
}

use {MandateAction as M, MandateStatus as Ms, PaymentAction as P, PaymentStatus as Ps};
use {RefundAction as R, RefundStatus as Rs};

#[rustfmt::skip]
static SCENARIOS: &[(&str, Scenario)] = &[
    ("billing_request_fulfilled", Scenario::BillingRequest(&[])),
    ("billing_request_fulfilled_and_payment_confirmed_to_failed", Scenario::BillingRequest(&[P::Submitted, P::Confirmed, P::Failed])),
    ("billing_request_fulfilled_and_payment_failed", Scenario::BillingRequest(&[P::Submitted, P::Failed])),
    ("billing_request_fulfilled_and_payment_paid_out", Scenario::BillingRequest(&[P::Submitted, P::Confirmed, P::PaidOut])),

    ("creditor_verification_status_action_required", Scenario::Creditor("action_required")),
    ("creditor_verification_status_in_review", Scenario::Creditor("in_review")),
    ("creditor_verification_status_successful", Scenario::Creditor("successful")),

    ("mandate_activated", mandate(ACTIVATED, &[(Ms::PendingSubmission, &[M::Submitted, M::Active])])),
    ("mandate_customer_approval_granted", mandate(BACS_AND_SEPA, &[(Ms::PendingCustomerApproval, &[M::CustomerApprovalGranted])])),
    ("mandate_customer_approval_skipped", mandate(BACS_AND_SEPA, &[(Ms::PendingCustomerApproval, &[M::CustomerApprovalSkipped])])),
    ("mandate_expired", mandate(EXPIRING, &[(Ms::PendingSubmission, &[M::Submitted, M::Active, M::Expired])])),
    ("mandate_failed", mandate(NOT_SEPA, &[(Ms::PendingSubmission, &[M::Submitted, M::Failed]), (Ms::Submitted, &[M::Failed])])),
    // PayTo only, of which the sandbox has none.
    ("mandate_suspended_by_payer", mandate(&[], &[])),
    ("mandate_transferred", mandate(BACS_AND_SEPA, &[(Ms::PendingSubmission, &[M::Submitted, M::Active, M::Transferred])])),
    ("mandate_transferred_with_resubmission", mandate(BACS, &[(Ms::PendingSubmission, &[M::Submitted, M::Active, M::Transferred, M::ResubmissionRequested])])),

    ("payment_charged_back", payment(EVERY, true, &[(Ps::PendingSubmission, &[P::Submitted, P::Confirmed, P::PaidOut, P::ChargedBack])])),
    ("payment_chargeback_settled", payment(EVERY, true, &[(Ps::PendingSubmission, &[P::Submitted, P::Confirmed, P::PaidOut, P::ChargedBack, P::ChargebackSettled])])),
    ("payment_confirmed", payment(EVERY, true, &[(Ps::PendingSubmission, &[P::Submitted, P::Confirmed])])),
    ("payment_failed", payment(EVERY, true, &[(Ps::PendingSubmission, &[P::Submitted, P::Failed])])),
    ("payment_late_failure", payment(NOT_AUTOGIRO, true, &[(Ps::PendingSubmission, &[P::Submitted, P::Confirmed, P::PaidOut, P::Failed]), (Ps::PaidOut, &[P::Failed])])),
    ("payment_late_failure_settled", payment(NOT_AUTOGIRO, true, &[(Ps::PendingSubmission, &[P::Submitted, P::Confirmed, P::PaidOut, P::Failed, P::LateFailureSettled])])),
    ("payment_paid_out", payment(EVERY, true, &[(Ps::PendingSubmission, &[P::Submitted, P::Confirmed, P::PaidOut])])),
    ("payment_submitted", payment(EVERY, false, &[(Ps::PendingSubmission, &[P::Submitted])])),

    ("payout_bounced", Scenario::PayoutBounced),

    ("refund_bounced", refund(&[(Rs::PendingSubmission, &[R::Submitted, R::Failed]), (Rs::Submitted, &[R::Failed]), (Rs::Paid, &[R::Failed])])),
    ("refund_paid", refund(&[(Rs::PendingSubmission, &[R::Submitted, R::Paid]), (Rs::Submitted, &[R::Paid])])),
    ("refund_returned", refund(&[(Rs::PendingSubmission, &[R::Submitted, R::Failed, R::FundsReturned])])),
    ("refund_settled", refund(&[(Rs::PendingSubmission, &[R::Submitted, R::Paid, R::Settled]), (Rs::Submitted, &[R::Paid, R::Settled]), (Rs::Paid, &[R::Settled])])),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::{Transition, after, mandate, payment, refund};

    fn ends<A: PartialEq + Copy, S: Clone + PartialEq>(
        table: &[Transition<A, S>],
        steps: &[(S, &[A])],
    ) -> Vec<Option<S>> {
        let walk = |(from, steps): &(S, &[A])| {
            steps.iter().try_fold(from.clone(), |state, action| after(table, action, &state))
        };
        steps.iter().map(walk).collect()
    }

    #[test]
    fn every_scenario_is_a_walk_that_the_state_machine_allows() {
        for (name, scenario) in SCENARIOS {
            match scenario {
                Scenario::Mandate(script) => {
                    assert!(ends(mandate::TRANSITIONS, script.steps).iter().all(Option::is_some), "{name}");
                }
                Scenario::Payment(script) => {
                    assert!(ends(payment::TRANSITIONS, script.steps).iter().all(Option::is_some), "{name}");
                }
                Scenario::BillingRequest(steps) => {
                    let walk = [(Ps::PendingSubmission, *steps)];
                    assert!(ends(payment::TRANSITIONS, &walk).iter().all(Option::is_some), "{name}");
                }
                Scenario::Refund(script) => {
                    assert!(ends(refund::TRANSITIONS, script.steps).iter().all(Option::is_some), "{name}");
                }
                Scenario::Creditor(_) | Scenario::PayoutBounced => {}
            }
        }
    }

    #[test]
    fn scenarios_end_where_their_names_say() {
        for (name, end) in [
            ("payment_submitted", Ps::Submitted),
            ("payment_confirmed", Ps::Confirmed),
            ("payment_paid_out", Ps::PaidOut),
            ("payment_failed", Ps::Failed),
            ("payment_charged_back", Ps::ChargedBack),
            ("payment_chargeback_settled", Ps::ChargedBack),
            ("payment_late_failure", Ps::Failed),
            ("payment_late_failure_settled", Ps::Failed),
        ] {
            let Some(Scenario::Payment(script)) = named(name) else { panic!("{name}") };
            assert!(ends(payment::TRANSITIONS, script.steps).iter().all(|it| it.as_ref() == Some(&end)), "{name}");
        }
        for (name, end) in [
            ("mandate_activated", Ms::Active),
            ("mandate_failed", Ms::Failed),
            ("mandate_expired", Ms::Expired),
            ("mandate_transferred", Ms::Active),
            ("mandate_transferred_with_resubmission", Ms::PendingSubmission),
            ("mandate_customer_approval_granted", Ms::PendingSubmission),
        ] {
            let Some(Scenario::Mandate(script)) = named(name) else { panic!("{name}") };
            assert!(ends(mandate::TRANSITIONS, script.steps).iter().all(|it| it.as_ref() == Some(&end)), "{name}");
        }
        for (name, end) in [
            ("refund_bounced", Rs::Bounced),
            ("refund_paid", Rs::Paid),
            ("refund_returned", Rs::FundsReturned),
            ("refund_settled", Rs::Paid),
        ] {
            let Some(Scenario::Refund(script)) = named(name) else { panic!("{name}") };
            assert!(ends(refund::TRANSITIONS, script.steps).iter().all(|it| it.as_ref() == Some(&end)), "{name}");
        }
        assert!(named("payment_lost").is_none());
    }
}
