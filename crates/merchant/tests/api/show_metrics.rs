//! `GET /metrics`: what goes wrong is told, nobody is named, and only those may read who are meant to.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use gocardless_sandbox::{Fault, Moment};
use merchant::{BearerTokens, background};
use rusqlite::Connection;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::support::{METRICS_TOKEN, Measured, Payer, Program, TestMerchant, delivery, event, magazine};

#[tokio::test]
async fn nobody_reads_it_unless_configured_and_then_only_with_the_token() {
    let mut merchant = TestMerchant::start().await;
    for header in ["", "Bearer ", "Bearer merchant-token-canary-0123456789abcdef"] {
        let request = Request::get("/metrics").header("authorization", header).body(Body::empty()).unwrap();
        merchant.browser().send(request).await.assert_refused(401, "unauthorized");
    }
    merchant.config.metrics.tokens = BearerTokens::of(&[]);
    merchant.restart().await;
    let request = Request::get("/metrics").header("authorization", format!("Bearer {METRICS_TOKEN}"));
    let answer = merchant.browser().send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn an_address_of_its_own_serves_it_and_nothing_else() {
    let mut merchant = TestMerchant::start().await;
    merchant.config.metrics.tokens = BearerTokens::of(&[]);
    merchant.config.metrics.listen_addr = Some(([127, 0, 0, 1], 0).into());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap();
    let running = merchant::start(listener, merchant.config.clone()).await.unwrap();
    let beside = running.metrics_addr().unwrap();
    for (address, path, expected) in [
        (beside, "/metrics", "HTTP/1.1 200"),
        (beside, "/readyz", "HTTP/1.1 404"),
        (beside, "/merchant/signups", "HTTP/1.1 404"),
        (own, "/metrics", "HTTP/1.1 404"),
        (own, "/readyz", "HTTP/1.1 200"),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(expected), "{path}: {answer}");
    }
    running.stop().await;
}

#[tokio::test]
async fn promise_38_gocardless_failing_is_told_by_our_5xx_and_its_own() {
    let mut merchant = TestMerchant::start().await;
    Measured::of(&merchant).await.assert_is_unknown("merchant_gocardless_quota_left");
    merchant.limit_requests().await;
    merchant.browser().start().await.signup(201);
    let before = Measured::of(&merchant).await;
    before.assert_is("merchant_gocardless_reachable", 1.0);
    before.assert_at_least("merchant_gocardless_quota_left", 900.0);
    assert!(before.value("merchant_gocardless_quota_left") < 1000.0, "the start has used some of it");
    let started = r#"merchant_http_requests_total{method="POST",route="/api/signups",status="#;
    before.assert_is(&format!(r#"{started}"201"}}"#), 1.0);

    let fault = Fault { path: "/".to_owned(), times: 100, status: Some(502), ..Fault::default() };
    merchant.sandbox.add_fault(fault);
    merchant.browser().start().await.assert_refused(503, "provider_unavailable");
    let after = Measured::of(&merchant).await;
    after.assert_is("merchant_gocardless_reachable", 0.0);
    after.assert_is(&format!(r#"{started}"503"}}"#), 1.0);
    let failed = r#"merchant_gocardless_requests_total{method="POST",path="/redirect_flows",outcome="failed"}"#;
    after.assert_is(failed, 3.0);
    let count = r#"merchant_http_request_duration_seconds_count{method="POST",route="/api/signups"}"#;
    after.assert_is(count, 2.0);
}

#[tokio::test]
async fn promise_38_a_store_that_cannot_be_written_is_told() {
    let merchant = TestMerchant::start().await;
    Measured::of(&merchant).await.assert_is("merchant_store_writable", 1.0);
    let other_process = Connection::open(merchant.database()).unwrap();
    other_process.execute_batch("BEGIN IMMEDIATE").unwrap();
    merchant.browser().start().await.assert_refused(503, "store_unavailable");
    let told = Measured::of(&merchant).await;
    told.assert_is("merchant_store_writable", 0.0);
    told.assert_is("merchant_store_readable", 1.0);
    told.assert_is("merchant_store_migrated", 1.0);
}

#[tokio::test]
pub(crate) async fn promise_38_events_that_wait_or_are_parked_are_told() {
    let merchant = TestMerchant::start().await;
    let gone = event("EV1", "organisations", "disconnected", "OR1", 1);
    merchant.deliver(&[gone, event("EV3", "mandates", "active", "MD1", 1)]).await;
    let mut bad = event("EV2", "mandates", "active", "MD2", 1);
    bad["links"] = json!({});
    merchant.deliver(&[bad]).await;
    merchant.advance(Duration::from_hours(1));
    let told = Measured::of(&merchant).await;
    told.assert_at_least("merchant_oldest_event_waiting_seconds", 3600.0);
    told.assert_is("merchant_events_parked_total", 1.0);
    told.assert_is("merchant_events_applied_total", 1.0);
    assert!(told.value(r#"merchant_background_age_seconds{work="apply_events"}"#).is_nan(), "never done");

    merchant.apply().await;
    let told = Measured::of(&merchant).await;
    told.assert_is("merchant_oldest_event_waiting_seconds", 0.0);
    told.assert_is("merchant_events_parked_total", 1.0);
    told.assert_is("merchant_events_applied_total", 2.0);
    let unsigned = delivery(&[]);
    merchant.deliver_signed(unsigned, "0").await;
    Measured::of(&merchant).await.assert_is("merchant_webhooks_refused_total", 1.0);
}

#[tokio::test]
pub(crate) async fn promise_38_a_signup_without_an_end_and_a_reconciler_that_stands_still_are_told() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    merchant.reconcile().await;
    Measured::of(&merchant).await.assert_is("merchant_oldest_unfinished_signup_seconds", 0.0);
    let lost = Fault { path: "/".to_owned(), times: 100, drop: Some(Moment::After), ..Fault::default() };
    merchant.sandbox.add_fault(lost);
    browser.complete(signup["id"].as_str().unwrap(), &flow).await.assert_refused(503, "provider_unavailable");

    merchant.advance(Duration::from_mins(10));
    let told = Measured::of(&merchant).await;
    told.assert_at_least("merchant_oldest_unfinished_signup_seconds", 600.0);
    told.assert_at_least(r#"merchant_background_age_seconds{work="reconcile"}"#, 600.0);
    merchant.reconcile().await;
    let told = Measured::of(&merchant).await;
    assert!(told.value(r#"merchant_background_age_seconds{work="reconcile"}"#) < 60.0);
}

#[tokio::test]
async fn promise_38_a_gap_in_the_audit_log_is_told() {
    let merchant = TestMerchant::start().await;
    merchant.store.run("DROP TABLE audit_log");
    merchant.browser().start().await.signup(201);
    background::write_audit(&merchant.state).await.unwrap();
    merchant.advance(Duration::from_mins(5));
    let told = Measured::of(&merchant).await;
    told.assert_is("merchant_audit_gaps_total", 1.0);
    told.assert_at_least("merchant_oldest_audit_line_waiting_seconds", 300.0);
}

/// What a value is to be.
type Is = fn(f64) -> bool;

/// The real program, whose time nobody moves: what goes wrong is measured by the time that it is told, not later.
#[tokio::test]
async fn promise_38_the_program_tells_within_ten_seconds_and_tells_when_it_is_over() {
    let merchant = TestMerchant::start().await;
    let variables = [("METRICS_TOKEN", METRICS_TOKEN), ("GOCARDLESS_REQUESTS_PER_MINUTE", "1000")];
    let program = Program::start_with(&merchant, &variables, Stdio::null()).await;
    let is_told = async |name: &str, is_so: Is| {
        let (began, header) = (Instant::now(), format!("authorization: Bearer {METRICS_TOKEN}\r\n"));
        loop {
            let measured = Measured(program.get("/metrics", &header).await.unwrap().1);
            let value = measured.value(name);
            if is_so(value) {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(10), "{name} is {value}:\n{}", measured.0);
            sleep(Duration::from_millis(50)).await;
        }
    };
    let (is_zero, is_one): (Is, Is) = (|it| it.abs() < 0.5, |it| (it - 1.0).abs() < 0.5);
    let start = async |status: &str| {
        let (head, _) = program.post("/api/signups", "", &magazine()).await.unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{head}");
    };

    start("201").await;
    is_told("merchant_gocardless_reachable", is_one).await;
    is_told("merchant_gocardless_quota_left", |it| it < 1000.0).await;
    is_told("merchant_store_writable", is_one).await;
    is_told(r#"merchant_background_age_seconds{work="reconcile"}"#, |it| it < 20.0).await;

    let fault = Fault { path: "/".to_owned(), times: 3, status: Some(502), ..Fault::default() };
    merchant.sandbox.add_fault(fault);
    start("503").await;
    is_told("merchant_gocardless_reachable", is_zero).await;
    is_told(r#"merchant_http_requests_total{method="POST",route="/api/signups",status="503"}"#, is_one).await;
    merchant.sandbox.clear_faults();
    start("201").await;
    is_told("merchant_gocardless_reachable", is_one).await;

    let log = merchant.database().with_extension("sqlite3-wal");
    program.limit_files(Some(fs::metadata(log).unwrap().len()));
    start("503").await;
    is_told("merchant_store_writable", is_zero).await;
    is_told("merchant_store_readable", is_one).await;
    program.limit_files(None);
    is_told("merchant_store_writable", is_one).await;
}

#[tokio::test]
async fn promise_38_nobody_is_named() {
    let Payer { merchant, .. } = Payer::of("bacs", "monthly").await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let id = signup["id"].as_str().unwrap();
    let mandate = browser.complete(id, &flow).await.signup(200)["mandate"]["id"].as_str().unwrap().to_owned();
    merchant.deliver(&[event("EV1", "mandates", "active", &mandate, 1)]).await;
    merchant.ask(&format!("/merchant/mandates/{mandate}")).await;
    merchant.browser().get("/unknown/frank@example.com").await;
    let odd = Request::builder().method("FRANK").uri("/readyz").body(Body::empty()).unwrap();
    merchant.browser().send(odd).await;
    background::poll_events(&merchant.state).await.unwrap();
    let told = Measured::of(&merchant).await.0;
    for canary in [id, &flow, &mandate, "EV1", "SG", "Frank", "FRANK", "frank", "magazine", "sandbox_demo", "canary"] {
        assert!(!told.contains(canary), "{canary}:\n{told}");
    }
    assert!(told.contains(r#"route="/api/signups/{id}/actions/complete""#), "{told}");
}
