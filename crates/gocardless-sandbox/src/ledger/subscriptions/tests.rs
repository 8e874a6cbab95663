//! What subscriptions do as the clock moves.

use std::time::Duration;

use gocardless_api::{Event, EventId};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Builder;

use crate::testing::TestSandbox;

const DAY: Duration = Duration::from_hours(24);

fn line(event: &Event) -> String {
    let cause = event.details.cause.as_deref().unwrap_or_default();
    format!("{} {} {} {cause}", &event.created_at[..16], event.resource_type, event.action)
}

/// Every event but those of mandates and payouts: when, what and why.
fn told(sandbox: &TestSandbox) -> Vec<String> {
    let events = sandbox.events().into_iter();
    events.filter(|event| !["mandates", "payouts"].contains(&&*event.resource_type)).map(|it| line(&it)).collect()
}

#[tokio::test]
async fn each_payment_is_made_in_time_and_then_goes_its_way() {
    let sandbox = TestSandbox::new();
    let fields = json!({
        "interval_unit": "weekly", "start_date": "2026-03-20", "count": 2, "name": "Magazine",
        "payment_reference": "MAG", "metadata": {"plan": "1"}
    });
    let id = sandbox.subscription(&sandbox.mandate().await, fields).await;
    sandbox.advance(DAY * 60);
    assert_eq!(
        told(&sandbox),
        [
            "2026-03-02T09:00 subscriptions created subscription_created",
            // Four working days before the 20th.
            "2026-03-16T09:00 payments created payment_created",
            "2026-03-16T09:00 subscriptions payment_created payment_created",
            "2026-03-18T16:00 payments submitted payment_submitted",
            "2026-03-20T17:00 payments confirmed payment_confirmed",
            "2026-03-23T09:00 payments created payment_created",
            "2026-03-23T09:00 subscriptions payment_created payment_created",
            "2026-03-23T09:00 subscriptions finished subscription_finished",
            "2026-03-23T09:00 payments paid_out payment_paid_out",
            "2026-03-25T16:00 payments submitted payment_submitted",
            "2026-03-27T17:00 payments confirmed payment_confirmed",
            "2026-03-30T08:00 payments paid_out payment_paid_out",
        ]
    );
    let payment = &sandbox.payments()[0];
    assert_eq!(payment.links.subscription.as_ref().unwrap().as_str(), id);
    assert_eq!((payment.description.as_deref(), payment.reference.as_deref()), (Some("Magazine"), Some("MAG")));
    let created = sandbox.events().into_iter().find(|event| event.action == "payment_created").unwrap();
    assert_eq!(created.links.get("payment"), Some(payment.id.as_str()));
    assert_eq!(created.links.get("subscription"), Some(&*id));
    assert_eq!(
        (created.details.origin.as_deref(), created.resource_metadata["plan"].as_str()),
        (Some("gocardless"), "1")
    );
    assert_eq!(sandbox.subscriptions()[0].status.as_str(), "finished");
}

#[tokio::test]
async fn an_end_date_ends_it_before_that_day() {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.mandate().await;
    sandbox.subscription(&mandate, json!({"day_of_month": 20, "end_date": "2026-05-20"})).await;
    sandbox.advance(DAY * 365);
    let dates: Vec<_> = sandbox.payments().into_iter().filter_map(|payment| payment.charge_date).collect();
    assert_eq!(dates, ["2026-03-20", "2026-04-20"]);
    assert_eq!(sandbox.subscriptions()[0].status.as_str(), "finished");
}

#[tokio::test]
async fn magic_names_are_not_for_payments_of_a_subscription() {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.mandate_of("Penniless").await;
    sandbox.subscription(&mandate, json!({"count": 1})).await;
    sandbox.advance(DAY * 30);
    assert_eq!(sandbox.payments()[0].status.as_str(), "paid_out");
}

#[tokio::test]
async fn the_end_of_a_mandate_is_the_end_of_its_subscriptions() {
    for (end, cause, origin) in [
        ("cancel", "mandate_cancelled", "api"),
        ("disable", "bank_account_closed", "api"),
        ("fail", "invalid_bank_details", "bank"),
    ] {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        sandbox.subscription(&mandate, json!({"day_of_month": 20})).await;
        sandbox.subscription(&mandate, json!({"count": 1})).await;
        let account = sandbox.mandates()[0].links.customer_bank_account.clone();
        let (path, body) = match end {
            "cancel" => (format!("/mandates/{mandate}/actions/cancel"), Value::Null),
            "disable" => (format!("/customer_bank_accounts/{account}/actions/disable"), Value::Null),
            _ => (
                "/scenario_simulators/mandate_failed/actions/run".to_owned(),
                json!({"data": {"links": {"resource": mandate}}}),
            ),
        };
        assert_eq!(sandbox.post(&path, body).await.status, 200);
        let statuses: Vec<_> = sandbox.subscriptions().into_iter().map(|it| it.status.as_str().to_owned()).collect();
        assert_eq!(statuses, ["cancelled", "finished"]);
        let events = sandbox.events();
        let event = events.last().unwrap();
        assert_eq!((&*event.resource_type, &*event.action), ("subscriptions", "cancelled"));
        assert_eq!((event.details.cause.as_deref(), event.details.origin.as_deref()), (Some(cause), Some(origin)));
        let parent = events.iter().rfind(|event| event.resource_type == "mandates").unwrap();
        assert_eq!(event.links.get("parent_event"), parent.id.as_ref().map(EventId::as_str));
        sandbox.advance(DAY * 60);
        assert_eq!(sandbox.payments().len(), 1);
    }
}

#[tokio::test]
async fn payments_keep_a_mandate_from_expiring() {
    let sandbox = TestSandbox::new();
    sandbox.subscription(&sandbox.mandate().await, json!({"interval": 12})).await;
    sandbox.advance(DAY * 1500);
    assert_eq!(sandbox.mandates()[0].status.as_str(), "active");
    assert_eq!(sandbox.payments().len(), 5);
}

/// Subscriptions and a schedule, and the clock moved a year further in these steps; then every event.
async fn a_year_in(steps: &[u32]) -> String {
    let sandbox = TestSandbox::new();
    for name in ["Frank", "Late"] {
        let mandate = sandbox.mandate_of(name).await;
        sandbox.subscription(&mandate, json!({"interval_unit": "weekly"})).await;
        sandbox.subscription(&mandate, json!({"day_of_month": -1, "count": 5})).await;
        let paused = sandbox.subscription(&mandate, json!({"day_of_month": 20})).await;
        let body = json!({"data": {"pause_cycles": 3}});
        assert_eq!(sandbox.post(&format!("/subscriptions/{paused}/actions/pause"), body).await.status, 200);
        sandbox.instalment_schedule(&mandate, json!({})).await;
    }
    for days in steps {
        sandbox.advance(DAY * *days);
        sandbox.events();
    }
    let mut all = serde_json::to_string(&sandbox.events()).unwrap();
    for path in ["/payments?limit=500", "/subscriptions", "/instalment_schedules"] {
        all += &sandbox.get(path).await.text;
    }
    all
}

#[tokio::test]
async fn a_year_is_the_same_in_one_leap_and_day_by_day() {
    let leap = a_year_in(&[365]).await;
    assert!(leap.contains("\"payment_created\"") && leap.contains("\"resumed\"") && leap.contains("\"completed\""));
    assert_eq!(leap, a_year_in(&[1; 365]).await);
    assert_eq!(leap, a_year_in(&[100, 3, 200, 62]).await);
}

/// What a merchant does to a subscription, one after the other.
#[derive(Clone, Debug)]
enum Step {
    Amend(u64),
    Cancel,
    Pause(Option<u32>),
    Resume,
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (100..2000_u64).prop_map(Step::Amend),
        1 => Just(Step::Cancel),
        3 => proptest::option::of(1..4_u32).prop_map(Step::Pause),
        3 => Just(Step::Resume),
        9 => (0..50_u32).prop_map(Step::Wait),
    ]
}

fn fields() -> impl Strategy<Value = Value> {
    let unit =
        prop_oneof![Just(json!({"interval_unit": "weekly"})), Just(json!({"day_of_month": -1})), Just(json!({}))];
    (unit, proptest::option::of(1..8_u32)).prop_map(|(mut fields, count)| {
        fields["count"] = json!(count);
        fields
    })
}

async fn run(fields: Value, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let sandbox = TestSandbox::new();
    let count = fields["count"].as_u64();
    let id = sandbox.subscription(&sandbox.mandate().await, fields).await;
    let path = format!("/subscriptions/{id}");
    for step in steps {
        let before = sandbox.get(&path).await.json["subscriptions"].clone();
        let payments = sandbox.payments().len();
        match step {
            Step::Wait(days) => sandbox.advance(DAY * days),
            Step::Amend(amount) => {
                sandbox.put(&path, json!({"subscriptions": {"amount": amount}})).await;
            }
            Step::Cancel => {
                sandbox.post(&format!("{path}/actions/cancel"), Value::Null).await;
            }
            Step::Pause(cycles) => {
                sandbox.post(&format!("{path}/actions/pause"), json!({"data": {"pause_cycles": cycles}})).await;
            }
            Step::Resume => {
                sandbox.post(&format!("{path}/actions/resume"), Value::Null).await;
            }
        }
        let after = sandbox.get(&path).await.json["subscriptions"].clone();
        let all: Vec<_> = sandbox.payments().into_iter().map(|it| (it.charge_date.unwrap(), it.amount)).collect();
        prop_assert!(count.is_none_or(|count| all.len() as u64 <= count));
        prop_assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0), "{all:?}");
        let made = &all[payments..];
        if matches!(step, Step::Wait(_)) {
            let upcoming = before["upcoming_payments"].as_array().unwrap();
            let upcoming: Vec<_> = upcoming
                .iter()
                .map(|it| (it["charge_date"].as_str().unwrap().to_owned(), it["amount"].as_u64().unwrap()))
                .collect();
            prop_assert!(upcoming.starts_with(made), "{made:?} of {upcoming:?}");
        }
        match after["status"].as_str().unwrap() {
            "finished" => prop_assert_eq!(Some(all.len() as u64), count),
            "cancelled" => prop_assert!(after["upcoming_payments"] == json!([]) && before["status"] != "finished"),
            "paused" => prop_assert!(after["earliest_charge_date_after_resume"].is_string()),
            _ => prop_assert!(!after["upcoming_payments"].as_array().unwrap().is_empty()),
        }
        let is_stopped = before["status"] == "cancelled" || before["status"] == "finished";
        prop_assert!(!is_stopped || (made.is_empty() && after == before), "{}", after);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_payments_come_as_they_were_announced(fields in fields(), steps in vec(step(), 1..16)) {
        Builder::new_current_thread().build().unwrap().block_on(run(fields, steps))?;
    }
}
