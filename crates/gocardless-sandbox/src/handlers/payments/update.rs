//! `PUT /payments/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Replaces the metadata and `retry_if_possible`; nothing else of a payment can be changed.
pub(crate) async fn update_payment(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let payments = &mut ledger.organisation_of(&caller)?.payments;
    let payment = &mut payments.get_mut(&id).ok_or_else(Refusal::resource_not_found)?.payment;
    let mut form = document.envelope(NAME)?;
    let mut metadata = payment.metadata.clone();
    form.change_metadata(&mut metadata);
    let retry_if_possible = form.flag("retry_if_possible");
    form.check()?;
    payment.metadata = metadata;
    payment.retry_if_possible = retry_if_possible.unwrap_or(payment.retry_if_possible);
    Ok(reply::found(NAME, &*payment))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn metadata_and_retrying_change_together_or_not_at_all() {
        let sandbox = TestSandbox::new();
        let path = format!("/payments/{}", sandbox.payment(&sandbox.mandate().await, json!({})).await);
        let body = json!({"payments": {"metadata": {"order": "1"}, "retry_if_possible": true, "amount": 5}});
        let payment = &sandbox.put(&path, body).await.json["payments"];
        assert_eq!(payment["metadata"], json!({"order": "1"}));
        assert_eq!((&payment["retry_if_possible"], &payment["amount"]), (&json!(true), &json!(1000)));
        let body = json!({"payments": {"metadata": {}, "retry_if_possible": 1}});
        sandbox.put(&path, body).await.assert_invalid();
        assert_eq!(sandbox.get(&path).await.json["payments"]["metadata"], json!({"order": "1"}));
    }
}
