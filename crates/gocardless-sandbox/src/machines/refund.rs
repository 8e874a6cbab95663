//! The refund's states. Source: API reference, "Refunds" and "Events", refund actions.

use gocardless_api::RefundStatus as Status;

use self::RefundAction as Action;
use super::{Happening, Origin, Telling, Transition};

/// What happens to a refund, under its event's name; `Cancelled` and `Submitted` have none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum RefundAction {
    Cancelled,
    Created,
    Failed,
    FundsReturned,
    Paid,
    Settled,
    Submitted,
}

pub(crate) type RefundHappening = Happening<Action>;

#[rustfmt::skip]
pub(crate) static TRANSITIONS: &[Transition<Action, Status>] = &[
    Transition { on: Action::Created, from: &[Status::Created], to: Some(Status::PendingSubmission) },
    Transition { on: Action::Submitted, from: &[Status::Created, Status::PendingSubmission], to: Some(Status::Submitted) },
    Transition { on: Action::Paid, from: &[Status::Submitted], to: Some(Status::Paid) },
    Transition { on: Action::Settled, from: &[Status::Paid], to: None },
    Transition { on: Action::Failed, from: &[Status::Submitted, Status::Paid], to: Some(Status::Bounced) },
    Transition { on: Action::FundsReturned, from: &[Status::Bounced], to: Some(Status::FundsReturned) },
    Transition { on: Action::Cancelled, from: &[Status::Created, Status::PendingSubmission], to: Some(Status::Cancelled) },
];

static CANCELLED: RefundHappening =
    Happening::new(Action::Cancelled, Origin::Gocardless, "refund_cancelled", "The refund has been cancelled.");

static CREATED: RefundHappening =
    Happening::new(Action::Created, Origin::Api, "refund_created", "The refund has been created.");

static FAILED: RefundHappening = Happening {
    action: Action::Failed,
    telling: Telling {
        origin: Origin::Bank,
        cause: "refund_failed",
        description: "The refund did not reach your customer, the funds will be returned to you.",
        codes: &[],
    },
};

static FUNDS_RETURNED: RefundHappening = Happening::new(
    Action::FundsReturned,
    Origin::Gocardless,
    "refund_funds_returned",
    "The funds for the refund have been returned to you.",
);

static PAID: RefundHappening =
    Happening::new(Action::Paid, Origin::Gocardless, "refund_paid", "The refund has been paid to your customer.");

static SETTLED: RefundHappening = Happening::new(
    Action::Settled,
    Origin::Gocardless,
    "refund_settled",
    "The refund has been settled against a payout.",
);

static SUBMITTED: RefundHappening = Happening::new(
    Action::Submitted,
    Origin::Gocardless,
    "refund_submitted",
    "The refund has been submitted to the banks.",
);

/// How it is told that this happens.
pub(crate) fn usual(action: Action) -> &'static RefundHappening {
    match action {
        Action::Cancelled => &CANCELLED,
        Action::Created => &CREATED,
        Action::Failed => &FAILED,
        Action::FundsReturned => &FUNDS_RETURNED,
        Action::Paid => &PAID,
        Action::Settled => &SETTLED,
        Action::Submitted => &SUBMITTED,
    }
}

impl RefundAction {
    /// The event's name; `None` where none is written.
    pub(crate) fn event(self) -> Option<&'static str> {
        (!matches!(self, Self::Cancelled | Self::Submitted)).then(|| self.as_str())
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Created => "created",
            Self::Failed => "failed",
            Self::FundsReturned => "funds_returned",
            Self::Paid => "paid",
            Self::Settled => "refund_settled",
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
            (Status::Created, Action::Created, Some(Status::PendingSubmission)),
            // Only a seeded one stays as it was created.
            (Status::Created, Action::Submitted, Some(Status::Submitted)),
            (Status::PendingSubmission, Action::Submitted, Some(Status::Submitted)),
            (Status::PendingSubmission, Action::Paid, None),
            (Status::Submitted, Action::Paid, Some(Status::Paid)),
            (Status::Submitted, Action::Cancelled, None),
            (Status::Submitted, Action::Settled, None),
            (Status::Paid, Action::Settled, Some(Status::Paid)),
            (Status::Paid, Action::Failed, Some(Status::Bounced)),
            (Status::Paid, Action::FundsReturned, None),
            (Status::Bounced, Action::FundsReturned, Some(Status::FundsReturned)),
            (Status::FundsReturned, Action::Failed, None),
        ] {
            assert_eq!(after(TRANSITIONS, &on, &from), to, "{from:?} {on:?}");
        }
    }
}
