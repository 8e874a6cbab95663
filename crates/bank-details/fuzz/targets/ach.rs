//! Routing and account number, with a comma between them.

#![no_main]

use bank_details::ach::{AccountNumber, RoutingNumber};
use bank_details_fuzz::{columns, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (first, second) = columns(text);
    read(first, RoutingNumber::as_str);
    read(second, AccountNumber::as_str);
});
