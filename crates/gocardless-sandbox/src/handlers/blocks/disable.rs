//! `POST /blocks/{id}/actions/disable`.

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

/// Makes a block inactive; a second time is refused, with a reason of the sandbox's own.
pub(crate) async fn disable_block(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    if organisation.blocks.get(&id).is_none() {
        return Err(Refusal::resource_not_found());
    }
    document.action(NAME)?;
    let block = organisation.switch_block(&id, false, now);
    let block = block.ok_or_else(|| Refusal::state("disable_failed", "Block has already been disabled"))?;
    Ok(reply::found(NAME, &block))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_block_is_disabled_once() {
        let sandbox = TestSandbox::new();
        let body = json!({"blocks": {
            "block_type": "bank_name", "reason_type": "identity_fraud", "resource_reference": "B", "active": true
        }});
        let made = sandbox.post("/blocks", body).await.json;
        sandbox.advance(std::time::Duration::from_mins(1));
        let path = format!("/blocks/{}/actions/disable", made["blocks"]["id"].as_str().unwrap());
        let answer = sandbox.post(&path, json!({"data": {}})).await;
        assert_eq!((answer.status, &answer.json["blocks"]["active"]), (200, &json!(false)));
        assert_eq!(answer.json["blocks"]["updated_at"], "2026-03-02T09:01:00.000Z");
        sandbox.post(&path, json!(null)).await.assert_refused(422, "invalid_state", "disable_failed");
        let unknown = sandbox.post("/blocks/BLC1/actions/disable", json!(null)).await;
        unknown.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
