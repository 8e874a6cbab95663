//! `/creditor_bank_accounts`: where a creditor is paid out.

mod create;
mod disable;
mod get;
mod list;

pub(crate) use self::create::create_creditor_bank_account;
pub(crate) use self::disable::disable_creditor_bank_account;
pub(crate) use self::get::get_creditor_bank_account;
pub(crate) use self::list::list_creditor_bank_accounts;

const NAME: &str = "creditor_bank_accounts";
