//! Every answer carries the whole set of headers, whatever its status.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use gocardless_sandbox::Fault;
use merchant::{AppState, app};
use rusqlite::Connection;

use crate::support::{Answer, Browser, METRICS_TOKEN, OWN, TestMerchant};

fn request(method: &str, path: &str, content_type: &str, body: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", content_type)
        .header("origin", OWN)
        .body(Body::from(body.to_owned()))
        .unwrap()
}

#[track_caller]
fn assert_headers(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self';",
        "img-src 'self' data:; font-src 'self'; form-action 'self' http://127.0.0.1:",
        "base-uri 'none'; object-src 'none'; frame-ancestors 'self' https://shop.example;",
        "require-trusted-types-for 'script'; trusted-types 'none'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("x-request-id").len(), 32, "{what}");
    assert!(!answer.header("referrer-policy").is_empty(), "{what}");
    assert!(!answer.header("cache-control").is_empty(), "{what}");
    assert_eq!(answer.header("server"), "", "{what}");
}

#[tokio::test]
async fn promise_27_every_route_and_every_status_has_the_whole_set() {
    let merchant = TestMerchant::start().await;
    merchant.add_page("index.html", "<h1>Shop</h1>");
    let json = "application/json";
    let form = "application/x-www-form-urlencoded";
    let start = r#"{"signups":{"flow":"redirect","plan":"magazine"}}"#;
    let complete = r#"{"data":{"redirect_flow_id":"RE1"}}"#;
    let iban = r#"{"bank_details_lookups":{"iban":"DE89370400440532013000"}}"#;
    let mut browser = merchant.browser();
    let own = browser.start().await.signup(201)["id"].as_str().unwrap().to_owned();
    let (own_api, own_page) = (format!("/api/signups/{own}"), format!("/signups/{own}"));
    for (status, method, path, content_type, body) in [
        (201, "POST", "/api/signups", json, start),
        (400, "POST", "/api/signups", json, "{"),
        (415, "POST", "/api/signups", "text/plain", start),
        (422, "POST", "/api/signups", json, "{}"),
        (413, "POST", "/api/signups", json, &" ".repeat(70_000)),
        (405, "PUT", "/api/signups", json, start),
        (200, "POST", "/api/bank_details_lookups", json, iban),
        (422, "POST", "/api/bank_details_lookups", json, "{}"),
        (498, "POST", "/webhooks", json, start),
        (405, "PUT", "/webhooks", json, start),
        (413, "POST", "/webhooks", json, &" ".repeat(5_000_000)),
        (401, "GET", "/merchant/events", json, ""),
        (401, "GET", "/merchant/mandates", json, ""),
        (401, "GET", "/merchant/mandates/MD1", json, ""),
        (401, "GET", "/merchant/payments", json, ""),
        (401, "GET", "/merchant/payments/PM1", json, ""),
        (401, "GET", "/merchant/signups", json, ""),
        (401, "GET", "/merchant/subscriptions", json, ""),
        (401, "GET", "/merchant/subscriptions/SB1", json, ""),
        (401, "GET", "/merchant", json, ""),
        (401, "GET", "/metrics", "", ""),
        (200, "GET", &own_api, json, ""),
        (404, "GET", "/api/signups/SG1", json, ""),
        (422, "POST", &format!("{own_api}/actions/complete"), json, complete),
        (404, "POST", "/api/signups/SG1/actions/complete", json, complete),
        (422, "POST", &format!("{own_api}/actions/submit"), json, "{}"),
        (404, "GET", "/api/signups/SG1/mandate_pdf", json, ""),
        (404, "GET", "/api", json, ""),
        (404, "GET", "/api/nothing", json, ""),
        (404, "POST", "/api/nothing", json, "{}"),
        (303, "POST", "/signups", form, "plan=magazine"),
        (422, "POST", "/signups", form, "plan=yacht"),
        (405, "DELETE", "/signups", form, ""),
        (404, "GET", "/signups/return?redirect_flow_id=RE1", form, ""),
        (404, "GET", "/signups/SG1", form, ""),
        (200, "GET", &own_page, form, ""),
        (200, "GET", "/signups.css", "", ""),
        (200, "GET", "/", "", ""),
        (405, "POST", "/", "", ""),
        (404, "GET", "/nothing", "", ""),
        (204, "GET", "/healthz", "", ""),
        (204, "GET", "/livez", "", ""),
        (200, "GET", "/readyz", "", ""),
        (200, "OPTIONS", "/api/signups", "", ""),
    ] {
        let answer = browser.send(request(method, path, content_type, body)).await;
        let what = format!("{method} {path} {body:.60}");
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        assert_headers(&answer, &what);
        let is_page = path.starts_with("/signups") && path != "/signups.css";
        if path.starts_with("/api") || is_page {
            assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        }
        // What a link in the page leads to answers with a page.
        if path.starts_with("/api") && !path.ends_with("/mandate_pdf") && status >= 400 {
            assert_eq!(answer.json()["error"]["request_id"], answer.header("x-request-id"), "{what}");
        }
        let referrer = if is_page { "no-referrer" } else { "strict-origin-when-cross-origin" };
        assert_eq!(answer.header("referrer-policy"), referrer, "{what}");
    }
    assert_routes_are_all_asked(&merchant).await;
}

/// Compares what was asked with the table of contents: a route that is added must be asked above.
async fn assert_routes_are_all_asked(merchant: &TestMerchant) {
    let request = Request::get("/metrics").header("authorization", format!("Bearer {METRICS_TOKEN}"));
    let measured = merchant.browser().send(request.body(Body::empty()).unwrap()).await.text();
    for route in include_str!("../../src/app.rs").split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let asked = measured.contains(&format!("{}\",status", route.trim_end_matches('/')));
        assert!(asked, "{route} was not asked:\n{measured}");
    }
}

#[tokio::test]
async fn promise_27_what_goes_wrong_has_the_whole_set_too() {
    let mut merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let (id, flow) =
        (signup["id"].as_str().unwrap(), signup["redirect_url"].as_str().unwrap().rsplit('/').next().unwrap());
    let assert_is = |answer: &Answer, status: u16| {
        assert_eq!(answer.status, status, "{}", answer.text());
        assert_headers(answer, &answer.text());
    };
    assert_is(&browser.complete(id, flow).await, 202);
    assert_is(&merchant.browser().complete(id, flow).await, 403);
    let foreign = Request::post("/api/signups").header("origin", "https://evil.example").body(Body::empty()).unwrap();
    assert_is(&merchant.browser().send(foreign).await, 403);

    let down = Fault { path: "/".to_owned(), times: 1000, status: Some(503), ..Fault::default() };
    merchant.sandbox.add_fault(down);
    assert_is(&merchant.browser().start().await, 503);
    assert_is(&merchant.browser().post_form("plan=magazine").await, 503);
    merchant.sandbox.clear_faults();

    merchant.advance(Duration::from_mins(31));
    assert_is(&browser.complete(id, flow).await, 410);
    assert_is(&browser.navigate(&format!("/signups/return?redirect_flow_id={flow}")).await, 410);

    merchant.config.limits.client_requests_per_minute = NonZeroU32::new(1);
    merchant.restart().await;
    assert_is(&merchant.browser().start().await, 201);
    assert_is(&merchant.browser().start().await, 429);
    assert_is(&merchant.browser().post_form("plan=magazine").await, 429);

    let other_process = Connection::open(merchant.database()).unwrap();
    other_process.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut elsewhere = Browser { address: [198, 51, 100, 1].into(), ..merchant.browser() };
    assert_is(&elsewhere.start().await, 503);
}

#[tokio::test]
async fn a_callers_request_id_is_not_taken_over() {
    let merchant = TestMerchant::start().await;
    let request = Request::get("/healthz").header("x-request-id", "forged").body(Body::empty()).unwrap();
    let answer = merchant.browser().send(request).await;
    assert_ne!(answer.header("x-request-id"), "forged");
}

#[tokio::test]
async fn over_https_a_browser_is_told_to_stay_there() {
    let merchant = TestMerchant::start().await;
    assert_eq!(merchant.browser().get("/healthz").await.header("strict-transport-security"), "");

    let mut config = merchant.config.clone();
    config.server.public_url = "https://own.example".parse().unwrap();
    let store = merchant::store::sqlite::SqliteStore::open(&merchant.database()).unwrap();
    let mut browser = Browser::new(app(AppState::new(config, Arc::new(store)).unwrap()));
    let answer = browser.get("/healthz").await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
}

#[tokio::test]
async fn deep_json_is_refused_like_any_other_nonsense() {
    let merchant = TestMerchant::start().await;
    for body in ["[".repeat(50_000), format!("{{\"signups\":{}", "{\"a\":".repeat(10_000)), "\u{0}".to_owned()] {
        let answer = merchant.browser().send(request("POST", "/api/signups", "application/json", &body)).await;
        answer.assert_refused(400, "invalid_json");
    }
}
