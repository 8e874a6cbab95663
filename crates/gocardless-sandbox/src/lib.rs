#![doc = include_str!("../README.md")]

mod app;
mod authentication;
mod calendar;
mod charge_dates;
mod clock;
mod control;
mod countries;
mod error;
mod exchange;
mod faults;
mod handlers;
mod hosted;
mod idempotency;
mod ids;
mod institutions;
mod ledger;
mod machines;
mod magic_names;
mod options;
mod pages;
mod pagination;
mod parameters;
mod path_id;
mod query;
mod rate_limit;
mod reply;
mod running;
mod sandbox;
mod scenarios;
mod schemes;
mod serializers;
mod shapes;
mod validation;

#[cfg(test)]
mod testing;

pub use app::app;
pub use faults::{Fault, Moment};
pub use options::Options;
pub use running::{RunningSandbox, StartError, start};
pub use sandbox::{RecordedRequest, Sandbox};
