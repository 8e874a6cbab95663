//! What happens by itself as the clock moves, and what comes with what a caller does.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Record, Shelf};
use crate::testing::TestSandbox;

const DAY: Duration = Duration::from_hours(24);

/// Every event so far: when, what, and by whom why.
fn told(sandbox: &TestSandbox) -> Vec<(String, String, String)> {
    let events = sandbox.events().into_iter();
    let line = |event: gocardless_api::Event| {
        let details = event.details;
        let why = format!("{} {}", details.origin.unwrap_or_default(), details.cause.unwrap_or_default());
        (event.created_at, format!("{} {}", event.resource_type, event.action), why)
    };
    events.map(line).collect()
}

fn assert_told(sandbox: &TestSandbox, expected: &[(&str, &str, &str)]) {
    let told = told(sandbox);
    let told: Vec<_> = told.iter().map(|(at, what, why)| (at.as_str(), what.as_str(), why.as_str())).collect();
    assert_eq!(told, expected);
}

const EVERYTHING: [(&str, &str, &str); 8] = [
    ("2026-03-02T09:00:00.000Z", "mandates created", "api mandate_created"),
    ("2026-03-02T09:00:00.000Z", "payments created", "api payment_created"),
    ("2026-03-02T16:00:00.000Z", "mandates submitted", "gocardless mandate_submitted"),
    ("2026-03-04T09:00:00.000Z", "mandates active", "gocardless mandate_activated"),
    ("2026-03-04T16:00:00.000Z", "payments submitted", "gocardless payment_submitted"),
    ("2026-03-06T17:00:00.000Z", "payments confirmed", "gocardless payment_confirmed"),
    ("2026-03-09T09:00:00.000Z", "payments paid_out", "gocardless payment_paid_out"),
    ("2026-03-09T17:00:00.000Z", "payouts paid", "gocardless payout_paid"),
];

#[tokio::test]
async fn each_thing_happens_at_its_own_time_however_far_the_clock_is_moved() {
    for leaps in [&[8 * 24][..], &[3, 10, 40, 60, 80], &[24; 8]] {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        sandbox.payment(&mandate, json!({})).await;
        for hours in leaps {
            sandbox.advance(Duration::from_hours(*hours));
            sandbox.events();
        }
        assert_told(&sandbox, &EVERYTHING);
        assert_eq!(sandbox.mandates()[0].status.as_str(), "active");
        assert_eq!(sandbox.payments()[0].status.as_str(), "paid_out");
    }
}

#[tokio::test]
async fn what_is_new_is_read_from_where_one_left_off() {
    let sandbox = TestSandbox::new();
    sandbox.mandate().await;
    assert_eq!(sandbox.events_since(0).len(), 1);
    assert!(sandbox.events_since(1).is_empty() && sandbox.events_since(7).is_empty());
    sandbox.advance(DAY);
    let new: Vec<_> = sandbox.events_since(1).into_iter().map(|event| event.action).collect();
    assert_eq!(new, ["submitted"]);
}

#[tokio::test]
async fn a_mandates_next_charge_date_moves_with_the_time() {
    let sandbox = TestSandbox::new();
    let path = format!("/mandates/{}", sandbox.mandate().await);
    for (now, date) in [
        ("2026-03-02T15:59:59Z", json!("2026-03-06")),
        ("2026-03-03T15:59:59Z", json!("2026-03-06")),
        ("2026-03-03T16:00:00Z", json!("2026-03-09")),
        ("2026-04-01T09:00:00Z", json!("2026-04-08")),
        ("2027-04-05T09:00:00Z", json!(null)),
    ] {
        sandbox.post("/_sandbox/clock", json!({ "now": now })).await;
        assert_eq!(sandbox.get(&path).await.json["mandates"]["next_possible_charge_date"], date, "{now}");
    }
}

#[tokio::test]
async fn a_cancelled_mandate_takes_its_payments_along_and_comes_back_alone() {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.active_mandate().await;
    sandbox.payment(&mandate, json!({})).await;
    let body = json!({"data": {"metadata": {"why": "moved"}}});
    sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), body).await;
    sandbox.post(&format!("/mandates/{mandate}/actions/reinstate"), json!({"data": {}})).await;
    sandbox.advance(DAY * 9);
    assert_told(
        &sandbox,
        &[
            EVERYTHING[0],
            ("2026-03-02T09:00:00.000Z", "mandates submitted", "gocardless mandate_submitted"),
            ("2026-03-02T09:00:00.000Z", "mandates active", "gocardless mandate_activated"),
            EVERYTHING[1],
            ("2026-03-02T09:00:00.000Z", "mandates cancelled", "api mandate_cancelled"),
            ("2026-03-02T09:00:00.000Z", "payments cancelled", "api mandate_cancelled"),
            ("2026-03-02T09:00:00.000Z", "mandates resubmission_requested", "api resubmission_requested"),
            EVERYTHING[2],
            ("2026-03-04T09:00:00.000Z", "mandates reinstated", "gocardless mandate_reinstated"),
        ],
    );
    let events = sandbox.events();
    assert_eq!(events[4].metadata["why"], "moved");
    assert_eq!(events[5].links.get("parent_event"), events[4].id.as_ref().map(gocardless_api::EventId::as_str));
}

#[tokio::test]
async fn a_disabled_account_takes_mandates_and_payments_along() {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.mandate().await;
    sandbox.payment(&mandate, json!({})).await;
    let account = sandbox.mandates()[0].links.customer_bank_account.clone();
    sandbox.post(&format!("/customer_bank_accounts/{account}/actions/disable"), Value::Null).await;
    sandbox.advance(DAY * 9);
    assert_told(
        &sandbox,
        &[
            EVERYTHING[0],
            EVERYTHING[1],
            ("2026-03-02T09:00:00.000Z", "mandates cancelled", "api bank_account_closed"),
            ("2026-03-02T09:00:00.000Z", "payments cancelled", "api bank_account_closed"),
        ],
    );
}

#[tokio::test]
async fn a_completed_flow_tells_of_its_mandate() {
    let sandbox = TestSandbox::new();
    let flow = sandbox.submitted_flow().await;
    assert!(sandbox.events().is_empty());
    let body = json!({"data": {"session_token": "s1"}});
    sandbox.post(&format!("/redirect_flows/{flow}/actions/complete"), body).await;
    sandbox.advance(DAY * 3);
    assert_told(&sandbox, &[EVERYTHING[0], EVERYTHING[2], EVERYTHING[3]]);
}

#[tokio::test]
async fn a_mandate_expires_thirteen_months_after_it_was_used() {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.mandate().await;
    sandbox.advance(DAY * 300);
    sandbox.payment(&mandate, json!({})).await;
    sandbox.advance(DAY * 200);
    assert_eq!(sandbox.mandates()[0].status.as_str(), "active");
    sandbox.advance(DAY * 220);
    assert_eq!(sandbox.mandates()[0].status.as_str(), "expired");
    let event = sandbox.events().pop().unwrap();
    assert_eq!((&*event.action, &event.created_at[..7]), ("expired", "2028-01"));
}

#[tokio::test]
async fn magic_given_names_go_their_way_as_soon_as_the_answer_is_out() {
    for (name, payment, steps) in [
        ("Successful", "paid_out", &["submitted", "confirmed", "paid_out"][..]),
        ("Penniless", "failed", &["submitted", "failed"]),
        ("Fickle", "charged_back", &["submitted", "confirmed", "paid_out", "charged_back"]),
        ("Late", "failed", &["submitted", "confirmed", "failed"]),
    ] {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate_of(name).await;
        assert_eq!(sandbox.mandates()[0].status.as_str(), "active", "{name}");
        let answer = sandbox.try_payment(&mandate, json!({})).await;
        assert_eq!(answer.json["payments"]["status"], "pending_submission");
        assert_eq!(sandbox.payments()[0].status.as_str(), payment, "{name}");
        let told = told(&sandbox);
        let told: Vec<_> = told.iter().filter_map(|(_, what, _)| what.strip_prefix("payments ")).collect();
        assert_eq!(told[1..], *steps, "{name}");
    }
    let sandbox = TestSandbox::new();
    sandbox.mandate_of("Frank").await;
    assert_eq!(sandbox.mandates()[0].status.as_str(), "pending_submission");
}

#[tokio::test]
async fn what_a_bank_does_is_told_with_scheme_and_code() {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.mandate_of("Penniless").await;
    sandbox.payment(&mandate, json!({})).await;
    let details = serde_json::to_value(&sandbox.events().pop().unwrap().details).unwrap();
    assert_eq!(
        details,
        json!({
            "origin": "bank", "cause": "refer_to_payer",
            "description": "The customer's account had insufficient funds to make this payment.",
            "scheme": "bacs", "reason_code": "ARUDD-0", "will_attempt_retry": false
        })
    );
}

/// Whatever a shelf packs away comes back as it was: with everything, and with nothing but what must be there.
fn assert_packs<T: Record + std::fmt::Debug>(shelf: &Shelf<T>) {
    for record in shelf.oldest_first() {
        let again = T::unpack(&record.pack().unwrap()).unwrap();
        assert_eq!(format!("{again:?}"), format!("{record:?}"));
    }
}

#[tokio::test]
async fn what_is_packed_away_comes_back_the_same() {
    let sandbox = TestSandbox::new();
    let plain = sandbox.customer("Hut Ltd").await;
    sandbox.put(&format!("/customers/{plain}"), json!({"customers": {"metadata": {"order": "1"}}})).await;
    let mandate = sandbox.mandate_of("Fickle").await;
    sandbox.payment(&mandate, json!({})).await;
    sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), json!({"data": {"metadata": {"why": "moved"}}})).await;
    let mut ledger = sandbox.ledger();
    let organisation = ledger.first_organisation();
    assert_packs(&organisation.customers);
    assert_packs(&organisation.customer_bank_accounts);
    assert_packs(&organisation.events);
}
