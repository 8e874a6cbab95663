//! `POST /customer_notifications/{id}/actions/handle`.

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

/// Notes that the merchant tells the payer; refused when GoCardless has done so, which it does at the deadline, or when
/// it is noted already.
pub(crate) async fn handle_customer_notification(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let notifications = &mut ledger.organisation_of(&caller)?.customer_notifications;
    let notification = notifications.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    document.action(NAME)?;
    if !notification.handle(now) {
        return Err(Refusal::state("already_actioned", "This notification has already been actioned"));
    }
    Ok(reply::found(NAME, &*notification))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::TestSandbox;

    async fn announced(sandbox: &TestSandbox) -> String {
        let body = json!({"type": "mandate_created", "deadline_seconds": 3600, "links": {"mandate": "MD1"}});
        let answer = sandbox.post("/_sandbox/customer_notifications", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let id = answer.json["customer_notifications"]["id"].as_str().unwrap();
        format!("/customer_notifications/{id}/actions/handle")
    }

    #[tokio::test]
    async fn it_is_handled_once() {
        let sandbox = TestSandbox::new();
        let path = announced(&sandbox).await;
        let answer = sandbox.post(&path, json!({"data": {}})).await;
        let notification = &answer.json["customer_notifications"];
        assert_eq!(
            notification,
            &json!({
                "id": notification["id"], "type": "mandate_created", "action_taken": "handled",
                "action_taken_at": "2026-03-02T09:00:00.000Z", "action_taken_by": null, "links": {"mandate": "MD1"}
            })
        );
        sandbox.post(&path, json!(null)).await.assert_refused(422, "invalid_state", "already_actioned");
    }

    #[tokio::test]
    async fn after_the_deadline_it_is_too_late() {
        let sandbox = TestSandbox::new();
        let path = announced(&sandbox).await;
        sandbox.advance(Duration::from_secs(3601));
        sandbox.post(&path, json!(null)).await.assert_refused(422, "invalid_state", "already_actioned");
        let unknown = sandbox.post("/customer_notifications/PCN1/actions/handle", json!(null)).await;
        unknown.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
