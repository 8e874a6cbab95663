//! `POST /subscriptions/{id}/actions/cancel`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{EventLinks, Metadata};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::machines::subscription::CANCELLED_BY_API;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Cancels a subscription: it makes no more payments; those that it has made go on to the bank. The metadata that may
/// be sent belongs to the event.
pub(crate) async fn cancel_subscription(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    if organisation.subscriptions.get(&id).is_none() {
        return Err(Refusal::resource_not_found());
    }
    let mut form = document.action(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    form.check()?;
    let cancelled = organisation.subscription_happens(&id, &CANCELLED_BY_API, metadata, &EventLinks::default(), now);
    cancelled.ok_or_else(|| Refusal::state("cancellation_failed", "Subscription cannot be cancelled"))?;
    let record = organisation.subscriptions.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, organisation.shown_subscription(record, now)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_subscription_is_cancelled_once_and_makes_no_more_payments() {
        let sandbox = TestSandbox::new();
        let id = sandbox.subscription(&sandbox.mandate().await, json!({"interval_unit": "weekly"})).await;
        let path = format!("/subscriptions/{id}/actions/cancel");
        let answer = sandbox.post(&path, json!({"data": {"metadata": {"why": "moved"}}})).await;
        let subscription = &answer.json["subscriptions"];
        assert_eq!((answer.status, &subscription["status"]), (200, &json!("cancelled")));
        assert_eq!(subscription["upcoming_payments"], json!([]));
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.action, event.metadata["why"].as_str()), ("cancelled", "moved"));
        let error = sandbox.post(&path, Value::Null).await;
        error.assert_refused(422, "invalid_state", "cancellation_failed");

        sandbox.advance(Duration::from_hours(24 * 30));
        let made: Vec<_> = sandbox.payments().into_iter().map(|payment| payment.status.as_str().to_owned()).collect();
        assert_eq!(made, ["paid_out"]);
    }

    #[tokio::test]
    async fn what_is_finished_or_unknown_cannot_be_cancelled() {
        let sandbox = TestSandbox::new();
        let id = sandbox.subscription(&sandbox.mandate().await, json!({"count": 1})).await;
        let answer = sandbox.post(&format!("/subscriptions/{id}/actions/cancel"), Value::Null).await;
        answer.assert_refused(422, "invalid_state", "cancellation_failed");
        let answer = sandbox.post("/subscriptions/SB123/actions/cancel", Value::Null).await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
