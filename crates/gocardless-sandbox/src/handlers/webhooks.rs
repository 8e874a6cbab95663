//! `/webhooks`: what was sent to the merchant.

mod get;
mod list;
mod retry;

pub(crate) use self::get::get_webhook;
pub(crate) use self::list::list_webhooks;
pub(crate) use self::retry::retry_webhook;

const NAME: &str = "webhooks";
