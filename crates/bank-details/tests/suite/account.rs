//! Accounts of every country by one door.

use bank_details::{Account, Details, ErrorKind, Part, Scheme, Verdict};
use proptest::prelude::*;

fn details([bank_code, branch_code, account_number, iban]: [&str; 4]) -> Details<'_> {
    Details { account_number, bank_code, branch_code, iban }
}

type Printed = [Option<&'static str>; 4];

/// Country, details as typed, and what a card or statement shows: bank code, branch code, account number, IBAN.
///
/// Sources: the README of `ibandit`; GoCardless's test details; the SWIFT registry's examples.
const ACCOUNTS: [(&str, [&str; 4], Printed); 9] = [
    ("AU", ["", "123456", "123456789", ""], [None, Some("123-456"), Some("123456789"), None]),
    ("CA", ["0036", "00063", "0123456", ""], [Some("036"), Some("00063"), Some("0123456"), None]),
    ("DE", ["", "", "", "de89370400440532013000"], [None, None, None, Some("DE89 3704 0044 0532 0130 00")]),
    ("DK", ["345", "", "3179681", ""], [Some("0345"), None, Some("0003179681"), None]),
    ("GB", ["", "200000", "5577 9911", ""], [None, Some("20-00-00"), Some("55779911"), None]),
    ("GB", ["", "", "", "GB60BARC20000055779911"], [None, None, None, Some("GB60 BARC 2000 0055 7799 11")]),
    ("NZ", ["", "", "01-0902-0068389-00", ""], [None, None, Some("01-0902-0068389-00"), None]),
    ("SE", ["", "7507", "1211203", ""], [None, Some("7507"), Some("1211203"), None]),
    ("US", ["026073150", "", "2715500356", ""], [Some("026073150"), None, Some("2715500356"), None]),
];

#[test]
fn an_account_is_read_by_its_countrys_rules_and_reads_back() {
    for (country, typed, printed) in ACCOUNTS {
        let account = Account::parse(country, &details(typed)).unwrap_or_else(|errors| panic!("{country}: {errors:?}"));
        let parts = [Part::BankCode, Part::BranchCode, Part::AccountNumber, Part::Iban];
        assert_eq!(parts.map(|part| account.printed(part)), printed.map(|text| text.map(str::to_owned)), "{country}");
        assert_eq!(Account::parse(country, &account.details()), Ok(account), "{country}");
    }
}

/// Well-known samples of each scheme with local details; where they come from stands beside them.
#[test]
fn samples_get_their_verdict() {
    for line in include_str!("../data/local-details-examples.csv").lines().skip(1) {
        let [scheme, country, input, expected, source] = *line.splitn(5, ',').collect::<Vec<_>>() else {
            panic!("{line}");
        };
        let mut sample = Details { account_number: "12345678", ..Details::default() };
        for (name, text) in input.split(';').filter_map(|part| part.split_once('=')) {
            match name {
                "account" | "account_number" => sample.account_number = text,
                "bank_code" => sample.bank_code = text,
                "branch_code" => sample.branch_code = text,
                _ => panic!("{line}"),
            }
        }
        assert_eq!(Scheme::of_country(country).as_str(), scheme);
        let is_right = Account::parse(country, &sample).is_ok_and(|account| account.advice() != Verdict::Invalid);
        assert_eq!(is_right, expected == "valid", "{input}: {source}");
    }
}

#[test]
fn new_zealand_may_be_given_in_parts() {
    let whole = Account::parse("NZ", &details(["", "", "01-0902-0068389-00", ""]));
    assert_eq!(Account::parse("NZ", &details(["01", "0902", "0068389-00", ""])), whole);
}

#[test]
fn every_part_that_is_wrong_is_named() {
    for (country, typed, parts) in [
        ("AU", ["", "12345", "0", ""], &[Part::BranchCode, Part::AccountNumber][..]),
        ("CA", ["1", "2", "3", ""], &[Part::BankCode, Part::BranchCode, Part::AccountNumber]),
        ("CA", ["036", "00063", "", ""], &[Part::AccountNumber]),
        ("GB", ["", "2000", "5577", ""], &[Part::BranchCode, Part::AccountNumber]),
        ("GB", ["", "200000", "5577", ""], &[Part::AccountNumber]),
        ("SE", ["", "", "", ""], &[Part::BranchCode, Part::AccountNumber]),
        ("US", ["", "", "", ""], &[Part::BankCode, Part::AccountNumber]),
        ("FR", ["", "", "", ""], &[Part::Iban]),
        ("ZZ", ["1", "2", "3", ""], &[Part::Iban]),
    ] {
        let errors = Account::parse(country, &details(typed)).expect_err(country);
        assert_eq!(errors.iter().map(|error| error.part).collect::<Vec<_>>(), parts, "{country} {typed:?}");
    }
}

/// Official case 27: the first check passes, the second fails.
#[test]
fn a_failed_modulus_check_is_said_of_both_numbers() {
    let errors = Account::parse("GB", &details(["", "203099", "66831036", ""])).expect_err("it fails");
    let said: Vec<_> = errors.iter().map(|error| (error.part, error.kind)).collect();
    assert_eq!(said, [Part::BranchCode, Part::AccountNumber].map(|part| (part, ErrorKind::Modulus)));
}

/// Source: the doctest of `python-stdnum`'s module for New Zealand.
#[test]
fn check_digits_that_not_every_account_has_are_advice() {
    let account = Account::parse("NZ", &details(["", "", "01-0242-0100195-00", ""])).expect("well formed");
    assert_eq!(account.advice(), Verdict::Invalid);
}

proptest! {
    #[test]
    fn nothing_panics_and_nothing_typed_is_shown(
        country in "AU|CA|DE|DK|GB|NZ|SE|US",
        parts in [".{0,40}", ".{0,40}", ".{0,40}", ".{0,40}"],
        digits in ["[0-9]{0,20}", "[0-9]{0,20}", "[0-9]{4,20}", ""],
    ) {
        let _ = Account::parse(&country, &details(parts.each_ref().map(String::as_str)));
        let account = Account::parse(&country, &details(digits.each_ref().map(String::as_str)));
        let shown = format!("{account:?}");
        prop_assert!(account.is_err() || !shown.contains(&digits[2]), "{}", shown);
    }
}
