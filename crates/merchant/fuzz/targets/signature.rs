//! A webhook's signature, a line, and its body.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| merchant::fuzzing::signature(bytes));
