//! `GET /customer_bank_accounts/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a customer bank account.
pub(crate) async fn get_customer_bank_account(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let account = ledger.organisation_of(&caller)?.customer_bank_accounts.get(&id);
    Ok(reply::found(NAME, account.ok_or_else(Refusal::resource_not_found)?))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn an_account_reads_as_it_was_made() {
        let sandbox = TestSandbox::new();
        let id = sandbox.bank_account(&sandbox.customer("Hut Ltd").await).await;
        let answer = sandbox.get(&format!("/customer_bank_accounts/{id}")).await;
        assert_eq!(answer.json["customer_bank_accounts"]["account_number_ending"], "11");
        sandbox.get("/customer_bank_accounts/BA123").await.assert_refused(
            404,
            "invalid_api_usage",
            "resource_not_found",
        );
    }
}
