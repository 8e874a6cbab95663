//! Creditors: the same rules for making one and for changing one.

use super::{Problem, is_country};
use crate::ledger::CreditorRecord;
use crate::parameters::Form;

const TYPES: [&str; 5] = ["company", "individual", "charity", "partnership", "trust"];

/// Writes what was sent into `record` and notes what is wrong with it; fields that were not sent stay.
///
/// Source: API reference, "Creditors".
pub(crate) fn fill_creditor(form: &mut Form, record: &mut CreditorRecord) {
    let creditor = &mut record.creditor;
    let mut name = Some(creditor.name.clone()).filter(|name| !name.is_empty());
    for (field, value) in [
        ("name", &mut name),
        ("address_line1", &mut creditor.address_line1),
        ("address_line2", &mut creditor.address_line2),
        ("address_line3", &mut creditor.address_line3),
        ("city", &mut creditor.city),
        ("region", &mut creditor.region),
        ("postal_code", &mut creditor.postal_code),
        ("country_code", &mut creditor.country_code),
        ("bank_reference_prefix", &mut record.bank_reference_prefix),
    ] {
        form.change(field, value);
    }
    if name.is_none() {
        form.problem("name", Problem::Required);
    }
    creditor.name = name.unwrap_or_default();
    match creditor.country_code.as_deref() {
        None => form.problem("country_code", Problem::Required),
        Some(code) if !is_country(code) => form.problem("country_code", Problem::Invalid),
        Some(_) => {}
    }
}

/// Reads the type of a new creditor; it cannot be changed afterwards.
pub(crate) fn read_creditor_type(form: &mut Form) -> String {
    let creditor_type = form.required_text("creditor_type");
    if !creditor_type.is_empty() && !TYPES.contains(&creditor_type.as_str()) {
        form.problem("creditor_type", Problem::Invalid);
    }
    creditor_type
}
