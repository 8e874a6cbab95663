//! `/payments`: single collections.

mod cancel;
mod create;
mod get;
mod list;
mod retry;
mod update;

pub(crate) use self::cancel::cancel_payment;
pub(crate) use self::create::{can_be_collected_from, check_currency, create_payment, tell_problems};
pub(crate) use self::get::get_payment;
pub(crate) use self::list::list_payments;
pub(crate) use self::retry::retry_payment;
pub(crate) use self::update::update_payment;

const NAME: &str = "payments";
