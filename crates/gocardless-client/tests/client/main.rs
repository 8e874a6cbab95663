//! The client against a provider whose every answer is scripted, byte for byte, and on journeys through the sandbox.

#![expect(clippy::unwrap_used, reason = "what a test's helper cannot do ends the test")]

mod billing;
mod endpoints;
mod idempotent_creation;
mod mandate_pdfs;
mod money;
mod oauth;
mod observer;
mod rate_limit;
mod retries;
mod stub;
mod subscriptions;
mod tells_nothing;
mod unknown_outcomes;
mod webhooks;
