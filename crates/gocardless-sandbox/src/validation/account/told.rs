//! What `bank-details` finds wrong, in GoCardless's words.

use bank_details::{Error, ErrorKind, Part};

use super::Problem;

/// What is wrong with a part of the country's local details, or with an IBAN.
pub(super) fn problem(error: Error, country_code: &str) -> Problem {
    let Error { part, kind } = error;
    let expected = match kind {
        ErrorKind::Long { .. } | ErrorKind::Short { .. } => width(part, country_code),
        _ => None,
    };
    Problem::Number { kind, part, expected }
}

/// How many characters the number has once zeros are put in front, where there is one such width.
///
/// Source: `ibandit`, GoCardless's library for bank details.
fn width(part: Part, country_code: &str) -> Option<usize> {
    Some(match (country_code, part) {
        ("AU" | "GB", Part::BranchCode) => 6,
        ("CA" | "DK", Part::BankCode) => 4,
        ("CA", Part::BranchCode) => 5,
        ("DK", Part::AccountNumber) => 10,
        ("GB", Part::AccountNumber) => 8,
        ("US", Part::BankCode) => 9,
        _ => return None,
    })
}
