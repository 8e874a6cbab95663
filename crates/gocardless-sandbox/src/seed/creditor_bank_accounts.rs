//! Seeded creditor bank accounts.

use serde_json::Value;

use super::accounts::{check, take_numbers};
use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::ledger::SeededAccount;
use crate::validation::BankDetails;

/// The account of GoCardless's documents unless numbers are given.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let creditor = entry.creditor(sowing)?;
    let creditor =
        sowing.organisation.creditor_for(Some(&creditor)).map_err(|_| entry.error("links.creditor", "is unknown"))?;
    let (creditor, name) = (creditor.id.clone(), creditor.name.clone());
    let holder = entry.text("account_holder_name")?.unwrap_or(name);
    let details = match take_numbers(entry, &holder)? {
        Some(details) => details,
        None => check(entry, &example(holder))?,
    };
    let enabled = match entry.take("enabled") {
        None => true,
        Some(Value::Bool(enabled)) => enabled,
        Some(_) => return Err(entry.error("enabled", "must be a boolean")),
    };
    let verification_status =
        entry.word("verification_status", &["successful", "pending", "in_review", "could_not_verify"])?;
    let metadata = entry.metadata()?;
    // What follows from the numbers.
    let derived = ["account_number_ending", "account_type", "bank_name", "country_code", "currency", "links"];
    entry.finish(&derived)?;
    let given = SeededAccount { enabled, verification_status, metadata };
    let id = entry.id.clone();
    sowing.organisation.seed_creditor_bank_account(id, entry.created, creditor, details, given, sowing.now);
    Ok(())
}

fn example(holder: String) -> BankDetails {
    let text = |text: &str| Some(text.to_owned());
    BankDetails {
        account_holder_name: Some(holder),
        country_code: text("GB"),
        branch_code: text("200000"),
        account_number: text("55779911"),
        ..BankDetails::default()
    }
}
