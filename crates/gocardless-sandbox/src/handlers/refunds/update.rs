//! `PUT /refunds/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Replaces the metadata; nothing else of a refund can be changed.
pub(crate) async fn update_refund(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let records = &mut ledger.organisation_of(&caller)?.refunds;
    let refund = &mut records.get_mut(&id).ok_or_else(Refusal::resource_not_found)?.refund;
    let mut form = document.envelope(NAME)?;
    let mut metadata = refund.metadata.clone();
    form.change_metadata(&mut metadata);
    form.check()?;
    refund.metadata = metadata;
    Ok(reply::found(NAME, &*refund))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn metadata_is_replaced_and_nothing_else() {
        let sandbox = TestSandbox::new();
        sandbox.try_refund(&sandbox.paid_out_payment().await, 100).await;
        let path = format!("/refunds/{}", sandbox.refunds()[0].id);
        let refund = sandbox.put(&path, json!({"refunds": {"metadata": {"k": "v"}, "amount": 5}})).await.json;
        assert_eq!((&refund["refunds"]["metadata"], &refund["refunds"]["amount"]), (&json!({"k": "v"}), &json!(100)));
        sandbox.put(&path, json!({"refunds": {"metadata": {"k": 1}}})).await.assert_invalid();
        sandbox.put("/refunds/RF1", json!(null)).await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
