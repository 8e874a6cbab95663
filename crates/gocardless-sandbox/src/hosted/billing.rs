//! The hosted pages of a billing request flow: they ask for what is still missing, and lead to the bank where the payer
//! has to authorise a payment there.
//!
//! The component walks the usual way, a mandate of which nothing is known yet; every other way is a plain form's.

mod bank;
mod confirm;
mod exit;
mod finish;
mod review;
mod save;
mod show;
mod start;
mod start_template;
mod submit;
mod visit;

pub(crate) use self::bank::{answer_at_bank, show_bank, thank_payer};
pub(super) use self::confirm::confirm;
pub(crate) use self::exit::exit_flow;
pub(super) use self::finish::finish;
pub(super) use self::review::review;
pub(super) use self::save::save;
pub(super) use self::show::show;
pub(crate) use self::start::start_flow;
pub(crate) use self::start_template::{start_template, template_address};
pub(super) use self::submit::submit;
pub(super) use self::visit::BillingVisit;
