//! `/_sandbox/`: what steers the sandbox. It needs no access token.

mod clock;
mod customer_notifications;
mod faults;
mod reset;

pub(crate) use self::clock::{set_clock, show_clock};
pub(crate) use self::customer_notifications::announce_customer_notification;
pub(crate) use self::faults::{add_fault, clear_faults, list_faults};
pub(crate) use self::reset::reset;

use axum::http::StatusCode;

use crate::error::Refusal;

/// What a body that cannot be followed answers.
fn cannot_follow(message: &str) -> Refusal {
    Refusal::usage(StatusCode::UNPROCESSABLE_ENTITY, "bad_request", message)
}
