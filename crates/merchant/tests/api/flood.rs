//! More webhooks at once than can be taken apart: on SQLite they are kept as they came, and taken apart later.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use gocardless_api::WebhookSecret;
use merchant::background;
use rusqlite::Connection;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::receive_webhook::cases;
use crate::support::{Death, Engine, Measured, Program, SECRET, TestMerchant, When, delivery, event, loss};

/// Of webhooks of 16 KiB so many that most are not the first.
const WEBHOOKS: u32 = 40;
const EVENTS: u32 = 10;
const PATIENCE: Duration = Duration::from_mins(1);

/// A webhook of ten events of one mandate, with much to say.
fn webhook(number: u32) -> String {
    let of = format!("MD{number}");
    let told = |second: u32| {
        let action = if second + 1 == EVENTS { "active" } else { "submitted" };
        let mut event = event(&format!("EV{number}x{second}"), "mandates", action, &of, second);
        event["metadata"] = json!({ "note": "n".repeat(1600) });
        event
    };
    delivery(&(0..EVENTS).map(told).collect::<Vec<_>>())
}

/// Delivers a webhook to the real program; returns its number once it is acknowledged.
async fn send(program: Arc<Program>, number: u32) -> Option<u32> {
    let body = webhook(number);
    let signature = format!("webhook-signature: {}\r\n", WebhookSecret::new(SECRET).sign(body.as_bytes()));
    let answer = program.first_line("/webhooks", &signature, &body).await?;
    assert_eq!(answer, "HTTP/1.1 204 No Content\r\n");
    Some(number)
}

/// The death of this number at the last of these calls: before, half-way, after, or when that has been forced to the disk.
fn death(number: u32, mut calls: Vec<String>) -> Death {
    let when = match number % 4 {
        0 => When::Before,
        1 => When::Half,
        _ => When::After,
    };
    if number % 4 == 3 {
        calls.push("sync".to_owned());
    }
    Death { calls, when, loss: loss(number / 4, Engine::Sqlite) }
}

impl TestMerchant {
    /// Delivers webhooks at once, each of which is acknowledged.
    async fn pour(&self, bodies: impl IntoIterator<Item = String>) {
        let mut pouring = JoinSet::new();
        for body in bodies {
            let signature = WebhookSecret::new(SECRET).sign(body.as_bytes());
            let request = Request::post("/webhooks").header("webhook-signature", signature).body(Body::from(body));
            pouring.spawn(self.app.clone().oneshot(request.unwrap()));
        }
        while let Some(answer) = pouring.join_next().await {
            assert_eq!(answer.unwrap().unwrap().status(), 204);
        }
    }

    fn peek(&self) -> Connection {
        Connection::open(self.database()).unwrap()
    }

    fn count(&self, table: &str) -> u32 {
        self.peek().query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get(0)).unwrap()
    }

    /// How many webhooks wait to be taken apart.
    fn waiting(&self) -> u32 {
        self.count("deliveries")
    }

    /// Checks that of the events that came last those of these webhooks are there, to the letter, and what follows from them.
    async fn assert_is_told(&self, webhooks: impl IntoIterator<Item = u32>) {
        let listed = self.ask("/merchant/events?limit=500").await;
        let told: HashMap<_, _> = listed["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["id"].as_str().unwrap_or_default(), it["event"].to_string()))
            .collect();
        for number in webhooks {
            let ids = (0..EVENTS).map(|second| format!("EV{number}x{second}"));
            let told: Vec<_> = ids.map(|id| told.get(&*id).map(String::as_str).unwrap_or_default()).collect();
            let body = format!(r#"{{"events":[{}],"meta":{{"webhook_id":"WB1"}}}}"#, told.join(","));
            assert!(body == webhook(number), "{number}");
            let mandate = self.ask(&format!("/merchant/mandates/MD{number}")).await;
            assert_eq!(mandate["mandates"]["status"], "active", "{number}");
            assert_eq!(mandate["mandates"]["history"].as_array().unwrap().len(), told.len(), "{number}");
        }
    }
}

#[tokio::test]
async fn in_a_flood_what_is_acknowledged_is_kept_as_it_came_and_each_event_counts_once() {
    let mut merchant = TestMerchant::start().await;
    merchant.deliver_body(&webhook(3)).await;
    assert_eq!(merchant.waiting(), 0, "there is time to take it apart");
    // Each comes twice, or a third time.
    merchant.pour((0..WEBHOOKS).chain(0..WEBHOOKS).map(webhook)).await;
    let kept = merchant.waiting();
    assert!(kept > WEBHOOKS, "{kept}");
    Measured::of(&merchant).await.assert_is("merchant_webhooks_kept_total", kept.into());
    assert_eq!(merchant.state.counters().webhooks_received.get(), u64::from(2 * WEBHOOKS + 1));
    let at_once = merchant.state.counters().events_received.get();
    assert!(at_once < u64::from(WEBHOOKS * EVENTS), "{at_once}");
    merchant.advance(Duration::from_secs(20));
    Measured::of(&merchant).await.assert_at_least("merchant_oldest_event_waiting_seconds", 20.0);

    merchant.restart().await;
    assert_eq!(merchant.apply().await + at_once, u64::from(WEBHOOKS * EVENTS));
    assert_eq!((merchant.waiting(), merchant.apply().await), (0, 0));
    Measured::of(&merchant).await.assert_is("merchant_oldest_event_waiting_seconds", 0.0);
    merchant.assert_is_told(0..WEBHOOKS).await;
    assert_eq!(merchant.count("event_contents"), WEBHOOKS, "what came again is kept once");
}

#[tokio::test]
async fn what_is_no_webhook_in_a_flood_is_kept_and_parked() {
    let merchant = TestMerchant::start().await;
    let odd = format!(r#"{{"events":[{{"id":"EV1"}}, {}"#, "?".repeat(10_000));
    merchant.pour((0..WEBHOOKS).map(webhook).chain([odd.clone()])).await;
    merchant.apply().await;
    merchant.assert_is_told(0..WEBHOOKS).await;
    assert_eq!(merchant.state.counters().events_parked.get(), 1);
    let listed = merchant.ask("/merchant/events?limit=500").await;
    let parked = listed["events"].as_array().unwrap().iter().find(|it| it["state"] == "parked").unwrap();
    assert_eq!(parked["event"].as_str(), Some(&*odd));
}

#[tokio::test]
async fn a_kept_webhook_that_cannot_be_taken_apart_holds_up_no_other() {
    let merchant = TestMerchant::start().await;
    merchant.pour((0..WEBHOOKS).map(webhook)).await;
    let kept = merchant.waiting();
    // The disk has damaged one, another has gone, and a status of a third cannot be written.
    merchant
        .peek()
        .execute_batch(
            "UPDATE event_contents SET contents = x'ff' WHERE id = (SELECT min(contents_id) FROM deliveries);
             DELETE FROM event_contents WHERE id = (SELECT min(contents_id) + 1 FROM deliveries);
             CREATE TRIGGER odd BEFORE INSERT ON statuses WHEN new.resource_id = 'MD39'
             BEGIN SELECT RAISE(ABORT, 'odd'); END",
        )
        .unwrap();
    merchant.apply().await;
    assert_eq!(merchant.waiting(), 2);
    let counters = merchant.state.counters();
    assert_eq!(counters.events_received.get(), u64::from((WEBHOOKS - 2) * EVENTS), "{kept}");
    assert_eq!(counters.events_parked.get(), u64::from(EVENTS));

    // They hold up nothing else, now or later.
    merchant.poll().await;
    merchant.pour((WEBHOOKS..2 * WEBHOOKS).map(webhook)).await;
    assert!(merchant.waiting() > 2);
    merchant.apply().await;
    assert_eq!(merchant.waiting(), 2);
    merchant.assert_is_told(WEBHOOKS..2 * WEBHOOKS).await;
}

/// What is asked for while a webhook waits that tells it too was not missed.
#[tokio::test]
async fn what_was_kept_in_a_flood_does_not_count_as_missed() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);
    let told: Vec<_> = merchant.sandbox.events().iter().map(|it| serde_json::to_value(it).unwrap()).collect();
    assert!(!told.is_empty());
    let mut first = webhook(0);
    first =
        first.replacen('[', &format!("[{},", told.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")), 1);
    merchant.pour((1..WEBHOOKS).map(webhook).chain([first])).await;
    assert_ne!(merchant.waiting(), 0);
    assert_eq!(merchant.poll().await, 0);
    assert_eq!((merchant.waiting(), merchant.state.counters().events_missed.get()), (0, 0));
}

#[tokio::test]
async fn while_they_cannot_be_taken_apart_no_more_are_put_off() {
    let merchant = TestMerchant::start().await;
    merchant.pour((0..WEBHOOKS / 2).map(webhook)).await;
    let kept = merchant.waiting();
    assert_ne!(kept, 0);
    let other = merchant.peek();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(background::take_webhooks_apart(&merchant.state).await.is_err());
    other.execute_batch("ROLLBACK").unwrap();
    merchant.pour((WEBHOOKS / 2..WEBHOOKS).map(webhook)).await;
    assert_eq!(merchant.waiting(), kept);

    merchant.apply().await;
    assert_eq!(merchant.waiting(), 0);
    merchant.assert_is_told(0..WEBHOOKS).await;
    merchant.pour((0..WEBHOOKS).map(webhook)).await;
    assert_ne!(merchant.waiting(), 0, "then they are again");
}

/// 200 kills with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
async fn promise_11_killed_while_it_keeps_what_comes_in_a_flood_nothing_acknowledged_is_missing() {
    let mut merchant = TestMerchant::start().await;
    let mut acknowledged = 0;
    for number in 0..cases(8, 200) {
        let webhooks = number * WEBHOOKS..(number + 1) * WEBHOOKS;
        // Some come one after another before that.
        let (single, all) = (number / 4 % 9, webhooks.clone().collect::<Vec<_>>());
        let (single, together) = all.split_at(single as usize);
        let mut calls = vec!["send HTTP/1.1 204".to_owned(); single.len()];
        // So begins a body that is kept as it came, and nothing else that is written.
        calls.push(r#"frame {"events":["#.to_owned());
        let death = death(number, calls);
        let context = format!("{death:?}");
        let pour = async |program: Arc<Program>| {
            let mut told = Vec::new();
            for number in single {
                told.extend(send(Arc::clone(&program), *number).await);
            }
            let pouring: JoinSet<_> = together.iter().map(|number| send(Arc::clone(&program), *number)).collect();
            told.extend(pouring.join_all().await.into_iter().flatten());
            told
        };
        let told = merchant.crash(death, async |program| timeout(PATIENCE, pour(program)).await.unwrap()).await;
        acknowledged += told.len();
        merchant.apply().await;
        merchant.assert_is_told(told).await;

        // What was not acknowledged comes again, and all the rest besides.
        merchant.pour(webhooks.clone().map(webhook)).await;
        merchant.apply().await;
        merchant.assert_is_told(webhooks).await;
        assert_eq!(merchant.count("events"), (number + 1) * WEBHOOKS * EVENTS, "{context}");
    }
    assert_ne!(acknowledged, 0);
}

/// 200 kills with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
async fn promise_11_killed_while_what_was_kept_is_taken_apart_nothing_is_missing_and_each_event_counts_once() {
    let mut merchant = TestMerchant::start().await;
    let mut half_done = 0;
    for number in 0..cases(8, 200) {
        let first = number * WEBHOOKS;
        merchant.pour((first..first + WEBHOOKS).map(webhook)).await;
        let kept = merchant.waiting();
        assert_ne!(kept, 0);
        // The program begins with it by itself.
        let death = death(number, vec!["frame applied".to_owned(); 1 + number as usize / 4 % 8]);
        let context = format!("{death:?}");
        let wait_for_its_death = async |program: Arc<Program>| {
            while program.first_line("/webhooks", "", "").await.is_some() {
                sleep(Duration::from_millis(2)).await;
            }
        };
        let waiting = merchant.crash(death, async |program| timeout(PATIENCE, wait_for_its_death(program)).await);
        assert!(waiting.await.is_ok(), "{context}: it does not die");
        let left = merchant.waiting();
        assert_ne!(left, 0, "{context}: it died after it");
        half_done += u32::from(left < kept);

        merchant.apply().await;
        assert_eq!(merchant.waiting(), 0, "{context}");
        merchant.assert_is_told(first..first + WEBHOOKS).await;
        assert_eq!(merchant.count("events"), (number + 1) * WEBHOOKS * EVENTS, "{context}");
    }
    assert_ne!(half_done, 0);
}
