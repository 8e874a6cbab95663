//! Swedish accounts: both numbers in one text, and apart with a comma between them.

#![no_main]

use bank_details::autogiro::{Account, ClearingNumber};
use bank_details_fuzz::{columns, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(account) = text.parse::<Account>() {
        check(account);
    }
    let (first, second) = columns(text);
    if let Some(clearing_number) = read(first, ClearingNumber::as_str)
        && let Ok(account) = Account::new(clearing_number, second)
    {
        check(account);
    }
});

fn check(account: Account) {
    let _ = account.advice();
    assert_eq!(account.to_string().parse(), Ok(account), "as printed");
    assert_eq!(Account::new(*account.clearing_number(), account.account_number()), Ok(account), "compact");
}
