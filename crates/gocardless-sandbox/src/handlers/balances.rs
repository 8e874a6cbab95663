//! `/balances`: what creditors have with GoCardless.

mod list;

pub(crate) use self::list::list_balances;

const NAME: &str = "balances";
