//! `/customer_bank_accounts`: what is collected from.

mod create;
mod disable;
mod get;
mod list;
mod update;

pub(crate) use self::create::create_customer_bank_account;
pub(crate) use self::disable::disable_customer_bank_account;
pub(crate) use self::get::get_customer_bank_account;
pub(crate) use self::list::list_customer_bank_accounts;
pub(crate) use self::update::update_customer_bank_account;

const NAME: &str = "customer_bank_accounts";
