//! OAuth: how a merchant lets a partner's app call the API. Sources: GoCardless's guide "Partner apps", RFC 6749.
//!
//! The merchant comes to `authorize`, signs up or logs in, allows or denies, and goes back to the app with a code, for
//! which the app gets an access token.

mod access_token;
mod authorize;
mod client;
mod connections;
mod decide;
mod failure;
mod fields;
mod look_up;
mod onboarding;
mod page;
mod request;
mod revoke;
mod views;
mod words;

pub(crate) use self::access_token::issue_access_token;
pub(crate) use self::authorize::show_authorization;
pub(crate) use self::connections::{end_connection, show_connections};
pub(crate) use self::decide::decide_authorization;
pub(crate) use self::look_up::look_up_token;
pub(crate) use self::onboarding::{show_onboarding, verify_organisation};
pub(crate) use self::revoke::revoke_token;

#[cfg(test)]
mod tests;
