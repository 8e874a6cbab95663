//! `/redirect_flows`: a payer's visit to the hosted pages.

mod complete;
mod create;
mod get;

pub(crate) use self::complete::{already_completed, complete_redirect_flow, expired};
pub(crate) use self::create::create_redirect_flow;
pub(crate) use self::get::get_redirect_flow;

const NAME: &str = "redirect_flows";
