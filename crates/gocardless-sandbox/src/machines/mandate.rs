//! The mandate's states. Source: API reference, "Mandates" and "Events", mandate actions.

use gocardless_api::{MandateStatus as Status, Scheme};

use self::MandateAction as Action;
use super::{Happening, Origin, Transition};

/// What happens to a mandate, under its event's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MandateAction {
    Active,
    Blocked,
    Cancelled,
    Consumed,
    Created,
    CustomerApprovalGranted,
    CustomerApprovalSkipped,
    Expired,
    Failed,
    Reinstated,
    ResubmissionRequested,
    Submitted,
    Transferred,
}

pub(crate) type MandateHappening = Happening<Action>;

#[rustfmt::skip]
pub(crate) static TRANSITIONS: &[Transition<Action, Status>] = &[
    Transition { on: Action::Created, from: &[Status::PendingCustomerApproval, Status::PendingSubmission], to: None },
    Transition { on: Action::CustomerApprovalGranted, from: &[Status::PendingCustomerApproval], to: Some(Status::PendingSubmission) },
    Transition { on: Action::CustomerApprovalSkipped, from: &[Status::PendingCustomerApproval], to: Some(Status::PendingSubmission) },
    Transition { on: Action::Blocked, from: &[Status::PendingCustomerApproval, Status::PendingSubmission], to: Some(Status::Blocked) },
    Transition { on: Action::Submitted, from: &[Status::PendingSubmission], to: Some(Status::Submitted) },
    Transition { on: Action::Active, from: &[Status::Submitted], to: Some(Status::Active) },
    Transition { on: Action::Reinstated, from: &[Status::Submitted], to: Some(Status::Active) },
    Transition { on: Action::Transferred, from: &[Status::Active], to: None },
    Transition { on: Action::Failed, from: &[Status::PendingSubmission, Status::Submitted, Status::Active], to: Some(Status::Failed) },
    Transition { on: Action::Expired, from: &[Status::Active], to: Some(Status::Expired) },
    Transition { on: Action::Consumed, from: &[Status::PendingSubmission, Status::Active], to: Some(Status::Consumed) },
    Transition { on: Action::Cancelled, from: &[Status::PendingCustomerApproval, Status::PendingSubmission, Status::Submitted, Status::Active, Status::SuspendedByPayer], to: Some(Status::Cancelled) },
    Transition { on: Action::ResubmissionRequested, from: &[Status::Cancelled, Status::Expired, Status::Active], to: Some(Status::PendingSubmission) },
];

pub(crate) static CREATED: MandateHappening =
    Happening::new(Action::Created, Origin::Api, "mandate_created", "Mandate created via the API.");

pub(crate) static APPROVAL_GRANTED: MandateHappening = Happening::new(
    Action::CustomerApprovalGranted,
    Origin::Customer,
    "customer_approval_granted",
    "The customer's additional signatory approved this Direct Debit mandate.",
);

pub(crate) static APPROVAL_SKIPPED: MandateHappening = Happening::new(
    Action::CustomerApprovalSkipped,
    Origin::Customer,
    "customer_approval_skipped",
    "The customer's approval of this Direct Debit mandate was skipped.",
);

pub(crate) static SUBMITTED: MandateHappening = Happening::new(
    Action::Submitted,
    Origin::Gocardless,
    "mandate_submitted",
    "The mandate has been submitted to the banks.",
);

pub(crate) static ACTIVATED: MandateHappening = Happening::new(
    Action::Active,
    Origin::Gocardless,
    "mandate_activated",
    "The time window after submission for the banks to refuse a mandate has ended without any errors being received, \
     so this mandate is now active.",
);

pub(crate) static REINSTATED: MandateHappening = Happening::new(
    Action::Reinstated,
    Origin::Gocardless,
    "mandate_reinstated",
    "The time window after submission for the banks to refuse a mandate has ended without any errors being received, \
     so this mandate has been reinstated.",
);

pub(crate) static BLOCKED: MandateHappening = Happening::new(
    Action::Blocked,
    Origin::Gocardless,
    "mandate_blocked",
    "This mandate has been blocked because the payer meets one of your block rules.",
);

pub(crate) static CANCELLED_BY_API: MandateHappening =
    Happening::new(Action::Cancelled, Origin::Api, "mandate_cancelled", "The mandate was cancelled at your request.");

pub(crate) static ACCOUNT_DISABLED: MandateHappening = Happening::new(
    Action::Cancelled,
    Origin::Api,
    "bank_account_closed",
    "The customer bank account of this mandate was disabled at your request.",
);

pub(crate) static REFUSED_BY_BANK: MandateHappening = Happening::with_codes(
    Action::Failed,
    "invalid_bank_details",
    "The specified bank account does not exist or was closed.",
    &[(Scheme::Bacs, "AUDDIS-5")],
);

pub(crate) static CONSUMED: MandateHappening = Happening::new(
    Action::Consumed,
    Origin::Gocardless,
    "mandate_consumed",
    "The mandate has been used up: it was for one payment.",
);

pub(crate) static EXPIRED: MandateHappening = Happening::new(
    Action::Expired,
    Origin::Gocardless,
    "mandate_expired",
    "The mandate expired because no payments were collected against it within the dormancy period of its scheme.",
);

pub(crate) static TRANSFERRED: MandateHappening = Happening::with_codes(
    Action::Transferred,
    "bank_account_transferred",
    "The customer has moved this mandate to another bank account.",
    &[(Scheme::Bacs, "ADDACS-3")],
);

pub(crate) static REINSTATEMENT_REQUESTED: MandateHappening = Happening::new(
    Action::ResubmissionRequested,
    Origin::Api,
    "resubmission_requested",
    "A request to resubmit the mandate was made via the API.",
);

pub(crate) static TRANSFER_RESUBMISSION: MandateHappening = Happening::with_codes(
    Action::ResubmissionRequested,
    "bank_account_transferred",
    "The customer has moved to another bank, and the mandate has to be submitted to it.",
    &[(Scheme::Bacs, "ADDACS-3")],
);

/// How it is told that this happens by itself, or by a scenario simulator.
pub(crate) fn usual(action: Action) -> &'static MandateHappening {
    match action {
        Action::Active => &ACTIVATED,
        Action::Blocked => &BLOCKED,
        Action::Cancelled => &CANCELLED_BY_API,
        Action::Consumed => &CONSUMED,
        Action::Created => &CREATED,
        Action::CustomerApprovalGranted => &APPROVAL_GRANTED,
        Action::CustomerApprovalSkipped => &APPROVAL_SKIPPED,
        Action::Expired => &EXPIRED,
        Action::Failed => &REFUSED_BY_BANK,
        Action::Reinstated => &REINSTATED,
        Action::ResubmissionRequested => &TRANSFER_RESUBMISSION,
        Action::Submitted => &SUBMITTED,
        Action::Transferred => &TRANSFERRED,
    }
}

impl MandateAction {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Cancelled => "cancelled",
            Self::Consumed => "consumed",
            Self::Created => "created",
            Self::CustomerApprovalGranted => "customer_approval_granted",
            Self::CustomerApprovalSkipped => "customer_approval_skipped",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Reinstated => "reinstated",
            Self::ResubmissionRequested => "resubmission_requested",
            Self::Submitted => "submitted",
            Self::Transferred => "transferred",
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
            (Status::PendingCustomerApproval, Action::CustomerApprovalGranted, Some(Status::PendingSubmission)),
            (Status::PendingSubmission, Action::Submitted, Some(Status::Submitted)),
            (Status::Submitted, Action::Submitted, None),
            (Status::PendingSubmission, Action::Active, None),
            (Status::PendingSubmission, Action::Blocked, Some(Status::Blocked)),
            (Status::Active, Action::Blocked, None),
            (Status::Submitted, Action::Active, Some(Status::Active)),
            (Status::Submitted, Action::Reinstated, Some(Status::Active)),
            (Status::Submitted, Action::Failed, Some(Status::Failed)),
            (Status::Active, Action::Transferred, Some(Status::Active)),
            (Status::Active, Action::Expired, Some(Status::Expired)),
            (Status::Expired, Action::ResubmissionRequested, Some(Status::PendingSubmission)),
            (Status::Failed, Action::ResubmissionRequested, None),
        ] {
            assert_eq!(after(TRANSITIONS, &on, &from), to, "{from:?} {on:?}");
        }
    }

    #[test]
    fn only_what_is_not_over_can_be_cancelled() {
        for (status, can_be) in [
            (Status::PendingCustomerApproval, true),
            (Status::PendingSubmission, true),
            (Status::Submitted, true),
            (Status::Active, true),
            (Status::SuspendedByPayer, true),
            (Status::Blocked, false),
            (Status::Cancelled, false),
            (Status::Consumed, false),
            (Status::Expired, false),
            (Status::Failed, false),
        ] {
            assert_eq!(after(TRANSITIONS, &Action::Cancelled, &status).is_some(), can_be, "{status:?}");
        }
    }
}
