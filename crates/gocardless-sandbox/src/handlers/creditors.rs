//! `/creditors`: who collects.

mod create;
mod get;
mod list;
mod update;

pub(crate) use self::create::create_creditor;
pub(crate) use self::get::get_creditor;
pub(crate) use self::list::list_creditors;
pub(crate) use self::update::update_creditor;

const NAME: &str = "creditors";
