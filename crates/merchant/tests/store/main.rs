//! Every engine of the store, held to one conformance suite.

#![expect(clippy::unwrap_used, reason = "what a test's helper cannot do ends the test")]

#[path = "../support/cluster.rs"]
mod cluster;
#[path = "../support/counters.rs"]
mod counters;
#[macro_use]
mod conformance;
#[path = "../support/newer_schema.rs"]
mod newer_schema;
mod postgres;
mod reading;
mod records;
mod sqlite;
