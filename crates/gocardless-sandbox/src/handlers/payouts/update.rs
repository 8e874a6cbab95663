//! `PUT /payouts/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Replaces the metadata; nothing else of a payout can be changed.
pub(crate) async fn update_payout(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let records = &mut ledger.organisation_of(&caller)?.payouts;
    let payout = &mut records.get_mut(&id).ok_or_else(Refusal::resource_not_found)?.payout;
    let mut form = document.envelope(NAME)?;
    let mut metadata = payout.metadata.clone();
    form.change_metadata(&mut metadata);
    form.check()?;
    payout.metadata = metadata;
    Ok(reply::found(NAME, &*payout))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn metadata_is_replaced_and_nothing_else() {
        let sandbox = TestSandbox::new();
        sandbox.paid_out_payment().await;
        let path = format!("/payouts/{}", sandbox.payouts()[0].id);
        let payout = sandbox.put(&path, json!({"payouts": {"metadata": {"k": "v"}, "amount": 5}})).await.json;
        assert_eq!((&payout["payouts"]["metadata"], &payout["payouts"]["amount"]), (&json!({"k": "v"}), &json!(1000)));
        sandbox.put(&path, json!({"payouts": {"metadata": {"k": 1}}})).await.assert_invalid();
    }
}
