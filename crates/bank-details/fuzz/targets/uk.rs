//! Sort code and account number, with a comma between them.

#![no_main]

use bank_details::uk::{Account, AccountNumber, SortCode};
use bank_details_fuzz::{columns, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (first, second) = columns(text);
    let Some(sort_code) = read(first, SortCode::as_str) else { return };
    if let Some(account_number) = read(second, AccountNumber::as_str) {
        let _ = Account::new(sort_code, account_number).check();
    }
    if let Ok(account) = Account::standardise(sort_code, second) {
        let again = Account::standardise(*account.sort_code(), account.account_number().as_str());
        assert_eq!(again, Ok(account));
    }
});
