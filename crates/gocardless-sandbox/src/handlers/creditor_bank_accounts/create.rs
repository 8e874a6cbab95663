//! `POST /creditor_bank_accounts`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::Metadata;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::{BankDetails, Problem, check_account};

/// Makes a bank account of a creditor, from an IBAN or from local details; it may become the one that is paid out to.
pub(crate) async fn create_creditor_bank_account(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.made.check(&caller, &key)?;

    let mut form = document.envelope(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    let creditor = form.link("creditor");
    if creditor.is_none() {
        form.problem("links/creditor", Problem::Required);
    }
    let is_paid_out_to = form.flag("set_as_default_payout_account").unwrap_or(false);
    let details = check_account(&BankDetails::read(|field| form.text(field)));
    for (field, problem) in details.as_ref().err().into_iter().flatten() {
        form.problem(field, problem.clone());
    }
    form.check()?;
    let Ok(details) = details else { return Err(Refusal::internal()) };

    let creditor = creditor.as_deref().and_then(|id| organisation.creditors.get(id));
    let creditor = creditor.ok_or_else(|| Refusal::link_not_found(NAME, "creditor"))?.creditor.id.clone();
    let account = organisation
        .add_creditor_bank_account(creditor, details, metadata, now)
        .map_err(|same| Refusal::creditor_bank_account_exists(&same))?;
    if is_paid_out_to {
        organisation.pay_out_to(&account, now);
    }
    organisation.made.remember(&caller, &key, &account.id);
    Ok(reply::created(NAME, &account.id, &account))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn uk(creditor: &Value) -> Value {
        json!({"creditor_bank_accounts": {
            "account_holder_name": "Northwind", "country_code": "GB", "branch_code": "200000",
            "account_number": "55779911", "set_as_default_payout_account": true, "links": {"creditor": creditor}
        }})
    }

    #[tokio::test]
    async fn an_account_has_every_key_and_may_be_paid_out_to() {
        let sandbox = TestSandbox::new();
        let creditor = sandbox.get("/creditors").await.json["creditors"][0]["id"].clone();
        let answer = sandbox.post("/creditor_bank_accounts", uk(&creditor)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let id = &answer.json["creditor_bank_accounts"]["id"];
        assert_eq!(
            answer.json["creditor_bank_accounts"],
            json!({
                "id": id, "created_at": "2026-03-02T09:00:00.000Z", "account_holder_name": "NORTHWIND",
                "account_number_ending": "11", "account_type": null, "bank_name": "BARCLAYS BANK PLC",
                "country_code": "GB", "currency": "GBP", "enabled": true, "verification_status": "pending",
                "metadata": {}, "links": {"creditor": creditor}
            })
        );
        let path = format!("/creditor_bank_accounts/{}", id.as_str().unwrap());
        assert_eq!(sandbox.get(&path).await.text, answer.text);
        sandbox.advance(std::time::Duration::from_hours(24));
        let verified = sandbox.get(&path).await.json;
        assert_eq!(verified["creditor_bank_accounts"]["verification_status"], "successful");
        let links = &sandbox.get("/creditors").await.json["creditors"][0]["links"];
        assert_eq!(&links["default_gbp_payout_account"], id);
        let again = sandbox.post("/creditor_bank_accounts", uk(&creditor)).await;
        let error = again.assert_refused(409, "validation_failed", "bank_account_exists");
        assert_eq!(error.link("creditor_bank_account"), id.as_str());
    }

    #[tokio::test]
    async fn creditor_and_details_are_required() {
        let sandbox = TestSandbox::new();
        let error = sandbox.post("/creditor_bank_accounts", json!(null)).await.assert_invalid();
        assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/creditor_bank_accounts/links/creditor"));
        assert!(error.errors.iter().any(|it| it.field.as_deref() == Some("account_holder_name")));
        let answer = sandbox.post("/creditor_bank_accounts", uk(&json!("CR1"))).await;
        answer.assert_refused(404, "invalid_api_usage", "link_not_found");
        sandbox.get("/creditor_bank_accounts/BA1").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
