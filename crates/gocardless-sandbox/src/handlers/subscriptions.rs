//! `/subscriptions`: payments at regular intervals.

mod cancel;
mod create;
mod get;
mod list;
mod pause;
mod read_rule;
mod read_terms;
mod resume;
mod update;

pub(crate) use self::cancel::cancel_subscription;
pub(crate) use self::create::create_subscription;
pub(crate) use self::get::get_subscription;
pub(crate) use self::list::list_subscriptions;
pub(crate) use self::pause::pause_subscription;
pub(crate) use self::read_rule::{read_interval, read_rule};
pub(crate) use self::read_terms::read_terms;
pub(crate) use self::resume::resume_subscription;
pub(crate) use self::update::update_subscription;

const NAME: &str = "subscriptions";
