//! `POST /instalment_schedules/{id}/actions/cancel`.

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

/// Cancels a schedule and those of its payments that have not gone to the bank. The metadata that may be sent belongs to
/// the schedule's event.
pub(crate) async fn cancel_instalment_schedule(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    if organisation.instalment_schedules.get(&id).is_none() {
        return Err(Refusal::resource_not_found());
    }
    let mut form = document.action(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    form.check()?;
    let cancelled = organisation.cancel_instalment_schedule(&id, metadata, now);
    cancelled.ok_or_else(|| Refusal::state("cancellation_failed", "Instalment schedule cannot be cancelled"))?;
    let record = organisation.instalment_schedules.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, &record.schedule))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use gocardless_api::EventId;
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn its_payments_are_cancelled_that_have_not_gone_out() {
        let sandbox = TestSandbox::new();
        let id = sandbox.instalment_schedule(&sandbox.mandate().await, json!({})).await;
        sandbox.advance(Duration::from_hours(24 * 10));
        let path = format!("/instalment_schedules/{id}/actions/cancel");
        let answer = sandbox.post(&path, json!({"data": {"metadata": {"why": "moved"}}})).await;
        assert_eq!((answer.status, &answer.json["instalment_schedules"]["status"]), (200, &json!("cancelled")));
        let statuses: Vec<_> = sandbox.payments().into_iter().map(|it| it.status.as_str().to_owned()).collect();
        assert_eq!(statuses, ["paid_out", "cancelled"]);
        let [.., schedule, payment] = &sandbox.events()[..] else { panic!("two events") };
        assert_eq!((&*schedule.action, schedule.metadata["why"].as_str()), ("cancelled", "moved"));
        assert_eq!(payment.details.cause.as_deref(), Some("instalment_schedule_cancelled"));
        assert_eq!(payment.links.get("parent_event"), schedule.id.as_ref().map(EventId::as_str));
        let error = sandbox.post(&path, Value::Null).await;
        error.assert_refused(422, "invalid_state", "cancellation_failed");
        let unknown = sandbox.post("/instalment_schedules/IS123/actions/cancel", Value::Null).await;
        unknown.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
