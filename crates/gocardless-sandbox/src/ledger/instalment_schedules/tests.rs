//! What becomes of instalment schedules as their payments are collected, or are not.

use std::time::Duration;

use gocardless_api::EventId;
use serde_json::{Value, json};

use crate::testing::TestSandbox;

const DAY: Duration = Duration::from_hours(24);

/// What was told of schedules: what and why.
fn told(sandbox: &TestSandbox) -> Vec<(String, String)> {
    let events = sandbox.events().into_iter().filter(|event| event.resource_type == "instalment_schedules");
    events.map(|event| (event.action.into_owned(), event.details.cause.unwrap_or_default().into_owned())).collect()
}

fn status(sandbox: &TestSandbox) -> String {
    sandbox.instalment_schedules()[0].status.as_str().to_owned()
}

async fn play(sandbox: &TestSandbox, scenario: &str, resource: &str) {
    let body = json!({"data": {"links": {"resource": resource}}});
    let answer = sandbox.post(&format!("/scenario_simulators/{scenario}/actions/run"), body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

async fn with_schedule() -> (TestSandbox, String) {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.active_mandate().await;
    sandbox.instalment_schedule(&mandate, json!({})).await;
    sandbox.get("/instalment_schedules").await;
    (sandbox, mandate)
}

fn pair(action: &str) -> (String, String) {
    (action.to_owned(), format!("instalment_schedule_{action}"))
}

#[tokio::test]
async fn it_is_complete_when_the_last_payment_is_collected() {
    let (sandbox, _) = with_schedule().await;
    sandbox.advance(DAY * 30);
    assert_eq!(status(&sandbox), "active");
    sandbox.advance(DAY * 30);
    assert_eq!(status(&sandbox), "completed");
    assert_eq!(told(&sandbox), [pair("created"), pair("completed")]);
}

#[tokio::test]
async fn a_failed_payment_is_an_error_until_it_is_collected_after_all() {
    let (sandbox, _) = with_schedule().await;
    let first = sandbox.payments()[0].id.to_string();
    play(&sandbox, "payment_failed", &first).await;
    assert_eq!(status(&sandbox), "errored");
    assert_eq!(sandbox.post(&format!("/payments/{first}/actions/retry"), Value::Null).await.status, 200);
    assert_eq!(status(&sandbox), "errored");
    sandbox.advance(DAY * 20);
    assert_eq!(status(&sandbox), "active");
    sandbox.advance(DAY * 40);
    assert_eq!(told(&sandbox), [pair("created"), pair("errored"), pair("resumed"), pair("completed")]);
}

#[tokio::test]
async fn a_late_failure_is_an_error_of_what_was_complete() {
    let (sandbox, _) = with_schedule().await;
    sandbox.advance(DAY * 60);
    play(&sandbox, "payment_late_failure", sandbox.payments()[1].id.as_str()).await;
    assert_eq!(status(&sandbox), "errored");
    let last = told(&sandbox).pop().unwrap();
    assert_eq!((last.0.as_str(), last.1.as_str()), ("errored", "instalment_schedule_errored_late"));
}

#[tokio::test]
async fn what_is_cancelled_by_itself_is_not_waited_for() {
    let (sandbox, _) = with_schedule().await;
    sandbox.advance(DAY * 14);
    let last = sandbox.payments()[1].id.clone();
    sandbox.post(&format!("/payments/{last}/actions/cancel"), Value::Null).await;
    assert_eq!(status(&sandbox), "completed");
}

#[tokio::test]
async fn the_end_of_a_mandate_is_the_end_of_its_schedules() {
    let (sandbox, mandate) = with_schedule().await;
    sandbox.advance(DAY * 14);
    sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), Value::Null).await;
    assert_eq!(status(&sandbox), "cancelled");
    let events = sandbox.events();
    let event = events.last().unwrap();
    assert_eq!(
        (&*event.resource_type, event.details.origin.as_deref(), event.details.cause.as_deref()),
        ("instalment_schedules", Some("gocardless"), Some("mandate_cancelled"))
    );
    let parent = events.iter().rfind(|event| event.resource_type == "mandates").unwrap();
    assert_eq!(event.links.get("parent_event"), parent.id.as_ref().map(EventId::as_str));
    let statuses: Vec<_> = sandbox.payments().into_iter().map(|it| it.status.as_str().to_owned()).collect();
    assert_eq!(statuses, ["paid_out", "cancelled"]);
}
