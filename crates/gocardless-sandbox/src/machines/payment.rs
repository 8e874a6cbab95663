//! The payment's states. Source: API reference, "Payments" and "Events", payment actions.

use gocardless_api::{PaymentStatus as Status, Scheme};

use self::PaymentAction as Action;
use super::{Happening, Origin, Telling, Transition};

/// What happens to a payment, under its event's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PaymentAction {
    Cancelled,
    ChargebackSettled,
    ChargedBack,
    Confirmed,
    Created,
    CustomerApprovalGranted,
    Failed,
    LateFailureSettled,
    PaidOut,
    ResubmissionRequested,
    Submitted,
}

pub(crate) type PaymentHappening = Happening<Action>;

#[rustfmt::skip]
pub(crate) static TRANSITIONS: &[Transition<Action, Status>] = &[
    Transition { on: Action::Created, from: &[Status::PendingCustomerApproval, Status::PendingSubmission], to: None },
    Transition { on: Action::CustomerApprovalGranted, from: &[Status::PendingCustomerApproval], to: Some(Status::PendingSubmission) },
    Transition { on: Action::Submitted, from: &[Status::PendingSubmission], to: Some(Status::Submitted) },
    Transition { on: Action::Confirmed, from: &[Status::Submitted], to: Some(Status::Confirmed) },
    Transition { on: Action::PaidOut, from: &[Status::Confirmed], to: Some(Status::PaidOut) },
    Transition { on: Action::Cancelled, from: &[Status::PendingCustomerApproval, Status::PendingSubmission], to: Some(Status::Cancelled) },
    Transition { on: Action::Failed, from: &[Status::Submitted, Status::Confirmed, Status::PaidOut], to: Some(Status::Failed) },
    Transition { on: Action::ChargedBack, from: &[Status::PaidOut], to: Some(Status::ChargedBack) },
    Transition { on: Action::ChargebackSettled, from: &[Status::ChargedBack], to: None },
    Transition { on: Action::LateFailureSettled, from: &[Status::Failed], to: None },
    Transition { on: Action::ResubmissionRequested, from: &[Status::Failed], to: Some(Status::PendingSubmission) },
];

pub(crate) static CREATED: PaymentHappening =
    Happening::new(Action::Created, Origin::Api, "payment_created", "Payment created via the API.");

pub(crate) static CREATED_BY_SUBSCRIPTION: PaymentHappening =
    Happening::new(Action::Created, Origin::Gocardless, "payment_created", "Payment created by a subscription.");

pub(crate) static CREATED_BY_INSTALMENT_SCHEDULE: PaymentHappening = Happening::new(
    Action::Created,
    Origin::Api,
    "instalment_schedule_created",
    "Payment created by an instalment schedule.",
);

pub(crate) static APPROVAL_GRANTED: PaymentHappening = Happening::new(
    Action::CustomerApprovalGranted,
    Origin::Customer,
    "customer_approval_granted",
    "The customer granted approval for this payment.",
);

pub(crate) static SUBMITTED: PaymentHappening = Happening::new(
    Action::Submitted,
    Origin::Gocardless,
    "payment_submitted",
    "Payment submitted to the banks. As a result, it can no longer be cancelled.",
);

pub(crate) static CONFIRMED: PaymentHappening = Happening::new(
    Action::Confirmed,
    Origin::Gocardless,
    "payment_confirmed",
    "Enough time has passed since the payment was submitted for the banks to return an error, so this payment is now \
     confirmed.",
);

pub(crate) static PAID_OUT: PaymentHappening = Happening::new(
    Action::PaidOut,
    Origin::Gocardless,
    "payment_paid_out",
    "The payment has been paid out by GoCardless.",
);

/// Bacs: the account has not enough in it. Elsewhere than Bacs and SEPA, where no code is known, see
/// [`FAILED_IN_TEST`].
pub(crate) static FAILED_IN_BACS: PaymentHappening = Happening::with_codes(
    Action::Failed,
    "refer_to_payer",
    "The customer's account had insufficient funds to make this payment.",
    &[(Scheme::Bacs, "ARUDD-0")],
);

pub(crate) static FAILED_IN_SEPA: PaymentHappening = Happening::with_codes(
    Action::Failed,
    "insufficient_funds",
    "The customer's account had insufficient funds to make this payment.",
    &[(Scheme::SepaCore, "AM04")],
);

pub(crate) static FAILED_IN_TEST: PaymentHappening =
    Happening::with_codes(Action::Failed, "test_failure", "This payment was made to fail by a test.", &[]);

pub(crate) static CHARGED_BACK_IN_BACS: PaymentHappening = Happening::with_codes(
    Action::ChargedBack,
    "authorisation_disputed",
    "The customer has disputed that they authorised this payment.",
    &[(Scheme::Bacs, "DDICA-4")],
);

pub(crate) static CHARGED_BACK: PaymentHappening = Happening::with_codes(
    Action::ChargedBack,
    "refund_requested",
    "The customer has requested a refund of this payment.",
    &[(Scheme::SepaCore, "MD06")],
);

pub(crate) static CHARGEBACK_SETTLED: PaymentHappening = Happening::new(
    Action::ChargebackSettled,
    Origin::Gocardless,
    "chargeback_settled",
    "This charged back payment has been settled against a payout.",
);

pub(crate) static LATE_FAILURE_SETTLED: PaymentHappening = Happening::new(
    Action::LateFailureSettled,
    Origin::Gocardless,
    "late_failure_settled",
    "This late failure has been settled against a payout.",
);

pub(crate) static CANCELLED_BY_API: PaymentHappening =
    Happening::new(Action::Cancelled, Origin::Api, "payment_cancelled", "The payment was cancelled at your request.");

pub(crate) static CANCELLED_WITH_INSTALMENT_SCHEDULE: PaymentHappening = Happening::new(
    Action::Cancelled,
    Origin::Api,
    "instalment_schedule_cancelled",
    "The payment was cancelled because its instalment schedule was cancelled at your request.",
);

pub(crate) static RETRIED: PaymentHappening = Happening::new(
    Action::ResubmissionRequested,
    Origin::Api,
    "payment_retried",
    "A request to resubmit the payment was made via the API.",
);

pub(crate) static AUTORETRIED: PaymentHappening = Happening::new(
    Action::ResubmissionRequested,
    Origin::Gocardless,
    "payment_autoretried",
    "The payment is collected once more, as `retry_if_possible` asks for.",
);

/// How a payment's cancellation is told that follows from the end of its mandate: with the same origin, cause and code.
pub(crate) fn with_its_mandate(telling: Telling) -> PaymentHappening {
    let description = "The payment was cancelled because its mandate can no longer be collected from.";
    Happening { action: Action::Cancelled, telling: Telling { description, ..telling } }
}

/// How it is told in the scheme that this happens by itself, or by a scenario simulator.
pub(crate) fn usual(action: Action, scheme: &Scheme) -> &'static PaymentHappening {
    match (action, scheme) {
        (Action::Cancelled, _) => &CANCELLED_BY_API,
        (Action::ChargebackSettled, _) => &CHARGEBACK_SETTLED,
        (Action::ChargedBack, Scheme::Bacs) => &CHARGED_BACK_IN_BACS,
        (Action::ChargedBack, _) => &CHARGED_BACK,
        (Action::Confirmed, _) => &CONFIRMED,
        (Action::Created, _) => &CREATED,
        (Action::CustomerApprovalGranted, _) => &APPROVAL_GRANTED,
        (Action::Failed, Scheme::Bacs) => &FAILED_IN_BACS,
        (Action::Failed, Scheme::SepaCore) => &FAILED_IN_SEPA,
        (Action::Failed, _) => &FAILED_IN_TEST,
        (Action::LateFailureSettled, _) => &LATE_FAILURE_SETTLED,
        (Action::PaidOut, _) => &PAID_OUT,
        (Action::ResubmissionRequested, _) => &RETRIED,
        (Action::Submitted, _) => &SUBMITTED,
    }
}

impl PaymentAction {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::ChargebackSettled => "chargeback_settled",
            Self::ChargedBack => "charged_back",
            Self::Confirmed => "confirmed",
            Self::Created => "created",
            Self::CustomerApprovalGranted => "customer_approval_granted",
            Self::Failed => "failed",
            Self::LateFailureSettled => "late_failure_settled",
            Self::PaidOut => "paid_out",
            Self::ResubmissionRequested => "resubmission_requested",
            Self::Submitted => "submitted",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::after;

    #[test]
    fn each_state_goes_where_the_api_reference_says() {
        for (from, on, to) in [
            (Status::PendingSubmission, Action::Submitted, Some(Status::Submitted)),
            (Status::PendingSubmission, Action::Confirmed, None),
            (Status::PendingSubmission, Action::Failed, None),
            (Status::Submitted, Action::Confirmed, Some(Status::Confirmed)),
            (Status::Submitted, Action::Failed, Some(Status::Failed)),
            (Status::Confirmed, Action::PaidOut, Some(Status::PaidOut)),
            (Status::Confirmed, Action::Failed, Some(Status::Failed)),
            (Status::PaidOut, Action::Failed, Some(Status::Failed)),
            (Status::PaidOut, Action::ChargedBack, Some(Status::ChargedBack)),
            (Status::Confirmed, Action::ChargedBack, None),
            (Status::ChargedBack, Action::ChargebackSettled, Some(Status::ChargedBack)),
            (Status::Failed, Action::LateFailureSettled, Some(Status::Failed)),
            (Status::Failed, Action::ResubmissionRequested, Some(Status::PendingSubmission)),
            (Status::Cancelled, Action::ResubmissionRequested, None),
        ] {
            assert_eq!(after(TRANSITIONS, &on, &from), to, "{from:?} {on:?}");
        }
    }

    #[test]
    fn only_what_has_not_gone_out_can_be_cancelled() {
        for (status, can_be) in [
            (Status::PendingCustomerApproval, true),
            (Status::PendingSubmission, true),
            (Status::Submitted, false),
            (Status::Confirmed, false),
            (Status::PaidOut, false),
            (Status::Failed, false),
            (Status::ChargedBack, false),
            (Status::Cancelled, false),
            (Status::CustomerApprovalDenied, false),
        ] {
            assert_eq!(after(TRANSITIONS, &Action::Cancelled, &status).is_some(), can_be, "{status:?}");
        }
    }

    #[test]
    fn a_payments_end_with_its_mandate_is_told_as_the_mandates() {
        let told = with_its_mandate(crate::machines::mandate::REFUSED_BY_BANK.telling).telling;
        assert_eq!((told.origin, told.cause), (Origin::Bank, "invalid_bank_details"));
        assert_eq!(told.code_in(&Scheme::Bacs), Some("AUDDIS-5"));
    }
}
