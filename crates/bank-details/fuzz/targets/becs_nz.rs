//! New Zealand accounts: the whole number, and its three parts with commas between them.

#![no_main]

use bank_details::becs_nz::Account;
use bank_details_fuzz::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(account) = read(text, Account::as_str) {
        check(account);
    }
    let mut columns = text.split(',');
    let mut column = || columns.next().unwrap_or_default();
    if let Ok(account) = Account::from_parts(column(), column(), column()) {
        check(account);
    }
});

fn check(account: Account) {
    let _ = account.advice();
    let (bank_code, branch_code) = (account.bank_code(), account.branch_code());
    assert_eq!(Account::from_parts(bank_code, branch_code, &[account.base(), account.suffix()].concat()), Ok(account));
}
