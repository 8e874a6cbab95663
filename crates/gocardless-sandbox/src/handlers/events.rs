//! `/events`: what happened.

mod get;
mod list;

pub(crate) use self::get::get_event;
pub(crate) use self::list::list_events;

const NAME: &str = "events";
