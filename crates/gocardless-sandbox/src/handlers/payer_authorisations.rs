//! `/payer_authorisations`: payer, account and mandate of an older kind of signup, gathered step by step.

mod confirm;
mod create;
mod fill;
mod get;
mod submit;
mod update;

pub(crate) use self::confirm::confirm_payer_authorisation;
pub(crate) use self::create::create_payer_authorisation;
pub(crate) use self::fill::fill;
pub(crate) use self::get::get_payer_authorisation;
pub(crate) use self::submit::submit_payer_authorisation;
pub(crate) use self::update::update_payer_authorisation;

const NAME: &str = "payer_authorisations";
