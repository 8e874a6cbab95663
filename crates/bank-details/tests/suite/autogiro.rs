//! Swedish accounts.

use bank_details::autogiro::{Account, ClearingNumber};
use bank_details::{Error, ErrorKind, Part};
use proptest::prelude::*;

use crate::table::{rows, verdict};

const ACCOUNTS: &str = include_str!("../data/autogiro-accounts.csv");
const RANGES: &str = include_str!("../../data/sweden-clearing.csv");

#[test]
fn accounts_in_one_text_are_taken_apart_and_advised_on() {
    for row in rows(ACCOUNTS) {
        let [input, clearing, number, bank, advice, source] = row.try_into().unwrap();
        let account: Account = input.parse().unwrap_or_else(|error| panic!("{input}: {error}"));
        let found = (account.clearing_number(), account.account_number(), account.clearing_number().bank());
        assert_eq!((found.0.as_str(), found.1, found.2), (&*clearing, &*number, &*bank), "{input}");
        assert_eq!(verdict(account.advice()), advice, "{input}: {source}");
        assert_eq!(account.to_string().parse(), Ok(account), "{input}");
    }
}

#[test]
fn every_range_begins_and_ends_where_the_table_says() {
    let ranges: Vec<(u16, u16, usize, bool)> = rows(RANGES)
        .map(|row| (row[0].parse().unwrap(), row[1].parse().unwrap(), row[3].parse().unwrap(), row[4] == "true"))
        .collect();
    for number in 0..=9999_u16 {
        let range = ranges.iter().find(|(from, to, ..)| (*from..=*to).contains(&number));
        let clearing = format!("{number:04}").parse::<ClearingNumber>();
        let Some((_, _, digits, zero_fill)) = range else {
            assert_eq!(clearing, Err(error(Part::BranchCode, ErrorKind::Unallocated)), "{number:04}");
            continue;
        };
        assert_eq!(Account::new(clearing.unwrap(), &"9".repeat(*digits)).map(|_| ()), Ok(()), "{number:04}");
        let least = if *zero_fill { 2 } else { *digits };
        let short = Account::new(clearing.unwrap(), "1").unwrap_err();
        assert_eq!(short, error(Part::AccountNumber, ErrorKind::Short { found: 1, least }), "{number:04}");
        let long = Account::new(clearing.unwrap(), &"9".repeat(digits + 2)).unwrap_err();
        assert_eq!(long, error(Part::AccountNumber, ErrorKind::Long { most: *digits }), "{number:04}");
    }
}

#[test]
fn banks_are_those_of_the_table() {
    for row in rows(RANGES) {
        for end in [&row[0], &row[1]] {
            assert_eq!(end.parse::<ClearingNumber>().unwrap().bank(), row[2], "{end}");
        }
    }
}

#[test]
fn a_clearing_number_says_what_is_wrong_and_where() {
    for (text, kind) in [
        ("", ErrorKind::Empty),
        ("75 0", ErrorKind::Short { found: 3, least: 4 }),
        ("75O7", ErrorKind::Character { position: 2 }),
        ("75071", ErrorKind::Long { most: 4 }),
        ("750712", ErrorKind::Long { most: 4 }),
        ("8123-45", ErrorKind::Long { most: 5 }),
        ("1001", ErrorKind::Unallocated),
        ("0000", ErrorKind::Unallocated),
    ] {
        assert_eq!(text.parse::<ClearingNumber>(), Err(error(Part::BranchCode, kind)), "{text:?}");
    }
}

#[test]
fn a_clearing_number_prints_as_on_a_statement() {
    for (text, printed, compact) in [
        ("7507", "7507", "7507"),
        ("81 23 4", "8123-4", "81234"),
        ("8123", "8123", "8123"),
        ("８１２３４", "8123-4", "81234"),
    ] {
        let clearing: ClearingNumber = text.parse().unwrap();
        assert_eq!((clearing.to_string().as_str(), clearing.as_str()), (printed, compact), "{text}");
    }
}

#[test]
fn an_account_number_says_what_is_wrong_and_where() {
    for (clearing, text, kind) in [
        ("7507", "", ErrorKind::Empty),
        ("7507", "12112O3", ErrorKind::Character { position: 5 }),
        ("7507", "12,11203", ErrorKind::Character { position: 2 }),
        ("7507", "121120", ErrorKind::Short { found: 6, least: 7 }),
        ("7507", "12112030", ErrorKind::Long { most: 7 }),
        ("7507", "123456789012345678", ErrorKind::Long { most: 7 }),
        ("7507", "0000000", ErrorKind::Zeros),
        ("3300", "800928623", ErrorKind::Short { found: 9, least: 10 }),
        ("6789", "1", ErrorKind::Short { found: 1, least: 2 }),
        ("6789", "1234567890", ErrorKind::Long { most: 9 }),
        ("8424", "19831892246", ErrorKind::Long { most: 10 }),
        ("84244", "49831892246", ErrorKind::Long { most: 10 }),
    ] {
        let clearing = clearing.parse().unwrap();
        assert_eq!(Account::new(clearing, text), Err(error(Part::AccountNumber, kind)), "{text:?}");
    }
}

#[test]
fn both_in_one_text_say_which_of_them_is_wrong() {
    for (text, part, kind) in [
        ("", Part::AccountNumber, ErrorKind::Empty),
        ("750", Part::BranchCode, ErrorKind::Short { found: 3, least: 4 }),
        ("1001-1234567", Part::BranchCode, ErrorKind::Unallocated),
        ("7507", Part::AccountNumber, ErrorKind::Short { found: 0, least: 7 }),
        ("7507-121120x", Part::AccountNumber, ErrorKind::Character { position: 11 }),
        ("7507-12112034", Part::AccountNumber, ErrorKind::Long { most: 7 }),
        ("8424-4, 983189224 67", Part::AccountNumber, ErrorKind::Long { most: 10 }),
        ("9770-123456789012345678901234567890", Part::AccountNumber, ErrorKind::Long { most: 17 }),
    ] {
        assert_eq!(text.parse::<Account>(), Err(error(part, kind)), "{text:?}");
    }
}

#[test]
fn the_check_digit_of_the_clearing_number_may_stand_in_the_other_field() {
    let account = Account::new("8424".parse().unwrap(), "4 983 189 224-6").unwrap();
    assert_eq!(account, "84244 9831892246".parse().unwrap());
}

#[test]
fn debug_shows_two_digits() {
    assert_eq!(format!("{:?}", "7507-1211203".parse::<Account>().unwrap()), "Account(…03)");
    assert_eq!(format!("{:?}", "8424-4".parse::<ClearingNumber>().unwrap()), "ClearingNumber(…44)");
}

fn error(part: Part, kind: ErrorKind) -> Error {
    Error { part, kind }
}

/// Mostly texts that look like accounts.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![".*", "[0-9 ,.x-]{0,24}", "(33|60|75|8[0-9]|95|97)[0-9]{2}[-, ]{0,2}[0-9]?[-, ]{0,2}[0-9]{0,18}"]
}

proptest! {
    #[test]
    fn nothing_panics(clearing in texts(), text in texts()) {
        let _ = text.parse::<Account>().map(|account| (account.advice(), account.to_string()));
        let clearings = [clearing.parse::<ClearingNumber>(), "8123".parse(), "6000".parse(), "9770".parse()];
        for clearing in clearings.into_iter().flatten() {
            let _ = Account::new(clearing, &text).map(|account| account.advice());
        }
    }

    #[test]
    fn an_account_reads_back_as_it_prints(text in texts()) {
        if let Ok(account) = text.parse::<Account>() {
            prop_assert_eq!(account.to_string().parse(), Ok(account));
            prop_assert_eq!(Account::new(*account.clearing_number(), account.account_number()), Ok(account));
        }
    }

    #[test]
    fn four_digits_of_swedbank_read_back_as_they_print(clearing in 8000_u16..9000, number in "[0-9]{2,10}") {
        if let Ok(account) = Account::new(clearing.to_string().parse().unwrap(), &number) {
            prop_assert_eq!(account.to_string().parse(), Ok(account));
        }
    }

    #[test]
    fn a_complaint_that_cannot_be_completed_stays_right_while_typing(text in texts()) {
        crate::table::stays_wrong(&text, str::parse::<Account>);
        crate::table::stays_wrong(&text, str::parse::<ClearingNumber>);
        crate::table::stays_wrong(&text, |text| Account::new("8424".parse()?, text));
        crate::table::stays_wrong(&text, |text| Account::new("1100".parse()?, text));
    }
}
