//! `/billing_request_templates`: what billing requests made by a link have in common.

mod create;
mod fill;
mod get;
mod list;
mod update;

pub(crate) use self::create::create_billing_request_template;
pub(crate) use self::get::get_billing_request_template;
pub(crate) use self::list::list_billing_request_templates;
pub(crate) use self::update::update_billing_request_template;

const NAME: &str = "billing_request_templates";
