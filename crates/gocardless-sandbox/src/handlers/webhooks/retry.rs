//! `POST /webhooks/{id}/actions/retry`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::WebhookId;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Sends a webhook once more, whether or not it was successful; the answer does not wait for it.
pub(crate) async fn retry_webhook(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let record = ledger.organisation_of(&caller)?.webhooks.get(&id).ok_or_else(Refusal::resource_not_found)?;
    let (id, answer): (WebhookId, _) = (record.webhook.id.clone(), reply::found(NAME, &record.webhook));
    document.action(NAME)?.check()?;
    ledger.deliver_again(&id);
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{TestSandbox, WEBHOOK_URL};

    #[tokio::test]
    async fn a_retry_sends_the_same_webhook_in_its_turn() {
        let sandbox = TestSandbox::with_webhooks(WEBHOOK_URL);
        sandbox.mandate().await;
        let path = format!("/webhooks/{}", sandbox.webhooks()[0].id);
        for body in [json!(null), json!({"data": {}})] {
            let answer = sandbox.post(&format!("{path}/actions/retry"), body).await;
            assert_eq!((answer.status, &answer.json), (200, &sandbox.get(&path).await.json));
        }
        assert_eq!(sandbox.visit("/_sandbox/webhooks").await.json["queued"].as_array().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn an_unknown_one_is_refused() {
        let sandbox = TestSandbox::new();
        let answer = sandbox.post("/webhooks/WB1/actions/retry", json!(null)).await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
