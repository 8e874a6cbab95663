//! The files of plans and of mandates' texts.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| merchant::fuzzing::files(text));
