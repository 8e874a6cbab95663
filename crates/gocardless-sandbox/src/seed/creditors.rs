//! Seeded creditors: they come in the place of the one that every other sandbox begins with.

use gocardless_api::Creditor;
use serde_json::{Value, json};

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::ledger::{CreditorRecord, Shelf};
use crate::validation::is_country;

/// What the sandbox answers the same of every creditor.
const FIXED: [&str; 3] = ["fx_payout_currency", "mandate_imports_enabled", "merchant_responsible_for_notifications"];

/// A creditor like Northwind unless it says otherwise, with scheme identifiers of its own in every scheme, and
/// accounts of its own to be paid out to, unless some are named.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let northwind = if let Some(northwind) = &sowing.northwind {
        northwind.clone()
    } else {
        // With the accounts that it was paid out to.
        sowing.organisation.creditor_bank_accounts = Shelf::default();
        let shelf = std::mem::take(&mut sowing.organisation.creditors);
        let Some(northwind) = shelf.oldest_first().next() else { return Ok(()) };
        sowing.northwind.insert(northwind.clone()).clone()
    };
    for field in FIXED {
        entry.take(field);
    }
    entry.check("country_code", is_country)?;
    let bank_reference_prefix = entry.text("bank_reference_prefix")?;
    let verification_status = entry.word("verification_status", &["successful", "in_review", "action_required"])?;
    let creditor_type = entry.word("creditor_type", &["company", "individual", "charity", "partnership", "trust"])?;

    let mut may = |field| match entry.take(field) {
        None => Ok(true),
        Some(Value::Bool(may)) => Ok(may),
        Some(_) => Err(entry.error(field, "must be a boolean")),
    };
    let (can_create_refunds, has_own_pages) = (may("can_create_refunds")?, may("custom_payment_pages_enabled")?);
    let mut blank = northwind.creditor;
    blank.links.values_mut().for_each(|account| *account = None);
    for identifier in &mut blank.scheme_identifiers {
        identifier.id = Some(sowing.organisation.ids.scheme_identifier());
        identifier.created_at = Some(entry.created_at());
    }
    let mut blank = json!(blank);
    blank["id"] = Value::from(entry.id.as_str());
    blank["created_at"] = Value::from(entry.created_at());
    blank["verification_status"] = Value::from(verification_status);
    blank["creditor_type"] = Value::from(creditor_type);
    let creditor: Creditor = entry.read(blank, &[])?;
    let (id, name) = (creditor.id.clone(), creditor.name.clone());
    let has_accounts = creditor.links.values().any(Option::is_some);
    sowing.organisation.creditors.add(CreditorRecord {
        creditor,
        bank_reference_prefix,
        can_create_refunds,
        has_own_pages,
    });
    if !has_accounts {
        sowing.organisation.open_accounts_of(&id, &name, sowing.now);
    }
    Ok(())
}
