//! A webhook's body.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| merchant::fuzzing::webhook_body(bytes));
