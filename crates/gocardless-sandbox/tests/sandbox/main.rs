//! The sandbox from outside: whole journeys, whatever may be sent, the same again, and the program.

#![expect(clippy::unwrap_used, reason = "a test's helper fails the test")]

mod journey;
mod program;
mod repeatability;
mod robustness;
mod support;
