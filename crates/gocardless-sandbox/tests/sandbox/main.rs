//! The sandbox from outside: a crowd, whole journeys, whatever may be sent, the same again, and the program.

#![expect(clippy::unwrap_used, reason = "a test's helper fails the test")]

#[path = "../../src/testing/answers.rs"]
mod answers;
mod billing;
mod clauses;
mod crowd;
mod journey;
mod program;
mod repeatability;
mod robustness;
mod support;
