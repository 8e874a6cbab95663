//! Applying events: promises 12 to 14.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use gocardless_api::{EventId, WebhookSecret};
use merchant::{AppState, background};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::receive_webhook::cases;
use crate::support::{MERCHANT_TOKEN, SECRET, TestMerchant, delivery, event};

/// The lives that are made up: of each resource actions one after another, some at the same second.
fn histories() -> impl Strategy<Value = Vec<Value>> {
    const LIVES: [(&str, &[&str]); 3] = [
        (
            "mandates",
            &[
                "created",
                "submitted",
                "active",
                "cancelled",
                "resubmission_requested",
                "reinstated",
                "failed",
                "expired",
                "transferred",
                "replaced",
            ],
        ),
        (
            "payments",
            &[
                "created",
                "submitted",
                "confirmed",
                "paid_out",
                "failed",
                "charged_back",
                "chargeback_cancelled",
                "resubmission_requested",
                "surcharge_fee_debited",
            ],
        ),
        ("subscriptions", &["created", "payment_created", "paused", "resumed", "finished", "cancelled"]),
    ];
    let life = (0..LIVES.len(), 0..3u32, vec((any::<prop::sample::Index>(), 0..3u32), 1..8));
    vec(life, 1..6).prop_map(|lives| {
        let mut events = Vec::new();
        for (kind, resource, happened) in lives {
            let (kind, actions) = LIVES[kind];
            let mut second = 0;
            for (action, later) in happened {
                second += later;
                let id = format!("EV{:04}", events.len());
                events.push(event(
                    &id,
                    kind,
                    actions[action.index(actions.len())],
                    &format!("{kind}-{resource}"),
                    second,
                ));
            }
        }
        events
    })
}

/// Webhooks as they may tell the same: in another order, some events twice, a few or many in each.
fn retold(events: Vec<Value>) -> impl Strategy<Value = Vec<Vec<Value>>> {
    let twice = vec(any::<bool>(), events.len());
    let sizes = vec(prop_oneof![1..9usize, 1..=250usize], 1..32);
    (twice, sizes).prop_flat_map(move |(twice, sizes)| {
        let again = events.iter().zip(twice).filter(|(_, twice)| *twice).map(|(event, _)| event.clone());
        let told: Vec<_> = events.iter().cloned().chain(again).collect();
        Just(told).prop_shuffle().prop_map(move |told| {
            let (mut rest, mut webhooks) = (&told[..], Vec::new());
            for size in sizes.iter().cycle() {
                let (webhook, later) = rest.split_at(rest.len().min(*size));
                webhooks.push(webhook.to_vec());
                rest = later;
                if rest.is_empty() {
                    break;
                }
            }
            webhooks
        })
    })
}

/// Many histories, and how they are told: side by side they share the commits that would take most of the time.
fn side_by_side(histories_each: usize) -> impl Strategy<Value = (Vec<Vec<Value>>, Vec<Vec<Value>>)> {
    vec(histories(), histories_each).prop_flat_map(|histories| {
        let histories: Vec<_> = histories.iter().enumerate().map(|(number, it)| of_history(number, it)).collect();
        (Just(histories.clone()), retold(histories.concat()))
    })
}

/// The same events of resources of their own, in the order of their times.
fn of_history(number: usize, events: &[Value]) -> Vec<Value> {
    let mut events = events.to_vec();
    for event in &mut events {
        event["id"] = json!(format!("{number}-{}", event["id"].as_str().unwrap()));
        for link in event["links"].as_object_mut().unwrap().values_mut() {
            *link = json!(format!("{number}-{}", link.as_str().unwrap()));
        }
    }
    events.sort_by_key(|event| event["created_at"].as_str().map(str::to_owned));
    events
}

/// The same events once more, apart from those of before.
fn of_batch(batch: u32, events: &[Value]) -> Vec<Value> {
    let mut events = events.to_vec();
    for event in &mut events {
        event["id"] = json!(format!("{batch}-{}", event["id"].as_str().unwrap()));
        for link in event["links"].as_object_mut().unwrap().values_mut() {
            *link = json!(format!("{batch}-{}", link.as_str().unwrap()));
        }
    }
    events
}

/// What the merchant's own systems see of everything that these events tell of.
async fn state_of(merchant: &TestMerchant, events: &[Value]) -> Vec<(String, Value)> {
    let paths = events.iter().map(|event| {
        let (kind, resource) = (&event["resource_type"], event["links"].as_object().unwrap().values().next());
        (kind.as_str().unwrap(), resource.unwrap().as_str().unwrap())
    });
    let mut all = Vec::new();
    for (kind, resource) in paths.collect::<BTreeSet<_>>() {
        let path = format!("/merchant/{kind}/{resource}");
        let answer = merchant.ask_as(&path, MERCHANT_TOKEN).await;
        let mut life = answer.json()[kind].clone();
        // When it came is another matter.
        for happened in life["history"].as_array_mut().into_iter().flatten() {
            happened["received_at"] = json!(null);
        }
        all.push((path, life));
    }
    all
}

/// Delivers the webhooks over eight connections to two instances, which apply meanwhile.
async fn tell(instances: [&AppState; 2], batch: u32, webhooks: &[Vec<Value>]) {
    let mut telling = JoinSet::new();
    for connection in 0..8 {
        let app = merchant::app(instances[connection % 2].clone());
        let bodies: Vec<_> =
            webhooks.iter().skip(connection).step_by(8).map(|told| delivery(&of_batch(batch, told))).collect();
        telling.spawn(async move {
            for body in bodies {
                let signature = WebhookSecret::new(SECRET).sign(body.as_bytes());
                let request = Request::post("/webhooks").header("webhook-signature", signature);
                let answer = app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
                assert_eq!(answer.status(), 204);
            }
        });
    }
    let told = async { while telling.join_next().await.map(Result::unwrap).is_some() {} };
    tokio::pin!(told);
    loop {
        let applying =
            async { tokio::try_join!(background::apply_events(instances[0]), background::apply_events(instances[1])) };
        tokio::select! {
            biased;
            () = &mut told => break,
            applied = applying => { applied.unwrap(); }
        }
    }
}

/// Applies what instances had taken when they were stopped: each waits for its lease to end, and for the database to
/// notice that whoever had locked it is gone, which PostgreSQL does in its own time.
async fn apply_what_was_left(merchant: &TestMerchant, events: &[Value]) {
    let is_left = |(_, life): &(String, Value)| {
        life["history"].as_array().into_iter().flatten().any(|happened| happened["state"] == "received")
    };
    let applying = async {
        loop {
            merchant.advance(Duration::from_mins(2));
            merchant.apply().await;
            if !state_of(merchant, events).await.iter().any(is_left) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), applying).await.expect("events that are never applied");
}

/// 10,000 histories with `MERCHANT_TEST_FULL=1`, 250 at a time. Two instances share the work, one store.
#[test]
pub(crate) fn promise_12_any_order_and_any_number_come_to_the_same_state() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (in_order, retold_to) = runtime.block_on(async { (TestMerchant::start().await, TestMerchant::start().await) });
    let other = runtime.block_on(retold_to.another_state());
    let batch = AtomicU32::new(0);
    let config = Config { cases: cases(1, 40), failure_persistence: None, ..Config::default() };
    let each = cases(32, 250) as usize;
    let ran = TestRunner::new(config).run(&side_by_side(each), |(histories, webhooks)| {
        let batch = batch.fetch_add(1, Ordering::Relaxed);
        runtime.block_on(async {
            let longest = histories.iter().map(Vec::len).max().unwrap_or(0);
            for nth in 0..longest {
                let next: Vec<_> = histories.iter().filter_map(|history| history.get(nth).cloned()).collect();
                in_order.deliver(&of_batch(batch, &next)).await;
                assert_eq!(in_order.apply().await, next.len() as u64);
            }
            tell([&retold_to.state, &other], batch, &webhooks).await;
            let events = of_batch(batch, &histories.concat());
            apply_what_was_left(&retold_to, &events).await;
            assert_eq!(state_of(&retold_to, &events).await, state_of(&in_order, &events).await);
        });
        Ok(())
    });
    ran.unwrap();
    assert_eq!(retold_to.state.counters().events_parked.get(), 0);
}

/// What a text of an event may be, and what it may not.
fn odd_text() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        any::<String>().prop_map(|text| json!(text)),
        "[a-z\\x00]{0,9}".prop_map(|text| json!(text)),
        (0..9_000usize).prop_map(|length| json!("x".repeat(length))),
        prop::sample::select(&["mandates", "active", "created", "organisations", "disconnected", "EV1", "MD1"][..])
            .prop_map(|text| json!(text)),
        prop::sample::select(
            &["2026-03-02T09:00:00Z", "-009999-01-02T01:59:59Z", "9999-12-30T22:00:00.999999999Z", "2026-02-30", "0"][..]
        )
        .prop_map(|text| json!(text)),
        any::<i64>().prop_map(|number| json!(number)),
    ]
}

/// What an event is known by: its id where that may be one, else all that it is.
fn known_by(event: &Value) -> String {
    let id = event["id"].as_str().filter(|id| id.parse::<EventId>().is_ok());
    id.map_or_else(|| event.to_string(), str::to_owned)
}

/// Every event, as the merchant's own systems see it, page after page.
async fn all_events(merchant: &TestMerchant) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = merchant.ask(&format!("/merchant/events?limit=500{after}")).await;
        all.extend(page["events"].as_array().unwrap().iter().cloned());
        match page["meta"]["cursors"]["after"].as_str() {
            Some(last) => after = format!("&after={last}"),
            None => return all,
        }
    }
}

/// 10,000 with `MERCHANT_TEST_FULL=1`. Among the odd events of each webhook is a sound one, which they must not hold up.
#[test]
pub(crate) fn promise_14_whatever_is_signed_is_kept_and_settled() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let merchant = runtime.block_on(TestMerchant::start());
    let odd = (odd_text(), odd_text(), odd_text(), odd_text(), odd_text()).prop_map(|(id, at, kind, action, link)| {
        let name = kind.as_str().and_then(|kind| kind.strip_suffix('s')).unwrap_or("mandate").to_owned();
        json!({ "id": id, "created_at": at, "resource_type": kind, "action": action, "links": { name: link } })
    });
    let config = Config { cases: cases(150, 10_000), failure_persistence: None, ..Config::default() };
    let delivered = RefCell::new(BTreeSet::new());
    let number = Cell::new(0);
    let ran = TestRunner::new(config).run(&vec(odd, 0..6), |mut events| {
        let nth = number.replace(number.get() + 1);
        let mandate = format!("MDsound{nth}");
        events.insert(events.len() / 2, event(&format!("EVsound{nth}"), "mandates", "active", &mandate, 1));
        delivered.borrow_mut().extend(events.iter().map(known_by));
        let status = runtime.block_on(async {
            merchant.deliver(&events).await;
            merchant.apply().await;
            merchant.status_of("mandates", &mandate).await
        });
        prop_assert_eq!(status, "active");
        Ok(())
    });
    ran.unwrap();
    let kept = runtime.block_on(all_events(&merchant));
    assert_eq!(kept.iter().find(|event| event["state"] == "received"), None);
    assert_eq!(kept.len(), delivered.borrow().len());
}

#[tokio::test]
pub(crate) async fn promise_13_a_delivery_sent_again_and_again_a_year_later_changes_nothing() {
    let merchant = TestMerchant::start().await;
    let told = [event("EV1", "mandates", "active", "MD1", 1)];
    merchant.deliver(&told).await;
    merchant.deliver(&[event("EV2", "mandates", "cancelled", "MD1", 2)]).await;
    assert_eq!(merchant.apply().await, 2);
    let before = merchant.ask("/merchant/mandates/MD1").await;
    merchant.advance(Duration::from_hours(365 * 24));
    for _ in 0..cases(100, 1_000) {
        merchant.deliver(&told).await;
    }
    assert_eq!(merchant.apply().await, 0);
    assert_eq!(merchant.ask("/merchant/mandates/MD1").await, before);
    assert_eq!(merchant.state.counters().events_applied.get(), 2);
}

#[tokio::test]
pub(crate) async fn promise_14_one_bad_event_is_parked_and_the_others_are_applied() {
    let merchant = TestMerchant::start().await;
    let mut events: Vec<_> =
        (0..250).map(|number| event(&format!("EV{number}"), "mandates", "active", &format!("MD{number}"), 1)).collect();
    events[100]["links"] = json!({});
    events[101]["resource_type"] = json!("moons");
    events[102]["action"] = json!("rose");
    events[103]["novel"] = json!({ "property": [null] });
    merchant.deliver(&events).await;
    assert_eq!(merchant.apply().await, 250);
    let counters = merchant.state.counters();
    assert_eq!((counters.events_applied.get(), counters.events_parked.get()), (249, 1));
    let listed = merchant.ask("/merchant/events?limit=500").await;
    let parked = listed["events"].as_array().unwrap().iter().filter(|event| event["state"] == "parked");
    assert_eq!(parked.map(|event| event["id"].clone()).collect::<Vec<_>>(), ["EV100"]);
    assert_eq!(merchant.status_of("mandates", "MD103").await, "active");
    assert_eq!(merchant.ask_as("/merchant/mandates/MD101", MERCHANT_TOKEN).await.status, 404);
    assert_eq!(merchant.apply().await, 0);
}

/// As a rule does that somebody has given the table: what cannot be written with the others is found one by one.
#[tokio::test]
async fn promise_14_one_status_that_cannot_be_written_holds_up_no_other() {
    let merchant = TestMerchant::start().await;
    let rule = "CREATE TRIGGER rule BEFORE INSERT ON statuses WHEN NEW.resource_id = 'MD7'
                BEGIN SELECT RAISE(ABORT, 'not this one'); END";
    Connection::open(merchant.database()).unwrap().execute_batch(rule).unwrap();
    let told = |number| event(&format!("EV{number}"), "mandates", "active", &format!("MD{number}"), 1);
    merchant.deliver(&(0..10).map(told).collect::<Vec<_>>()).await;
    assert_eq!(merchant.apply().await, 10);
    let counters = merchant.state.counters();
    assert_eq!((counters.events_received.get(), counters.events_parked.get()), (10, 1));
    let other = &merchant.ask("/merchant/mandates/MD7").await["mandates"];
    assert_eq!((&other["status"], &other["history"][0]["state"]), (&json!(null), &json!("parked")));
    for number in (0..10).filter(|number| *number != 7) {
        assert_eq!(merchant.status_of("mandates", &format!("MD{number}")).await, "active");
    }
}

/// What the sandbox tells of a mandate's and a subscription's life comes to what it answers itself.
#[tokio::test]
async fn what_a_sandbox_tells_comes_to_the_statuses_that_it_has() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);
    for _ in 0..40 {
        merchant.advance(Duration::from_hours(24));
        merchant.sandbox.mandates();
        let mut events = merchant.sandbox.events();
        events.reverse();
        merchant.deliver_events(&events).await;
        merchant.apply().await;
        for mandate in merchant.sandbox.mandates() {
            let status = serde_json::to_value(&mandate.status).unwrap();
            assert_eq!(merchant.status_of("mandates", mandate.id.as_str()).await, status);
        }
        for payment in merchant.sandbox.payments() {
            let status = serde_json::to_value(&payment.status).unwrap();
            assert_eq!(merchant.status_of("payments", payment.id.as_str()).await, status);
        }
    }
    assert!(!merchant.sandbox.payments().is_empty());
    assert_eq!(merchant.state.counters().events_parked.get(), 0);
    let listed = merchant.ask("/merchant/mandates").await;
    assert_eq!(listed["mandates"][0]["status"], "active");
    assert_eq!(listed["mandates"][0]["signup"], signup["id"]);
    let subscription = merchant.sandbox.subscriptions().remove(0);
    assert_eq!(merchant.status_of("subscriptions", subscription.id.as_str()).await, "active");
}
