//! An IBAN as typed, and again with check digits that fit.

#![no_main]

use bank_details::Iban;
use bank_details_fuzz::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    check(text);
    if let Some(text) = with_check_digits(text) {
        check(&text);
    }
});

fn check(text: &str) {
    if let Some(iban) = read(text, Iban::as_str) {
        let _ = iban.national_check();
        assert_eq!([iban.country_code(), iban.check_digits(), iban.bban()].concat(), iban.as_str());
        assert!(iban.bban().contains(iban.bank_code()));
        assert!(iban.branch_code().is_none_or(|branch_code| iban.bban().contains(branch_code)));
    }
}

/// A fuzzer hardly finds them: two of a hundred are right.
fn with_check_digits(text: &str) -> Option<String> {
    let text: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let (country, bban) = (text.get(..2)?, text.get(4..)?);
    let digits = format!("{bban}{country}00");
    let remainder = digits.chars().filter_map(|character| character.to_digit(36)).fold(0, |sum, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (sum * shift + value) % 97
    });
    Some(format!("{country}{:02}{bban}", 98 - remainder))
}
