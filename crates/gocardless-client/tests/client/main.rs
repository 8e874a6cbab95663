//! The client against a provider whose every answer is scripted, byte for byte.

#![expect(clippy::unwrap_used, reason = "what a test's helper cannot do ends the test")]

mod endpoints;
mod idempotent_creation;
mod retries;
mod stub;
mod tells_nothing;
mod unknown_outcomes;
