//! `POST /webhooks`: promises 10, 11 and 15.

use std::time::{Duration, Instant};

use axum::http::HeaderValue;
use gocardless_api::WebhookSecret;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rusqlite::Connection;
use serde_json::json;

use crate::support::{OLD_SECRET, Program, SECRET, TestMerchant, delivery, event};

/// How many cases of a long test: few, or all with `MERCHANT_TEST_FULL=1`.
pub(crate) fn cases(few: u32, all: u32) -> u32 {
    if std::env::var_os("MERCHANT_TEST_FULL").is_some() { all } else { few }
}

#[tokio::test]
async fn promise_10_what_either_secret_signed_is_stored_and_acknowledged() {
    let merchant = TestMerchant::start().await;
    for (number, secret) in [SECRET, OLD_SECRET].into_iter().enumerate() {
        let body = delivery(&[event(&format!("EV{number}"), "mandates", "created", "MD1", 1)]);
        let answer = merchant.deliver_signed(body.clone(), &WebhookSecret::new(secret).sign(body.as_bytes())).await;
        assert_eq!(answer.status, 204);
    }
    assert_eq!(merchant.ask("/merchant/events").await["events"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn promise_10_no_other_signature_is_accepted_and_unsigned_bytes_are_not_read() {
    let merchant = TestMerchant::start().await;
    let body = delivery(&[event("EV1", "mandates", "created", "MD1", 1)]);
    let right = WebhookSecret::new(SECRET).sign(body.as_bytes());
    for wrong in [
        String::new(),
        right.to_uppercase(),
        format!("{right}00"),
        right[..62].to_owned(),
        format!("sha256={right}"),
        format!("{right}, {right}"),
        WebhookSecret::new("another").sign(body.as_bytes()),
    ] {
        merchant.deliver_signed(body.clone(), &wrong).await.assert_refused(498, "webhook_signature_invalid");
    }
    // What is no JSON is refused for its signature, not for what it is.
    merchant.deliver_signed("{", &right).await.assert_refused(498, "webhook_signature_invalid");
    let unsigned = axum::http::Request::post("/webhooks").body(body.clone().into()).unwrap();
    merchant.browser().send(unsigned).await.assert_refused(498, "webhook_signature_invalid");
    let twice = axum::http::Request::post("/webhooks")
        .header("webhook-signature", &right)
        .header("webhook-signature", &right)
        .body(body.clone().into())
        .unwrap();
    merchant.browser().send(twice).await.assert_refused(498, "webhook_signature_invalid");
    assert_eq!(merchant.ask("/merchant/events").await["events"], json!([]));
    assert!(merchant.state.counters().webhooks_refused.get() >= 9);
    assert_eq!(merchant.deliver_signed(body, &right).await.status, 204);
}

/// A million with `MERCHANT_TEST_FULL=1`.
#[test]
fn promise_10_mutated_signatures_are_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let merchant = runtime.block_on(TestMerchant::start());
    let body = delivery(&[event("EV1", "mandates", "created", "MD1", 1)]);
    let right = WebhookSecret::new(SECRET).sign(body.as_bytes());
    let mutated = (0..right.len(), any::<u8>(), 0..6u8).prop_map({
        let right = right.clone();
        move |(place, byte, how)| {
            let mut bytes = right.clone().into_bytes();
            match how {
                0 => bytes[place] = byte,
                1 => bytes[place] = bytes[place].to_ascii_uppercase(),
                2 => bytes.truncate(place),
                3 => bytes.insert(place, byte),
                4 => drop(bytes.remove(place)),
                _ => bytes.rotate_left(place),
            }
            bytes
        }
    });
    let config = Config { cases: cases(2_000, 1_000_000), failure_persistence: None, ..Config::default() };
    let ran = TestRunner::new(config).run(&mutated, |bytes| {
        let Ok(signature) = HeaderValue::from_bytes(&bytes) else { return Ok(()) };
        // A header's value has no blanks around it, so neither has what arrives.
        if bytes.trim_ascii() == right.as_bytes() {
            return Ok(());
        }
        let request = axum::http::Request::post("/webhooks")
            .header("webhook-signature", signature)
            .body(body.clone().into())
            .unwrap();
        let status = runtime.block_on(async { merchant.browser().send(request).await.status });
        prop_assert_eq!(status, 498);
        Ok(())
    });
    ran.unwrap();
}

#[tokio::test]
async fn without_a_secret_every_webhook_is_refused() {
    let mut merchant = TestMerchant::start().await;
    merchant.config.gocardless.webhook_secrets.clear();
    merchant.restart().await;
    let answer = merchant.deliver_body(&delivery(&[])).await;
    answer.assert_refused(498, "webhook_signature_invalid");
}

#[tokio::test]
pub(crate) async fn what_is_signed_is_kept_whatever_it_is_and_what_is_no_webhook_is_refused() {
    let merchant = TestMerchant::start().await;
    let odd = [json!({ "id": "EV1", "novel": [1] }), json!(null), json!([]), json!({ "id": 5 })];
    merchant.deliver(&odd).await;
    merchant.deliver(&odd).await;
    merchant.deliver(&[]).await;
    assert_eq!(merchant.ask("/merchant/events").await["events"].as_array().unwrap().len(), odd.len());

    merchant.deliver_body("{}").await.assert_refused(422, "wrong_shape");
    let long = format!("{{\"events\":[\"{}\"]}}", "x".repeat(4 * 1024 * 1024));
    merchant.deliver_body(&long).await.assert_refused(413, "body_too_large");
    let deep = format!("{{\"events\":[{}{}]}}", "[".repeat(50_000), "]".repeat(50_000));
    assert_eq!(merchant.deliver_body(&deep).await.status, 204);
    assert_eq!(merchant.browser().get("/webhooks").await.status, 405);
}

#[tokio::test]
pub(crate) async fn promise_11_what_is_acknowledged_is_in_the_file() {
    let mut merchant = TestMerchant::start().await;
    merchant.deliver(&[event("EV1", "mandates", "active", "MD1", 1)]).await;
    merchant.restart().await;
    assert_eq!(merchant.status_of("mandates", "MD1").await, "active");
    assert_eq!(merchant.apply().await, 0, "what follows from it is in the file with it");
}

/// 500 with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_11_a_program_killed_the_moment_it_acknowledged_has_stored() {
    let merchant = TestMerchant::start().await;
    for round in 0..cases(6, 500) {
        let id = |number| format!("EV{round}x{number}");
        let of = format!("MD{round}");
        let events: Vec<_> = (0..20).map(|number| event(&id(number), "mandates", "active", &of, number)).collect();
        let body = delivery(&events);
        let signature = format!("webhook-signature: {}\r\n", WebhookSecret::new(SECRET).sign(body.as_bytes()));
        let program = Program::start(&merchant).await;
        let answer = program.post_and_kill_once_answered("/webhooks", &signature, &body).await;
        assert_eq!(answer, "HTTP/1.1 204 No Content\r\n");
        merchant.store.is_left().await;
        // Whatever it had applied by then, the next one applies the rest, once leases have ended.
        merchant.advance(Duration::from_mins(2));
        merchant.apply().await;
        let history = merchant.ask(&format!("/merchant/mandates/{of}")).await["mandates"]["history"].clone();
        let applied = history.as_array().unwrap().iter().filter(|it| it["state"] == "applied").count();
        assert_eq!(applied, events.len());
    }
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused_so_that_it_comes_again() {
    let merchant = TestMerchant::start().await;
    let body = delivery(&[event("EV1", "mandates", "active", "MD1", 1)]);
    let other_process = Connection::open(merchant.database()).unwrap();
    other_process.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = merchant.deliver_body(&body).await;
    refused.assert_refused(503, "store_unavailable");
    assert_eq!(refused.header("retry-after"), "5");
    assert_eq!(merchant.ask("/merchant/events").await["events"], json!([]));
    other_process.execute_batch("ROLLBACK").unwrap();
    merchant.deliver_body(&body).await;
    assert_eq!(merchant.deliver_body(&body).await.status, 204);
    assert_eq!(merchant.apply().await, 1);
}

/// The bar of half a second is for a release build on a machine at rest, which turns nobody away. A debug build among others
/// may say when to come again; whatever it says, it says within GoCardless's ten seconds.
#[tokio::test]
pub(crate) async fn promise_15_full_webhooks_at_once_are_acknowledged_while_nobody_applies_them() {
    let merchant = TestMerchant::start().await;
    let rounds = cases(1, 8);
    let mut took = Vec::new();
    let mut refused = Vec::new();
    for round in 0..rounds {
        let sending: Vec<_> = (0..64)
            .map(|connection| {
                let id = |number| format!("EV{round}x{connection}x{number}");
                let events: Vec<_> =
                    (0..250).map(|number| event(&id(number), "mandates", "active", "MD1", number)).collect();
                let (body, app) = (delivery(&events), merchant.app.clone());
                let signature = WebhookSecret::new(SECRET).sign(body.as_bytes());
                tokio::spawn(async move {
                    use tower::ServiceExt;
                    let began = Instant::now();
                    let request = axum::http::Request::post("/webhooks")
                        .header("webhook-signature", signature)
                        .body(axum::body::Body::from(body.clone()))
                        .unwrap();
                    let answer = app.oneshot(request).await.unwrap();
                    let took = began.elapsed();
                    if answer.status() == 204 || !cfg!(debug_assertions) {
                        assert_eq!(answer.status(), 204);
                        return (took, None);
                    }
                    let told = answer.headers().get("retry-after");
                    assert_eq!((answer.status().as_u16(), told), (503, Some(&HeaderValue::from_static("5"))));
                    (took, Some(body))
                })
            })
            .collect();
        for sent in sending {
            let (sent_for, body) = sent.await.unwrap();
            took.push(sent_for);
            refused.extend(body);
        }
    }
    took.sort();
    let (p99, slowest) = (took[took.len() * 99 / 100], took[took.len() - 1]);
    println!("64 webhooks of 250 events at once: p99 {p99:?}, {slowest:?} at most, {} refused", refused.len());
    assert!(refused.len() < took.len(), "some are acknowledged");
    assert!(slowest < Duration::from_secs(10), "{slowest:?}");
    if !cfg!(debug_assertions) {
        assert!(p99 < Duration::from_millis(500), "{p99:?}");
    }
    for body in refused {
        assert_eq!(merchant.deliver_body(&body).await.status, 204, "it comes again");
    }
    merchant.apply().await;
    assert_eq!(merchant.state.counters().events_received.get(), u64::from(rounds) * 64 * 250);
}

/// The bar is for a release build; the file's disk has its part in it.
#[tokio::test]
pub(crate) async fn a_full_webhook_is_acknowledged_in_one_short_transaction() {
    let merchant = TestMerchant::start().await;
    let mut took = Vec::new();
    for round in 0..cases(20, 1_000) {
        let id = |number| format!("EV{round}x{number}");
        let events: Vec<_> = (0..250).map(|number| event(&id(number), "payments", "paid_out", "PM1", number)).collect();
        let body = delivery(&events);
        let began = Instant::now();
        assert_eq!(merchant.deliver_body(&body).await.status, 204);
        took.push(began.elapsed());
    }
    took.sort();
    let (median, p99) = (took[took.len() / 2], took[took.len() * 99 / 100]);
    println!("webhooks of 250 events, one after another: median {median:?}, p99 {p99:?}");
    let bar = if cfg!(debug_assertions) { Duration::from_secs(2) } else { Duration::from_millis(50) };
    assert!(p99 < bar, "{p99:?}");
}
