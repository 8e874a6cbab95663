//! `GET /webhooks/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a webhook, with what its last attempt was answered.
pub(crate) async fn get_webhook(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let record = ledger.organisation_of(&caller)?.webhooks.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, &record.webhook))
}

#[cfg(test)]
mod tests {
    use gocardless_api::WebhookSecret;
    use serde_json::json;

    use crate::testing::{TestSandbox, WEBHOOK_SECRET, WEBHOOK_URL};

    #[tokio::test]
    async fn a_webhook_that_has_not_been_attempted_has_a_signed_request_and_no_answer() {
        let sandbox = TestSandbox::with_webhooks(WEBHOOK_URL);
        let mandate = sandbox.mandate().await;
        let [webhook] = &sandbox.webhooks()[..] else { panic!("one webhook") };
        let event = serde_json::to_string(&sandbox.events()[0]).unwrap();
        assert!(event.contains(&mandate));
        let body = format!("{{\"events\":[{event}],\"meta\":{{\"webhook_id\":\"{}\"}}}}", webhook.id);
        let signature = WebhookSecret::new(WEBHOOK_SECRET).sign(body.as_bytes());
        let answer = sandbox.get(&format!("/webhooks/{}", webhook.id)).await;
        assert_eq!(
            answer.json["webhooks"],
            json!({
                "id": webhook.id.as_str(),
                "created_at": "2026-03-02T09:00:00.000Z",
                "is_test": false,
                "request_body": body,
                "request_headers": {
                    "Content-Type": "application/json",
                    "Origin": "https://api-sandbox.gocardless.com",
                    "User-Agent": "gocardless-webhook-service/1.2",
                    "Webhook-Signature": signature,
                },
                "response_body": null,
                "response_body_truncated": false,
                "response_code": null,
                "response_headers": null,
                "response_headers_content_truncated": false,
                "response_headers_count_truncated": false,
                "successful": false,
                "url": WEBHOOK_URL,
            })
        );
        assert!(!answer.text.contains(WEBHOOK_SECRET));
        sandbox.get("/webhooks/WB123").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
