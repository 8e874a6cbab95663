//! `/instalment_schedules`: one sum in several payments.

mod cancel;
mod create;
mod get;
mod list;
mod read_instalments;
mod read_terms;
mod update;

pub(crate) use self::cancel::cancel_instalment_schedule;
pub(crate) use self::create::{create_instalment_schedule, create_with_dates, create_with_schedule};
pub(crate) use self::get::get_instalment_schedule;
pub(crate) use self::list::list_instalment_schedules;
pub(crate) use self::read_instalments::Shape;
pub(crate) use self::read_terms::read_terms;
pub(crate) use self::update::update_instalment_schedule;

const NAME: &str = "instalment_schedules";
