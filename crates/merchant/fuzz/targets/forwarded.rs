//! Whom proxies forward for, a header a line.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| merchant::fuzzing::forwarded(bytes));
