//! `POST /mandate_import_entries`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gocardless_api::{Customer, Metadata};
use serde_json::json;

use super::NAME;
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::exchange;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{ImportedRow, MandateImportEntry, MandateImportEntryLinks};
use crate::parameters::{Document, Form};
use crate::sandbox::Sandbox;
use crate::validation::{BankDetails, CheckedAccount, Problem, check_account, fill_customer};

/// The most rows of an import. Source: API reference, "Mandate Import Entries".
const MOST_ENTRIES: usize = 30_000;

/// Adds a row to a mandate import that is not submitted yet. Entries have no id, so a key cannot lead to one.
pub(crate) async fn create_mandate_import_entry(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;

    let mut form = document.envelope(NAME)?;
    let import = form.link("mandate_import");
    if import.is_none() {
        form.problem("links/mandate_import", Problem::Required);
    }
    let record_identifier = form.text("record_identifier");
    let mut customer = organisation.blank_customer(now);
    read_customer(&mut form, &mut customer);
    let (account, of_account) = read_bank_account(&mut form);
    let mut of_mandate = Metadata::new();
    if let Some(mut mandate) = form.group("mandate") {
        mandate.change_metadata(&mut of_mandate);
        form.absorb(mandate);
    }
    form.check()?;
    let account = account.ok_or_else(Refusal::internal)?;

    let import = import.as_deref().and_then(|id| organisation.mandate_imports.get(id));
    let import = import.ok_or_else(|| Refusal::link_not_found(NAME, "mandate_import"))?;
    if !import.is_open() {
        let message = "Mandate import has already been submitted or cancelled";
        return Err(Refusal::state("mandate_import_not_open", message));
    }
    let mandate_import = import.id.clone();
    let entries = organisation.mandate_import_entries.oldest_first();
    if entries.filter(|entry| entry.links.mandate_import == mandate_import).count() >= MOST_ENTRIES {
        return Err(Refusal::state("record_limit_exceeded", "A mandate import can have at most 30000 entries"));
    }
    let entry = MandateImportEntry {
        record_identifier,
        created_at: written(now),
        processing_errors: None,
        links: MandateImportEntryLinks { mandate_import, customer: None, customer_bank_account: None, mandate: None },
        cursor: organisation.ids.plain("IME"),
        row: Some(ImportedRow { customer, account, account_metadata: of_account, mandate_metadata: of_mandate }),
    };
    organisation.mandate_import_entries.add(entry.clone());
    Ok(exchange::json(StatusCode::CREATED, &json!({ NAME: entry })))
}

fn read_customer(form: &mut Form, customer: &mut Customer) {
    let Some(mut group) = form.group("customer") else { return form.problem("customer", Problem::Required) };
    fill_customer(&mut group, customer);
    form.absorb(group);
}

/// The account, if it is one, and its metadata.
fn read_bank_account(form: &mut Form) -> (Option<CheckedAccount>, Metadata) {
    let mut metadata = Metadata::new();
    let Some(mut account) = form.group("bank_account") else {
        form.problem("bank_account", Problem::Required);
        return (None, metadata);
    };
    account.change_metadata(&mut metadata);
    let details = BankDetails::read(|field| if field == "currency" { None } else { account.text(field) });
    let checked = check_account(&details);
    for (field, problem) in checked.as_ref().err().into_iter().flatten() {
        account.problem(field, problem.clone());
    }
    form.absorb(account);
    (checked.ok(), metadata)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn payer_account_and_import_are_required() {
        let sandbox = TestSandbox::new();
        let error = sandbox.post("/mandate_import_entries", json!(null)).await.assert_invalid();
        let fields: Vec<_> = error.errors.iter().filter_map(|it| it.field.as_deref()).collect();
        assert_eq!(fields, ["mandate_import", "customer", "bank_account"]);
        let body = json!({"mandate_import_entries": {
            "customer": {"given_name": "F"}, "bank_account": {"account_holder_name": "F", "iban": "DE00"},
            "links": {"mandate_import": "IM1"}
        }});
        let error = sandbox.post("/mandate_import_entries", body).await.assert_invalid();
        let pointers: Vec<_> = error.errors.iter().filter_map(|it| it.request_pointer.as_deref()).collect();
        let expected = ["customer/family_name", "bank_account/iban"].map(|it| format!("/mandate_import_entries/{it}"));
        assert_eq!(pointers, expected);
    }
}
