//! The instalment schedule's states. Source: API reference, "Instalment Schedules" and "Events", their actions.

use gocardless_api::InstalmentScheduleStatus as Status;

use self::InstalmentScheduleAction as Action;
use super::mandate::MandateAction;
use super::{Happening, Origin, Transition};

/// What happens to an instalment schedule, under its event's name; there is no event of `PaymentsMade`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum InstalmentScheduleAction {
    Cancelled,
    Completed,
    Created,
    CreationFailed,
    Errored,
    PaymentsMade,
    Resumed,
}

pub(crate) type InstalmentScheduleHappening = Happening<Action>;

#[rustfmt::skip]
pub(crate) static TRANSITIONS: &[Transition<Action, Status>] = &[
    Transition { on: Action::Created, from: &[Status::Pending], to: None },
    Transition { on: Action::CreationFailed, from: &[Status::Pending], to: Some(Status::CreationFailed) },
    Transition { on: Action::PaymentsMade, from: &[Status::Pending], to: Some(Status::Active) },
    Transition { on: Action::Errored, from: &[Status::Active, Status::Completed], to: Some(Status::Errored) },
    Transition { on: Action::Resumed, from: &[Status::Errored], to: Some(Status::Active) },
    Transition { on: Action::Completed, from: &[Status::Active], to: Some(Status::Completed) },
    Transition { on: Action::Cancelled, from: &[Status::Pending, Status::Active, Status::Errored], to: Some(Status::Cancelled) },
];

pub(crate) static CREATED: InstalmentScheduleHappening = Happening::new(
    Action::Created,
    Origin::Api,
    "instalment_schedule_created",
    "Instalment schedule has been created via the API",
);

pub(crate) static CREATION_FAILED: InstalmentScheduleHappening = Happening::new(
    Action::CreationFailed,
    Origin::Api,
    "instalment_schedule_creation_failed",
    "Instalment schedule failed to be created",
);

pub(crate) static ERRORED: InstalmentScheduleHappening = Happening::new(
    Action::Errored,
    Origin::Gocardless,
    "instalment_schedule_errored",
    "Instalment schedule has errored",
);

pub(crate) static ERRORED_LATE: InstalmentScheduleHappening = Happening::new(
    Action::Errored,
    Origin::Gocardless,
    "instalment_schedule_errored_late",
    "One or more payments in the instalment schedule has had a late failure",
);

pub(crate) static RESUMED: InstalmentScheduleHappening = Happening::new(
    Action::Resumed,
    Origin::Gocardless,
    "instalment_schedule_resumed",
    "Instalment schedule has resumed",
);

pub(crate) static COMPLETED: InstalmentScheduleHappening = Happening::new(
    Action::Completed,
    Origin::Gocardless,
    "instalment_schedule_completed",
    "Instalment schedule has completed",
);

pub(crate) static CANCELLED_BY_API: InstalmentScheduleHappening = Happening::new(
    Action::Cancelled,
    Origin::Api,
    "instalment_schedule_cancelled",
    "Instalment schedule has been cancelled",
);

/// How a schedule's cancellation is told that follows from the end of its mandate.
pub(crate) fn with_its_mandate(end: MandateAction) -> InstalmentScheduleHappening {
    let cause = match end {
        MandateAction::Expired => "mandate_expired",
        MandateAction::Failed => "mandate_failed",
        _ => "mandate_cancelled",
    };
    Happening::new(Action::Cancelled, Origin::Gocardless, cause, "Instalment schedule has been cancelled")
}

impl InstalmentScheduleAction {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Completed => "completed",
            Self::Created => "created",
            Self::CreationFailed => "creation_failed",
            Self::Errored => "errored",
            Self::PaymentsMade => "payments_made",
            Self::Resumed => "resumed",
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
            (Status::Pending, Action::PaymentsMade, Some(Status::Active)),
            (Status::Pending, Action::CreationFailed, Some(Status::CreationFailed)),
            (Status::Pending, Action::Cancelled, Some(Status::Cancelled)),
            (Status::CreationFailed, Action::Cancelled, None),
            (Status::Active, Action::Errored, Some(Status::Errored)),
            (Status::Active, Action::Completed, Some(Status::Completed)),
            (Status::Errored, Action::Completed, None),
            (Status::Errored, Action::Resumed, Some(Status::Active)),
            (Status::Errored, Action::Cancelled, Some(Status::Cancelled)),
            (Status::Completed, Action::Errored, Some(Status::Errored)),
            (Status::Completed, Action::Cancelled, None),
            (Status::Cancelled, Action::Errored, None),
        ] {
            assert_eq!(after(TRANSITIONS, &on, &from), to, "{from:?} {on:?}");
        }
    }
}
