//! `POST /subscriptions/{id}/actions/pause`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{Metadata, SubscriptionStatus};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::SubscriptionRecord;
use crate::parameters::{Document, Form};
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Makes no more payments for so many charges, or until told otherwise. What has been made goes on to the bank. The
/// metadata that may be sent belongs to the event.
///
/// Only a subscription without an end date of its own can be paused. Source: API reference, "Pause a subscription".
pub(crate) async fn pause_subscription(
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
    let mut form = document.action(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    let cycles = form.whole_number("pause_cycles");
    form.check()?;
    check_state(record, cycles)?;
    let cycles = cycles.map(|cycles| read_cycles(&mut form, record, cycles)).transpose()?.flatten();
    form.check()?;
    let id = record.subscription.id.clone();
    let paused = organisation.pause_subscription(&id, cycles, metadata, now);
    paused.ok_or_else(cannot_be_paused)?;
    let record = organisation.subscriptions.get(id.as_str()).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, organisation.shown_subscription(record, now)))
}

fn check_state(record: &SubscriptionRecord, cycles: Option<i64>) -> Result<(), Refusal> {
    match record.subscription.status {
        SubscriptionStatus::Finished => {
            Err(Refusal::state("subscription_already_ended", "Subscription has already ended"))
        }
        SubscriptionStatus::Active if record.end_date.is_none() => Ok(()),
        SubscriptionStatus::Paused if record.resumes_with.is_some() && cycles.is_some() => {
            let message = "The number of cycles of a pause cannot be changed";
            Err(Refusal::state("subscription_paused_cannot_update_cycles", message))
        }
        // The end of a pause can be taken away.
        SubscriptionStatus::Paused if record.resumes_with.is_some() => Ok(()),
        _ => Err(cannot_be_paused()),
    }
}

fn read_cycles(form: &mut Form, record: &SubscriptionRecord, cycles: i64) -> Result<Option<u32>, Refusal> {
    if cycles < 1 {
        let message = "pause_cycles must be greater than or equal to 1";
        return Err(Refusal::state("pause_cycles_must_be_greater_than_or_equal_to", message));
    }
    let cycles = u32::try_from(cycles).ok().filter(|cycles| record.charge_date_after(*cycles).is_some());
    if cycles.is_none() {
        form.problem("pause_cycles", Problem::Invalid);
    }
    Ok(cycles)
}

fn cannot_be_paused() -> Refusal {
    Refusal::state("subscription_cannot_be_paused", "Subscription cannot be paused")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    const DAY: Duration = Duration::from_hours(24);

    fn dates(subscription: &Value) -> Vec<&str> {
        let upcoming = subscription["upcoming_payments"].as_array().unwrap();
        upcoming.iter().map(|payment| payment["charge_date"].as_str().unwrap()).collect()
    }

    fn actions(sandbox: &TestSandbox) -> Vec<String> {
        let events = sandbox.events().into_iter().filter(|event| event.resource_type == "subscriptions");
        events.map(|event| event.action.into_owned()).collect()
    }

    #[tokio::test]
    async fn a_pause_without_end_stops_all_payments() {
        let sandbox = TestSandbox::new();
        let id = sandbox.subscription(&sandbox.mandate().await, json!({"count": 3, "day_of_month": 20})).await;
        let path = format!("/subscriptions/{id}");
        let body = json!({"data": {"metadata": {"why": "holiday"}}});
        let answer = sandbox.post(&format!("{path}/actions/pause"), body).await;
        let subscription = &answer.json["subscriptions"];
        assert_eq!((answer.status, &subscription["status"]), (200, &json!("paused")));
        assert_eq!((&subscription["upcoming_payments"], &subscription["end_date"]), (&json!([]), &Value::Null));
        assert_eq!(subscription["earliest_charge_date_after_resume"], "2026-03-20");
        assert_eq!(sandbox.events().pop().unwrap().metadata["why"], "holiday");
        sandbox.advance(DAY * 40);
        assert!(sandbox.payments().is_empty());
        let subscription = &sandbox.get(&path).await.json["subscriptions"];
        assert_eq!(subscription["earliest_charge_date_after_resume"], "2026-04-20");
    }

    #[tokio::test]
    async fn a_pause_of_cycles_skips_them_and_ends_by_itself() {
        let sandbox = TestSandbox::new();
        let id = sandbox.subscription(&sandbox.mandate().await, json!({"count": 2, "day_of_month": 20})).await;
        let path = format!("/subscriptions/{id}");
        let answer = sandbox.post(&format!("{path}/actions/pause"), json!({"data": {"pause_cycles": 2}})).await;
        let subscription = &answer.json["subscriptions"];
        assert_eq!(dates(subscription), ["2026-05-20", "2026-06-22"]);
        assert_eq!(subscription["end_date"], "2026-06-22");
        sandbox.advance(DAY * 70);
        assert!(sandbox.payments().is_empty());
        sandbox.advance(DAY * 5);
        assert_eq!(sandbox.payments()[0].charge_date.as_deref(), Some("2026-05-20"));
        assert_eq!(actions(&sandbox), ["created", "paused", "scheduled_resume", "resumed", "payment_created"]);
        let subscription = &sandbox.get(&path).await.json["subscriptions"];
        assert_eq!((&subscription["status"], dates(subscription)), (&json!("active"), vec!["2026-06-22"]));
    }

    #[tokio::test]
    async fn what_cannot_be_paused_is_refused() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let pause = async |id: &str, cycles: Value| {
            sandbox.post(&format!("/subscriptions/{id}/actions/pause"), json!({"data": {"pause_cycles": cycles}})).await
        };
        let ends = sandbox.subscription(&mandate, json!({"end_date": "2026-12-31"})).await;
        pause(&ends, json!(null)).await.assert_refused(422, "invalid_state", "subscription_cannot_be_paused");

        let id = sandbox.subscription(&mandate, json!({"day_of_month": 1})).await;
        for cycles in [0, -1] {
            let answer = pause(&id, json!(cycles)).await;
            answer.assert_refused(422, "invalid_state", "pause_cycles_must_be_greater_than_or_equal_to");
        }
        for cycles in [json!("2"), json!(i64::MAX), json!(4_000_000)] {
            let error = pause(&id, cycles).await.assert_invalid();
            assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/data/pause_cycles"));
        }
        assert_eq!(pause(&id, json!(2)).await.status, 200);
        let again = pause(&id, json!(3)).await;
        again.assert_refused(422, "invalid_state", "subscription_paused_cannot_update_cycles");
        assert_eq!(pause(&id, json!(null)).await.json["subscriptions"]["upcoming_payments"], json!([]));
        pause(&id, json!(null)).await.assert_refused(422, "invalid_state", "subscription_cannot_be_paused");

        let finished = sandbox.subscription(&mandate, json!({"count": 1})).await;
        pause(&finished, json!(1)).await.assert_refused(422, "invalid_state", "subscription_already_ended");
        pause("SB123", json!(1)).await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
