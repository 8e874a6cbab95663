//! An id of ours or of GoCardless's.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| merchant::fuzzing::ids(text));
