//! `/bank_authorisations`: a payer's visits to the bank.

mod create;
mod get;

pub(crate) use self::create::create_bank_authorisation;
pub(crate) use self::get::get_bank_authorisation;

const NAME: &str = "bank_authorisations";
