//! The billing request's states and what it waits for. Source: API reference, "Billing Requests" and "Events".

use gocardless_api::BillingRequestStatus as Status;

use self::BillingRequestAction as Action;
use self::Step::{
    BankAuthorisation, ChooseCurrency, CollectBankAccount, CollectCustomerDetails, ConfirmPayerDetails,
    SelectInstitution,
};
use super::{Origin, Telling, Transition};

/// What happens to a billing request, under its event's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BillingRequestAction {
    BankAuthorisationAuthorised,
    BankAuthorisationDenied,
    BankAuthorisationExpired,
    BankAuthorisationVisited,
    Cancelled,
    ChooseCurrency,
    CollectBankAccount,
    CollectCustomerDetails,
    Created,
    FlowCreated,
    FlowExited,
    FlowVisited,
    Fulfilled,
    PayerDetailsConfirmed,
    /// Nothing is waited for any more; no event tells it.
    Ready,
    SelectInstitution,
}

const OPEN: &[Status] = &[Status::Pending, Status::ReadyToFulfil];

#[rustfmt::skip]
pub(crate) static TRANSITIONS: &[Transition<Action, Status>] = &[
    Transition { on: Action::Created, from: &[Status::Pending], to: None },
    Transition { on: Action::FlowCreated, from: OPEN, to: None },
    Transition { on: Action::FlowExited, from: OPEN, to: None },
    Transition { on: Action::FlowVisited, from: OPEN, to: None },
    Transition { on: Action::ChooseCurrency, from: &[Status::Pending], to: None },
    Transition { on: Action::CollectBankAccount, from: &[Status::Pending], to: None },
    Transition { on: Action::CollectCustomerDetails, from: &[Status::Pending], to: None },
    Transition { on: Action::SelectInstitution, from: &[Status::Pending], to: None },
    Transition { on: Action::PayerDetailsConfirmed, from: &[Status::Pending], to: None },
    Transition { on: Action::BankAuthorisationVisited, from: &[Status::Pending], to: None },
    Transition { on: Action::BankAuthorisationAuthorised, from: &[Status::Pending], to: None },
    Transition { on: Action::BankAuthorisationDenied, from: &[Status::Pending], to: None },
    Transition { on: Action::BankAuthorisationExpired, from: &[Status::Pending], to: None },
    Transition { on: Action::Ready, from: &[Status::Pending], to: Some(Status::ReadyToFulfil) },
    Transition { on: Action::Fulfilled, from: &[Status::ReadyToFulfil], to: Some(Status::Fulfilled) },
    Transition { on: Action::Cancelled, from: OPEN, to: Some(Status::Cancelled) },
];

impl BillingRequestAction {
    /// The event's name, its cause and its description.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::BankAuthorisationAuthorised => (
                "bank_authorisation_authorised",
                "billing_request_bank_authorisation_authorised",
                "The payer has authorised this billing request at the bank.",
            ),
            Self::BankAuthorisationDenied => (
                "bank_authorisation_denied",
                "billing_request_bank_authorisation_denied",
                "The payer has refused to authorise this billing request at the bank.",
            ),
            Self::BankAuthorisationExpired => (
                "bank_authorisation_expired",
                "billing_request_bank_authorisation_expired",
                "The time to authorise this billing request at the bank is over.",
            ),
            Self::BankAuthorisationVisited => (
                "bank_authorisation_visited",
                "billing_request_bank_authorisation_visited",
                "The payer has visited the bank to authorise this billing request.",
            ),
            Self::Cancelled => ("cancelled", "billing_request_cancelled", "This billing request has been cancelled."),
            Self::ChooseCurrency => (
                "choose_currency",
                "billing_request_choose_currency",
                "The currency of this billing request has been chosen.",
            ),
            Self::CollectBankAccount => (
                "collect_bank_account",
                "billing_request_collect_bank_account",
                "Bank account details have been collected for this billing request.",
            ),
            Self::CollectCustomerDetails => (
                "collect_customer_details",
                "billing_request_collect_customer_details",
                "Customer details have been collected for this billing request.",
            ),
            Self::Created => ("created", "billing_request_created", "This billing request has been created."),
            Self::FlowCreated => (
                "flow_created",
                "billing_request_flow_created",
                "A billing request flow has been created against this billing request.",
            ),
            Self::FlowExited => (
                "flow_exited",
                "billing_request_flow_exited",
                "The payer has left the billing request flow without finishing it.",
            ),
            Self::FlowVisited => {
                ("flow_visited", "billing_request_flow_visited", "The billing request flow has been visited.")
            }
            Self::Fulfilled => ("fulfilled", "billing_request_fulfilled", "This billing request has been fulfilled."),
            Self::PayerDetailsConfirmed => (
                "payer_details_confirmed",
                "billing_request_payer_details_confirmed",
                "The payer has confirmed all their details for this billing request.",
            ),
            Self::Ready => ("ready_to_fulfil", "billing_request_ready_to_fulfil", "Nothing is waited for any more."),
            Self::SelectInstitution => (
                "select_institution",
                "billing_request_select_institution",
                "An institution has been selected for this billing request.",
            ),
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        self.words().0
    }

    pub(crate) fn telling(self, origin: Origin) -> Telling {
        let (_, cause, description) = self.words();
        Telling { origin, cause, description, codes: &[] }
    }
}

/// Something to be done before a billing request can be fulfilled.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    BankAuthorisation,
    ChooseCurrency,
    CollectBankAccount,
    CollectCustomerDetails,
    ConfirmPayerDetails,
    SelectInstitution,
}

/// One row of what a billing request waits for.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) step: Step,
    pub(crate) required: bool,
    pub(crate) requires: &'static [Step],
    pub(crate) completes: &'static [Step],
}

const fn wanted(step: Step, required: bool, after: &'static [Step], completes: &'static [Step]) -> Wanted {
    Wanted { step, required, requires: after, completes }
}

/// A mandate alone, in a currency with open banking: as recorded of GoCardless's sandbox.
#[rustfmt::skip]
pub(crate) static FOR_MANDATE: &[Wanted] = &[
    wanted(ChooseCurrency, true, &[], &[]),
    wanted(CollectCustomerDetails, true, &[ChooseCurrency], &[]),
    wanted(CollectBankAccount, true, &[], &[ChooseCurrency]),
    wanted(ConfirmPayerDetails, true, &[CollectCustomerDetails, CollectBankAccount], &[]),
    wanted(BankAuthorisation, false, &[], &[CollectBankAccount]),
];

/// An instant payment alone: the bank tells the account.
#[rustfmt::skip]
pub(crate) static FOR_PAYMENT: &[Wanted] = &[
    wanted(ChooseCurrency, true, &[], &[]),
    wanted(CollectCustomerDetails, true, &[ChooseCurrency], &[]),
    wanted(SelectInstitution, true, &[], &[]),
    wanted(CollectBankAccount, false, &[], &[ChooseCurrency]),
    wanted(ConfirmPayerDetails, true, &[CollectCustomerDetails], &[]),
    wanted(BankAuthorisation, true, &[SelectInstitution], &[CollectBankAccount]),
];

/// A mandate and an instant payment.
#[rustfmt::skip]
pub(crate) static FOR_BOTH: &[Wanted] = &[
    wanted(ChooseCurrency, true, &[], &[]),
    wanted(CollectCustomerDetails, true, &[ChooseCurrency], &[]),
    wanted(SelectInstitution, true, &[], &[]),
    wanted(CollectBankAccount, true, &[], &[ChooseCurrency]),
    wanted(ConfirmPayerDetails, true, &[CollectCustomerDetails, CollectBankAccount], &[]),
    wanted(BankAuthorisation, true, &[SelectInstitution], &[CollectBankAccount]),
];

impl Step {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            BankAuthorisation => "bank_authorisation",
            ChooseCurrency => "choose_currency",
            CollectBankAccount => "collect_bank_account",
            CollectCustomerDetails => "collect_customer_details",
            ConfirmPayerDetails => "confirm_payer_details",
            SelectInstitution => "select_institution",
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
            (Status::Pending, Action::CollectBankAccount, Some(Status::Pending)),
            (Status::Pending, Action::Fulfilled, None),
            (Status::Pending, Action::Ready, Some(Status::ReadyToFulfil)),
            (Status::ReadyToFulfil, Action::CollectBankAccount, None),
            (Status::ReadyToFulfil, Action::FlowCreated, Some(Status::ReadyToFulfil)),
            (Status::ReadyToFulfil, Action::Fulfilled, Some(Status::Fulfilled)),
            (Status::ReadyToFulfil, Action::Cancelled, Some(Status::Cancelled)),
            (Status::Fulfilled, Action::Cancelled, None),
            (Status::Cancelled, Action::FlowCreated, None),
        ] {
            assert_eq!(after(TRANSITIONS, &on, &from), to, "{from:?} {on:?}");
        }
    }

    #[test]
    fn what_a_step_requires_is_wanted_itself() {
        for table in [FOR_MANDATE, FOR_PAYMENT, FOR_BOTH] {
            for row in table {
                for step in row.requires.iter().chain(row.completes) {
                    assert!(table.iter().any(|other| other.step == *step), "{:?}", row.step);
                }
            }
        }
    }

    #[test]
    fn an_event_is_told_with_its_own_name_as_cause() {
        for action in [Action::Created, Action::Fulfilled, Action::BankAuthorisationDenied, Action::FlowVisited] {
            let cause = action.telling(Origin::Payer).cause;
            assert_eq!(cause.strip_prefix("billing_request_"), Some(action.as_str()));
        }
    }
}
