//! `POST /customer_bank_accounts/{id}/actions/disable`.

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

/// Disables a bank account and cancels its mandates at once; a second time is refused.
pub(crate) async fn disable_customer_bank_account(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    if organisation.customer_bank_accounts.get(&id).is_none() {
        return Err(Refusal::resource_not_found());
    }
    document.action(NAME)?;
    let account = organisation.disable_bank_account(&id, now);
    let account = account.ok_or_else(|| Refusal::state("disable_failed", "Bank account has already been disabled"))?;
    Ok(reply::found(NAME, &account))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn disabling_cancels_the_accounts_mandates_and_works_once() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let account = sandbox.mandates()[0].links.customer_bank_account.clone();
        let path = format!("/customer_bank_accounts/{account}/actions/disable");
        let answer = sandbox.post(&path, json!({"data": {}})).await;
        assert_eq!((answer.status, &answer.json["customer_bank_accounts"]["enabled"]), (200, &json!(false)));
        let mandate = sandbox.get(&format!("/mandates/{mandate}")).await.json;
        assert_eq!(mandate["mandates"]["status"], "cancelled");
        sandbox.post(&path, json!(null)).await.assert_refused(422, "invalid_state", "disable_failed");
    }
}
