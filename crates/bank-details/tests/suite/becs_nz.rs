//! New Zealand accounts.

use bank_details::becs_nz::Account;
use bank_details::{Error, ErrorKind, Part};
use proptest::prelude::*;

use crate::table::{rows, verdict};

const ACCOUNTS: &str = include_str!("../data/becs-nz-accounts.csv");
const RANGES: &str = include_str!("../../data/new-zealand-branches.csv");

#[test]
fn accounts_are_read_printed_and_advised_on() {
    for row in rows(ACCOUNTS) {
        let [input, digits, printed, advice, source] = row.try_into().unwrap();
        let account: Account = input.parse().unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!((account.as_str(), account.to_string()), (&*digits, printed), "{input}");
        assert_eq!(verdict(account.advice()), advice, "{input}: {source}");
        let parts = [account.bank_code(), account.branch_code(), account.base(), account.suffix()];
        assert_eq!(parts.concat(), digits);
        assert_eq!(Account::from_parts(parts[0], parts[1], &[parts[2], parts[3]].join("-")), Ok(account), "{input}");
    }
}

#[test]
fn every_range_of_branches_begins_and_ends_where_the_table_says() {
    let ranges: Vec<[u16; 3]> = rows(RANGES).map(|row| [0, 1, 2].map(|column| row[column].parse().unwrap())).collect();
    let mut branches: Vec<u16> =
        ranges.iter().flat_map(|[_, from, to]| [from.saturating_sub(1), *from, *to, to + 1]).collect();
    branches.sort_unstable();
    branches.dedup();
    for (bank, branch) in (0..=99).flat_map(|bank| branches.iter().map(move |branch| (bank, *branch))) {
        let known = ranges.iter().any(|[at, from, to]| *at == bank && (*from..=*to).contains(&branch));
        let found = format!("{bank:02}{branch:04}123456700").parse::<Account>();
        let unallocated = Err(error(Part::AccountNumber, ErrorKind::Unallocated));
        assert_eq!(found.map(|_| ()), if known { Ok(()) } else { unallocated }, "{bank:02}-{branch:04}");
    }
}

#[test]
fn an_account_says_what_is_wrong_and_where() {
    for (text, kind) in [
        ("", ErrorKind::Empty),
        (" - ", ErrorKind::Empty),
        ("01-0902-OO68389-00", ErrorKind::Character { position: 8 }),
        ("0", ErrorKind::Short { found: 1, least: 15 }),
        ("01-09", ErrorKind::Short { found: 4, least: 15 }),
        ("01-0902-0068389", ErrorKind::Short { found: 13, least: 15 }),
        ("01090200683890", ErrorKind::Short { found: 14, least: 15 }),
        ("01-0902-0068389-0", ErrorKind::Short { found: 14, least: 15 }),
        ("0109020068389-0", ErrorKind::Short { found: 14, least: 15 }),
        ("01090200683890000", ErrorKind::Long { most: 16 }),
        ("01-0902-10068389-000", ErrorKind::Long { most: 16 }),
        ("1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1", ErrorKind::Long { most: 16 }),
        ("010000006838900", ErrorKind::Unallocated),
        ("01-1000-", ErrorKind::Unallocated),
        ("07-0902-0068389-00", ErrorKind::Unallocated),
    ] {
        assert_eq!(text.parse::<Account>(), Err(error(Part::AccountNumber, kind)), "{text:?}");
    }
}

#[test]
fn parts_say_what_is_wrong_with_which() {
    let right = ["01", "0902", "00068389-0000"];
    assert_eq!(Account::from_parts(right[0], right[1], right[2]), "01-0902-0068389-00".parse());
    for (at, text, part, kind) in [
        (0, "", Part::BankCode, ErrorKind::Empty),
        (0, "o1", Part::BankCode, ErrorKind::Character { position: 0 }),
        (0, "1", Part::BankCode, ErrorKind::Short { found: 1, least: 2 }),
        (0, "001", Part::BankCode, ErrorKind::Long { most: 2 }),
        (0, "07", Part::BankCode, ErrorKind::Unallocated),
        (1, "", Part::BranchCode, ErrorKind::Empty),
        (1, "902", Part::BranchCode, ErrorKind::Short { found: 3, least: 4 }),
        (1, "00902", Part::BranchCode, ErrorKind::Long { most: 4 }),
        (1, "1000", Part::BranchCode, ErrorKind::Unallocated),
        (2, " ", Part::AccountNumber, ErrorKind::Empty),
        (2, "0068389", Part::AccountNumber, ErrorKind::Short { found: 7, least: 9 }),
        (2, "0068389-0", Part::AccountNumber, ErrorKind::Short { found: 8, least: 9 }),
        (2, "10068389-00", Part::AccountNumber, ErrorKind::Long { most: 10 }),
        (2, "0068389-1000", Part::AccountNumber, ErrorKind::Long { most: 10 }),
    ] {
        let mut parts = right;
        parts[at] = text;
        assert_eq!(Account::from_parts(parts[0], parts[1], parts[2]), Err(error(part, kind)), "{parts:?}");
    }
}

#[test]
fn debug_shows_two_digits() {
    assert_eq!(format!("{:?}", "01-0902-0068389-00".parse::<Account>().unwrap()), "Account(…00)");
}

fn error(part: Part, kind: ErrorKind) -> Error {
    Error { part, kind }
}

/// Mostly texts that look like accounts.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        ".*",
        "[0-9 .x-]{0,24}",
        "(0?[1-9]|1[0-9]|38)[- ]?(0?[0-9]{1,3}|[1-9][0-9]{3})[- ]?[0-9]{1,8}[- ]?[0-9]{0,4}[- ]?[0-9]{0,4}",
    ]
}

proptest! {
    #[test]
    fn nothing_panics(text in texts(), more in texts()) {
        let _ = text.parse::<Account>().map(|account| (account.advice(), account.to_string()));
        let _ = Account::from_parts(&text, &more, &text);
        let _ = Account::from_parts("01", "0902", &text);
    }

    #[test]
    fn an_account_reads_back_as_it_prints(text in texts()) {
        if let Ok(account) = text.parse::<Account>() {
            prop_assert_eq!(account.to_string().parse(), Ok(account));
            prop_assert_eq!(account.as_str().parse(), Ok(account));
        }
    }

    #[test]
    fn one_wrong_digit_is_noticed(place in 6_usize..13, digit in 0_u8..10) {
        let right = "0102420100194000";
        let mut text = right.as_bytes().to_vec();
        text[place] = b'0' + digit;
        let text = String::from_utf8(text).unwrap();
        let passes = verdict(text.parse::<Account>().unwrap().advice()) == "valid";
        // The first digit of the base decides between A and B and has no weight.
        prop_assert!(place == 6 || passes == (text == right));
    }

    #[test]
    fn a_complaint_that_cannot_be_completed_stays_right_while_typing(text in texts()) {
        crate::table::stays_wrong(&text, str::parse::<Account>);
    }
}
