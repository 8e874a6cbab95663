//! `/mandate_imports`: mandates that come from another provider.

mod cancel;
mod create;
mod get;
mod submit;

pub(crate) use self::cancel::cancel_mandate_import;
pub(crate) use self::create::create_mandate_import;
pub(crate) use self::get::get_mandate_import;
pub(crate) use self::submit::submit_mandate_import;

const NAME: &str = "mandate_imports";
