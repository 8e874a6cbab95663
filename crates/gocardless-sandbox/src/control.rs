//! `/_sandbox/`: what steers the sandbox. It needs no access token.

mod apps;
mod calls;
mod changes;
mod clock;
mod custom_payment_pages;
mod customer_approval;
mod customer_notifications;
mod faults;
mod organisations;
mod reset;
mod webhooks;

pub(crate) use self::apps::{list_apps, register_app};
mod guard;
mod machines;
mod requests;
mod scenarios;
mod state;

pub(crate) use self::calls::make_call;
pub(crate) use self::changes::wait_for_change;
pub(crate) use self::clock::{set_clock, show_clock};
pub(crate) use self::custom_payment_pages::permit_custom_payment_pages;
pub(crate) use self::customer_approval::require_customer_approval;
pub(crate) use self::customer_notifications::announce_customer_notification;
pub(crate) use self::faults::{add_fault, clear_faults, list_faults};
pub(crate) use self::guard::{keep_other_sites_out, know_host};
pub(crate) use self::machines::show_machines;
pub(crate) use self::organisations::{close_organisation, disconnect_app, list_organisations};
pub(crate) use self::requests::get_request;
pub(crate) use self::reset::reset;
pub(crate) use self::scenarios::play_scenario;
pub(crate) use self::state::show_state;
pub(crate) use self::webhooks::{let_webhooks_go, show_webhooks, steer_webhooks};

use axum::http::StatusCode;

use crate::error::Refusal;

/// What a body that cannot be followed answers.
fn cannot_follow(message: &str) -> Refusal {
    Refusal::usage(StatusCode::UNPROCESSABLE_ENTITY, "bad_request", message)
}
