//! What the component sends.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| merchant::fuzzing::json_bodies(bytes));
