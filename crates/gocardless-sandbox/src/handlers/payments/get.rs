//! `GET /payments/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a payment.
pub(crate) async fn get_payment(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let record = ledger.organisation_of(&caller)?.payments.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, &record.payment))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_payment_reads_as_it_was_made() {
        let sandbox = TestSandbox::new();
        let made = sandbox.try_payment(&sandbox.mandate().await, json!({"description": "Club fee"})).await;
        let shown = sandbox.get(&format!("/payments/{}", made.json["payments"]["id"].as_str().unwrap())).await;
        assert_eq!((shown.status, shown.text), (200, made.text));
        sandbox.get("/payments/PM123").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
