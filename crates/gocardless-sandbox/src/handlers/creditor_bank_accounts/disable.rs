//! `POST /creditor_bank_accounts/{id}/actions/disable`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Disables a bank account, which is then not paid out to any more; a second time is refused.
pub(crate) async fn disable_creditor_bank_account(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let organisation = ledger.organisation_of(&caller)?;
    if organisation.creditor_bank_accounts.get(&id).is_none() {
        return Err(Refusal::resource_not_found());
    }
    document.action(NAME)?;
    let account = organisation.disable_creditor_bank_account(&id);
    let account = account.ok_or_else(|| Refusal::state("disable_failed", "Bank account has already been disabled"))?;
    Ok(reply::found(NAME, &account))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_disabled_account_is_not_paid_out_to_and_listed_as_such() {
        let sandbox = TestSandbox::new();
        let creditor = sandbox.get("/creditors").await.json["creditors"][0]["id"].clone();
        let body = json!({"creditor_bank_accounts": {
            "account_holder_name": "Northwind", "iban": "DE89370400440532013000",
            "set_as_default_payout_account": true, "links": {"creditor": creditor}
        }});
        let made = sandbox.post("/creditor_bank_accounts", body).await.json;
        let id = made["creditor_bank_accounts"]["id"].as_str().unwrap();
        let path = format!("/creditor_bank_accounts/{id}/actions/disable");
        let answer = sandbox.post(&path, json!({"data": {}})).await;
        assert_eq!(answer.json["creditor_bank_accounts"]["enabled"], false);
        let links = &sandbox.get("/creditors").await.json["creditors"][0]["links"];
        assert_eq!(links["default_eur_payout_account"], json!(null));
        for (query, count) in [("enabled=True", 8), ("enabled=false", 1), ("creditor=CR1", 0)] {
            let list = sandbox.get(&format!("/creditor_bank_accounts?{query}")).await.json;
            assert_eq!(list["creditor_bank_accounts"].as_array().map(Vec::len), Some(count), "{query}");
        }
        sandbox.post(&path, json!(null)).await.assert_refused(422, "invalid_state", "disable_failed");
    }
}
