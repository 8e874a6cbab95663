//! `/customers`: the payers.

mod create;
mod get;
mod list;
mod remove;
mod update;

pub(crate) use self::create::create_customer;
pub(crate) use self::get::get_customer;
pub(crate) use self::list::list_customers;
pub(crate) use self::remove::remove_customer;
pub(crate) use self::update::update_customer;

const NAME: &str = "customers";
