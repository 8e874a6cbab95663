//! Every answer carries the whole set of headers, whatever its status.

use axum::body::Body;
use axum::http::Request;
use merchant::{AppState, app};
use std::sync::Arc;

use crate::support::{Answer, Browser, OWN, TestMerchant};

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
        "base-uri 'none'; object-src 'none'; frame-ancestors 'self' https://shop.example",
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
async fn every_route_and_every_error_has_them() {
    let merchant = TestMerchant::start().await;
    merchant.add_page("index.html", "<h1>Shop</h1>");
    let json = "application/json";
    let form = "application/x-www-form-urlencoded";
    let start = r#"{"signups":{"flow":"redirect","plan":"magazine"}}"#;
    for (status, method, path, content_type, body) in [
        (201, "POST", "/api/signups", json, start),
        (400, "POST", "/api/signups", json, "{"),
        (415, "POST", "/api/signups", "text/plain", start),
        (422, "POST", "/api/signups", json, "{}"),
        (413, "POST", "/api/signups", json, &" ".repeat(70_000)),
        (405, "PUT", "/api/signups", json, start),
        (498, "POST", "/webhooks", json, start),
        (405, "PUT", "/webhooks", json, start),
        (413, "POST", "/webhooks", json, &" ".repeat(5_000_000)),
        (401, "GET", "/merchant/signups", json, ""),
        (401, "GET", "/merchant", json, ""),
        (404, "GET", "/api/signups/SG1", json, ""),
        (404, "POST", "/api/signups/SG1/actions/complete", json, r#"{"data":{"redirect_flow_id":"RE1"}}"#),
        (404, "GET", "/api", json, ""),
        (404, "GET", "/api/nothing", json, ""),
        (404, "POST", "/api/nothing", json, "{}"),
        (303, "POST", "/signups", form, "plan=magazine"),
        (422, "POST", "/signups", form, "plan=yacht"),
        (405, "DELETE", "/signups", form, ""),
        (404, "GET", "/signups/return?redirect_flow_id=RE1", form, ""),
        (404, "GET", "/signups/SG1", form, ""),
        (200, "GET", "/", "", ""),
        (405, "POST", "/", "", ""),
        (404, "GET", "/nothing", "", ""),
        (204, "GET", "/healthz", "", ""),
        (200, "GET", "/readyz", "", ""),
        (200, "OPTIONS", "/api/signups", "", ""),
    ] {
        let answer = merchant.browser().send(request(method, path, content_type, body)).await;
        let what = format!("{method} {path} {body:.60}");
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        assert_headers(&answer, &what);
        if path.starts_with("/api") || path.starts_with("/signups") {
            assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        }
        if path.starts_with("/api") && status >= 400 {
            assert_eq!(answer.json()["error"]["request_id"], answer.header("x-request-id"), "{what}");
        }
        let referrer = if path.starts_with("/signups") { "no-referrer" } else { "strict-origin-when-cross-origin" };
        assert_eq!(answer.header("referrer-policy"), referrer, "{what}");
    }
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
