//! Every engine of the store, held to one conformance suite.

#![expect(clippy::unwrap_used, reason = "what a test's helper cannot do ends the test")]

#[path = "../support/cluster.rs"]
mod cluster;
#[macro_use]
mod conformance;
mod postgres;
mod reading;
mod records;
mod sqlite;
