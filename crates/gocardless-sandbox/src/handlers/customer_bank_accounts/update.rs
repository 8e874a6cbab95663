//! `PUT /customer_bank_accounts/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Replaces the metadata; nothing else of a bank account can be changed.
pub(crate) async fn update_customer_bank_account(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let account = ledger.organisation_of(&caller)?.customer_bank_accounts.get_mut(&id);
    let account = account.ok_or_else(Refusal::resource_not_found)?;
    let mut form = document.envelope(NAME)?;
    form.change_metadata(&mut account.metadata);
    form.check()?;
    Ok(reply::found(NAME, &*account))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn only_metadata_changes() {
        let sandbox = TestSandbox::new();
        let id = sandbox.bank_account(&sandbox.customer("Hut Ltd").await).await;
        let body = json!({"customer_bank_accounts": {"metadata": {"k": "v"}, "account_holder_name": "Other"}});
        let answer = sandbox.put(&format!("/customer_bank_accounts/{id}"), body).await;
        assert_eq!(answer.json["customer_bank_accounts"]["metadata"], json!({"k": "v"}));
        assert_eq!(answer.json["customer_bank_accounts"]["account_holder_name"], "FRANK OSBORNE");
    }
}
