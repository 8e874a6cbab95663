//! `/payouts`: what creditors are sent.

mod get;
mod list;
mod update;

pub(crate) use self::get::get_payout;
pub(crate) use self::list::list_payouts;
pub(crate) use self::update::update_payout;

const NAME: &str = "payouts";
