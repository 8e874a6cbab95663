//! `POST /subscriptions/{id}/actions/resume`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::Metadata;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Goes on with a paused subscription, on its `earliest_charge_date_after_resume`. The metadata that may be sent belongs
/// to the event.
pub(crate) async fn resume_subscription(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.subscriptions.get(&id).ok_or_else(Refusal::resource_not_found)?;
    let id = record.subscription.id.clone();
    let mut form = document.action(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    form.check()?;
    let resumed = organisation.resume_subscription(&id, metadata, now);
    resumed.ok_or_else(|| Refusal::state("subscription_not_paused", "Subscription is not paused"))?;
    let record = organisation.subscriptions.get(id.as_str()).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, organisation.shown_subscription(record, now)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    const DAY: Duration = Duration::from_hours(24);

    #[tokio::test]
    async fn it_goes_on_with_the_date_that_was_shown() {
        let sandbox = TestSandbox::new();
        let id = sandbox.subscription(&sandbox.mandate().await, json!({"count": 2, "day_of_month": 20})).await;
        let path = format!("/subscriptions/{id}");
        sandbox.post(&format!("{path}/actions/pause"), Value::Null).await;
        sandbox.advance(DAY * 60);
        let shown = sandbox.get(&path).await.json["subscriptions"]["earliest_charge_date_after_resume"].clone();
        let body = json!({"data": {"metadata": {"why": "back"}}});
        let answer = sandbox.post(&format!("{path}/actions/resume"), body).await;
        let subscription = &answer.json["subscriptions"];
        assert_eq!((answer.status, &subscription["status"]), (200, &json!("active")));
        assert_eq!((&shown, &subscription["end_date"]), (&json!("2026-05-20"), &json!("2026-06-22")));
        assert_eq!(subscription["upcoming_payments"][0]["charge_date"], shown);
        assert_eq!(subscription["earliest_charge_date_after_resume"], Value::Null);
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.action, event.metadata["why"].as_str()), ("resumed", "back"));
        sandbox.advance(DAY * 60);
        let dates: Vec<_> = sandbox.payments().into_iter().filter_map(|payment| payment.charge_date).collect();
        assert_eq!(dates, ["2026-05-20", "2026-06-22"]);
    }

    #[tokio::test]
    async fn a_pause_of_cycles_can_be_ended_early() {
        let sandbox = TestSandbox::new();
        let id = sandbox.subscription(&sandbox.mandate().await, json!({"day_of_month": 20})).await;
        let path = format!("/subscriptions/{id}/actions");
        sandbox.post(&format!("{path}/pause"), json!({"data": {"pause_cycles": 5}})).await;
        let answer = sandbox.post(&format!("{path}/resume"), Value::Null).await;
        assert_eq!(answer.json["subscriptions"]["upcoming_payments"][0]["charge_date"], "2026-03-20");
        sandbox.advance(DAY * 30);
        assert_eq!(sandbox.payments().len(), 1);
    }

    #[tokio::test]
    async fn only_what_is_paused_is_resumed() {
        let sandbox = TestSandbox::new();
        let id = sandbox.subscription(&sandbox.mandate().await, json!({})).await;
        let answer = sandbox.post(&format!("/subscriptions/{id}/actions/resume"), Value::Null).await;
        answer.assert_refused(422, "invalid_state", "subscription_not_paused");
        let answer = sandbox.post("/subscriptions/SB123/actions/resume", Value::Null).await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
