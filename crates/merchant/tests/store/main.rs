//! Every engine of the store, held to one conformance suite.

#![expect(clippy::unwrap_used, reason = "what a test's helper cannot do ends the test")]

#[macro_use]
mod conformance;
mod records;
mod sqlite;
