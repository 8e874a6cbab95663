//! The numbers of seeded bank accounts: checked, kept to know a duplicate, and never shown.

use super::SeedError;
use super::entry::Entry;
use crate::validation::{BankDetails, CheckedAccount, check_account};

const NUMBERS: [&str; 4] = ["account_number", "bank_code", "branch_code", "iban"];

/// Takes the numbers out and checks them; `None` where there are none.
pub(super) fn take_numbers(entry: &mut Entry, holder: &str) -> Result<Option<CheckedAccount>, SeedError> {
    if !NUMBERS.iter().any(|field| entry.has(field)) {
        return Ok(None);
    }
    let details = BankDetails {
        account_holder_name: Some(holder.to_owned()),
        country_code: entry.text("country_code")?,
        bank_code: entry.text("bank_code")?,
        branch_code: entry.text("branch_code")?,
        account_number: entry.text("account_number")?,
        account_type: entry.text("account_type")?,
        iban: entry.text("iban")?,
        currency: entry.text("currency")?,
    };
    check(entry, &details).map(Some)
}

/// Checks numbers.
pub(super) fn check(entry: &Entry, details: &BankDetails) -> Result<CheckedAccount, SeedError> {
    check_account(details).map_err(|problems| match problems.first() {
        Some((field, problem)) => entry.error(field, problem.message()),
        None => entry.error("account_number", "is invalid"),
    })
}
