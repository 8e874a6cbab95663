//! `/billing_request_flows`: the way through GoCardless's hosted pages for a billing request.

mod create;
mod initialise;

pub(crate) use self::create::{LIFETIME, create_billing_request_flow};
pub(crate) use self::initialise::initialise_billing_request_flow;

const NAME: &str = "billing_request_flows";
