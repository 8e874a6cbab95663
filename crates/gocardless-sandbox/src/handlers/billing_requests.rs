//! `/billing_requests`: what a payer is asked to agree to.

mod cancel;
mod choose_currency;
mod collect_bank_account;
mod collect_customer_details;
mod collections;
mod confirm_payer_details;
mod create;
mod create_with_actions;
mod fall_back;
mod fulfil;
mod get;
mod institutions;
mod list;
mod notify;
mod read;
mod requests;
mod select_institution;

pub(crate) use self::cancel::cancel_billing_request;
pub(crate) use self::choose_currency::choose_currency;
pub(crate) use self::collect_bank_account::collect_bank_account;
pub(crate) use self::collect_customer_details::collect_customer_details;
pub(crate) use self::confirm_payer_details::confirm_payer_details;
pub(crate) use self::create::{create_billing_request, read_record};
pub(crate) use self::create_with_actions::create_with_actions;
pub(crate) use self::fall_back::fall_back;
pub(crate) use self::fulfil::fulfil_billing_request;
pub(crate) use self::get::get_billing_request;
pub(crate) use self::institutions::list_institutions;
pub(crate) use self::list::list_billing_requests;
pub(crate) use self::notify::notify_payer;
pub(crate) use self::select_institution::select_institution;

use axum::response::Response;
use gocardless_api::Metadata;

use crate::error::Refusal;
use crate::ledger::{Organisation, Unready};
use crate::parameters::Form;
use crate::reply;

const NAME: &str = "billing_requests";

/// What is answered to something that cannot be done to a billing request now; the reasons are the sandbox's own.
pub(crate) fn refusal(unready: Unready) -> Refusal {
    let (reason, message) = match unready {
        Unready::Unknown => return Refusal::resource_not_found(),
        Unready::AccountDisabled => ("bank_account_disabled", "Customer bank account is disabled".to_owned()),
        Unready::CustomerRemoved => ("customer_data_removed", "Customer's data has been removed".to_owned()),
        Unready::NoFallback => {
            let message = "Fallback is not enabled for this billing request, or has occurred";
            ("billing_request_fallback_not_possible", message.to_owned())
        }
        Unready::NotReady => {
            ("billing_request_not_ready_to_fulfil", "Billing request has required actions to complete".to_owned())
        }
        Unready::Status => {
            ("billing_request_invalid_state", "Billing request is not in a state that allows this".to_owned())
        }
        Unready::Waits(step) => {
            ("billing_request_action_required", format!("{} has to be completed first", step.as_str()))
        }
    };
    Refusal::state(reason, &message)
}

/// The billing request as it is now.
fn shown(organisation: &Organisation, id: &str) -> Result<Response, Refusal> {
    let record = organisation.billing_requests.get(id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, record.shown()))
}

/// The metadata of an action, which belongs to its event.
fn read_metadata(form: &mut Form) -> Metadata {
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    metadata
}
