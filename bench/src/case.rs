//! One case, one verdict: the only place that calls `bank-details`.

use bank_details::{Iban, Verdict, uk};

/// The details are refused.
pub const INVALID: u8 = 0;
/// The details are accepted.
pub const VALID: u8 = 1;
/// The details are accepted because no rule covers them.
pub const UNCHECKED: u8 = 2;

/// Structure and check digits of an IBAN.
pub fn iban(text: &str) -> u8 {
    if text.parse::<Iban>().is_ok() { VALID } else { INVALID }
}

/// Structure, check digits and national check digits of an IBAN.
pub fn iban_nationally(text: &str) -> u8 {
    text.parse::<Iban>().map_or(INVALID, |iban| byte(iban.national_check()))
}

/// The modulus check of a UK account.
pub fn uk(sort_code: &str, account_number: &str) -> u8 {
    let Ok(sort_code) = sort_code.parse::<uk::SortCode>() else { return INVALID };
    let Ok(account_number) = account_number.parse::<uk::AccountNumber>() else { return INVALID };
    byte(uk::Account::new(sort_code, account_number).check())
}

fn byte(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Invalid => INVALID,
        Verdict::Valid => VALID,
        Verdict::Unchecked(_) => UNCHECKED,
    }
}
