//! `/refunds`: money that goes back to payers.

mod create;
mod get;
mod list;
mod update;

pub(crate) use self::create::create_refund;
pub(crate) use self::get::get_refund;
pub(crate) use self::list::list_refunds;
pub(crate) use self::update::update_refund;

const NAME: &str = "refunds";
