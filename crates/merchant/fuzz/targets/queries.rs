//! Queries and forms.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| merchant::fuzzing::queries(text));
