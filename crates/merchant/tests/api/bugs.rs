//! What callers are told of a bug: a handler that panics.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::http::Request;
use gocardless_client::SteadyClock;
use jiff::Timestamp;
use merchant::Clock;

use crate::log::Log;
use crate::support::{Browser, SHOP, TestMerchant};

/// A merchant whose clock panics once a signup was started, and the browser and the id of that.
async fn merchant() -> (TestMerchant, Browser, String) {
    let mut merchant = TestMerchant::start().await;
    let is_broken = Arc::new(AtomicBool::new(false));
    let breaks = Arc::clone(&is_broken);
    let now = move || if breaks.load(Ordering::Relaxed) { panic!("a bug") } else { Timestamp::now() };
    merchant.config.clock = Clock::with_steady(now, SteadyClock::default());
    merchant.restart().await;
    let mut browser = merchant.browser();
    let id = browser.start().await.signup(201)["id"].as_str().unwrap().to_owned();
    is_broken.store(true, Ordering::Relaxed);
    (merchant, browser, id)
}

#[tokio::test]
async fn a_panic_is_a_page_for_people_and_json_for_programs() {
    let log = Log::default();
    let format = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_ansi(false);
    let _guard = tracing::subscriber::set_default(format.with_writer(log.clone()).finish());
    let (merchant, mut browser, id) = merchant().await;

    browser.start().await.assert_refused(500, "internal_error");
    let request = Request::post("/api/signups").header("origin", SHOP).body(Body::empty()).unwrap();
    let answer = merchant.browser().send(request).await;
    answer.assert_refused(500, "internal_error");
    assert_eq!(answer.header("access-control-allow-origin"), SHOP, "so that its page may read it");

    browser.navigate("/signups/return?redirect_flow_id=RE1").await.assert_page(500, "Something went wrong");
    browser.navigate(&format!("/signups/{id}")).await.assert_page(500, "Something went wrong");
    let request = Request::get(format!("/signups/{id}")).header("accept", "application/json");
    let answer = browser.send(request.body(Body::empty()).unwrap()).await;
    answer.assert_page(500, "Something went wrong");
    let pdf = format!("/api/signups/{id}/mandate_pdf");
    browser.navigate(&pdf).await.assert_page(500, "Something went wrong");
    let unseen = browser.send(Request::head(&pdf).body(Body::empty()).unwrap()).await;
    assert_eq!((unseen.status, unseen.text().as_str()), (500, ""));
    assert_eq!(log.text().matches("failed status=500").count(), 7, "{}", log.text());
    assert_eq!(log.text().matches("error=the handler panicked").count(), 7, "{}", log.text());
}
