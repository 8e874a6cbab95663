//! `/mandates`: the authority to collect.

mod cancel;
mod create;
mod get;
mod list;
mod reinstate;
mod update;

pub(crate) use self::cancel::cancel_mandate;
pub(crate) use self::create::create_mandate;
pub(crate) use self::get::get_mandate;
pub(crate) use self::list::list_mandates;
pub(crate) use self::reinstate::reinstate_mandate;
pub(crate) use self::update::update_mandate;

const NAME: &str = "mandates";
