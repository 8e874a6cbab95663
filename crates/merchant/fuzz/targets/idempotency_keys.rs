//! The key of a repeated start.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| merchant::fuzzing::idempotency_keys(bytes));
