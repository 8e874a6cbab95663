//! Danish accounts: both numbers in one text, and apart with a comma between them.

#![no_main]

use bank_details::betalingsservice::{Account, AccountNumber, RegistrationNumber};
use bank_details_fuzz::{columns, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(account) = text.parse::<Account>() {
        assert_eq!(account.to_string().parse(), Ok(account));
    }
    let (first, second) = columns(text);
    read(first, RegistrationNumber::as_str);
    read(second, AccountNumber::as_str);
});
