//! Institution, transit and account number, with commas between them.

#![no_main]

use bank_details::pad::{AccountNumber, InstitutionNumber, TransitNumber};
use bank_details_fuzz::{columns, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (first, rest) = columns(text);
    let (second, third) = columns(rest);
    read(first, InstitutionNumber::as_str);
    read(second, TransitNumber::as_str);
    read(third, AccountNumber::as_str);
});
