//! The subscription's states. Source: API reference, "Subscriptions" and "Events", subscription actions.

use gocardless_api::SubscriptionStatus as Status;

use self::SubscriptionAction as Action;
use super::{Happening, Origin, Telling, Transition};

/// What happens to a subscription, under its event's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SubscriptionAction {
    Amended,
    Cancelled,
    Created,
    CustomerApprovalDenied,
    CustomerApprovalGranted,
    Finished,
    PaymentCreated,
    Paused,
    Resumed,
    ScheduledResume,
}

pub(crate) type SubscriptionHappening = Happening<Action>;

#[rustfmt::skip]
pub(crate) static TRANSITIONS: &[Transition<Action, Status>] = &[
    Transition { on: Action::Created, from: &[Status::PendingCustomerApproval, Status::Active], to: None },
    Transition { on: Action::CustomerApprovalGranted, from: &[Status::PendingCustomerApproval], to: Some(Status::Active) },
    Transition { on: Action::CustomerApprovalDenied, from: &[Status::PendingCustomerApproval], to: Some(Status::CustomerApprovalDenied) },
    Transition { on: Action::PaymentCreated, from: &[Status::Active], to: None },
    Transition { on: Action::Amended, from: &[Status::PendingCustomerApproval, Status::Active, Status::Paused], to: None },
    Transition { on: Action::Paused, from: &[Status::Active, Status::Paused], to: Some(Status::Paused) },
    Transition { on: Action::ScheduledResume, from: &[Status::Paused], to: None },
    Transition { on: Action::Resumed, from: &[Status::Paused], to: Some(Status::Active) },
    Transition { on: Action::Finished, from: &[Status::Active], to: Some(Status::Finished) },
    Transition { on: Action::Cancelled, from: &[Status::PendingCustomerApproval, Status::Active, Status::Paused], to: Some(Status::Cancelled) },
];

pub(crate) static CREATED: SubscriptionHappening =
    Happening::new(Action::Created, Origin::Api, "subscription_created", "Subscription created via the API.");

pub(crate) static AMENDED: SubscriptionHappening =
    Happening::new(Action::Amended, Origin::Api, "subscription_amended", "Subscription amount has been amended.");

pub(crate) static PAUSED: SubscriptionHappening =
    Happening::new(Action::Paused, Origin::Api, "subscription_paused", "The subscription has been paused.");

pub(crate) static RESUME_SCHEDULED: SubscriptionHappening = Happening::new(
    Action::ScheduledResume,
    Origin::Api,
    "scheduled_resume",
    "This paused subscription has been scheduled to be resumed at a future date.",
);

pub(crate) static RESUMED_BY_API: SubscriptionHappening =
    Happening::new(Action::Resumed, Origin::Api, "subscription_resumed", "The subscription was resumed.");

pub(crate) static RESUMED: SubscriptionHappening =
    Happening::new(Action::Resumed, Origin::Gocardless, "subscription_resumed", "The subscription was resumed.");

pub(crate) static PAYMENT_CREATED: SubscriptionHappening =
    Happening::new(Action::PaymentCreated, Origin::Gocardless, "payment_created", "Payment created by a subscription.");

pub(crate) static FINISHED: SubscriptionHappening =
    Happening::new(Action::Finished, Origin::Gocardless, "subscription_finished", "The subscription has finished.");

pub(crate) static CANCELLED_BY_API: SubscriptionHappening = Happening::new(
    Action::Cancelled,
    Origin::Api,
    "subscription_cancelled",
    "The subscription has been cancelled at your request.",
);

/// How a subscription's cancellation is told that follows from the end of its mandate: with the same origin, cause and
/// code.
pub(crate) fn with_its_mandate(telling: Telling) -> SubscriptionHappening {
    let description = match (telling.origin, telling.cause) {
        (Origin::Api, "mandate_cancelled") => {
            "The subscription was cancelled because its mandate was cancelled at your request."
        }
        (Origin::Api, _) => "The mandate for this subscription was cancelled at your request.",
        (_, "mandate_expired") => "The subscription was cancelled because its mandate has expired.",
        (_, "invalid_bank_details") => {
            "This subscription has been cancelled because the bank details for its mandate are not valid."
        }
        _ => "This subscription has been cancelled because its mandate was cancelled.",
    };
    Happening { action: Action::Cancelled, telling: Telling { description, ..telling } }
}

impl SubscriptionAction {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Amended => "amended",
            Self::Cancelled => "cancelled",
            Self::Created => "created",
            Self::CustomerApprovalDenied => "customer_approval_denied",
            Self::CustomerApprovalGranted => "customer_approval_granted",
            Self::Finished => "finished",
            Self::PaymentCreated => "payment_created",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::ScheduledResume => "scheduled_resume",
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
            (Status::PendingCustomerApproval, Action::CustomerApprovalGranted, Some(Status::Active)),
            (Status::PendingCustomerApproval, Action::CustomerApprovalDenied, Some(Status::CustomerApprovalDenied)),
            (Status::PendingCustomerApproval, Action::PaymentCreated, None),
            (Status::Active, Action::PaymentCreated, Some(Status::Active)),
            (Status::Active, Action::Paused, Some(Status::Paused)),
            (Status::Paused, Action::PaymentCreated, None),
            (Status::Paused, Action::Finished, None),
            (Status::Paused, Action::Amended, Some(Status::Paused)),
            (Status::Paused, Action::Resumed, Some(Status::Active)),
            (Status::Active, Action::Resumed, None),
            (Status::Active, Action::Finished, Some(Status::Finished)),
            (Status::Finished, Action::Amended, None),
        ] {
            assert_eq!(after(TRANSITIONS, &on, &from), to, "{from:?} {on:?}");
        }
    }

    #[test]
    fn only_what_is_not_over_can_be_cancelled() {
        for (status, can_be) in [
            (Status::PendingCustomerApproval, true),
            (Status::Active, true),
            (Status::Paused, true),
            (Status::Cancelled, false),
            (Status::CustomerApprovalDenied, false),
            (Status::Finished, false),
        ] {
            assert_eq!(after(TRANSITIONS, &Action::Cancelled, &status).is_some(), can_be, "{status:?}");
        }
    }

    #[test]
    fn a_subscriptions_end_with_its_mandate_is_told_as_the_mandates() {
        let mandate = crate::machines::mandate::CANCELLED_BY_API.telling;
        let told = with_its_mandate(mandate).telling;
        assert_eq!((told.origin, told.cause), (Origin::Api, "mandate_cancelled"));
        assert_ne!(told.description, mandate.description);
    }
}
