//! Requests that nobody thought of: never a 5xx, never a panic, never a refusal without a word, and where programs
//! call always JSON in our envelope.

use std::sync::LazyLock;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request};
use gocardless_api::WebhookSecret;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Runtime;

use crate::receive_webhook::cases;
use crate::support::{MERCHANT_TOKEN, SECRET, TestMerchant};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static MERCHANT: LazyLock<TestMerchant> = LazyLock::new(|| {
    let merchant = RUNTIME.block_on(TestMerchant::start());
    merchant.add_page("index.html", "<h1>Shop</h1>");
    merchant
});

fn methods() -> impl Strategy<Value = Method> {
    prop_oneof![
        4 => prop_oneof![Just(Method::GET), Just(Method::POST)],
        1 => prop_oneof![Just(Method::PUT), Just(Method::DELETE), Just(Method::HEAD), Just(Method::OPTIONS), Just(Method::TRACE), Just(Method::from_bytes(b"FOO").unwrap())],
    ]
}

fn paths() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        2 => "SG[0-9A-Za-z]{1,30}",
        1 => "(%[0-9a-f]{2}|[!-~&&[^?#%]]){0,20}",
        1 => Just("return".to_owned()),
        1 => Just("actions/complete".to_owned()),
    ];
    let root = prop_oneof![
        Just("/api/signups"),
        Just("/api/bank_details_lookups"),
        Just("/signups"),
        Just("/api"),
        Just("/"),
        Just("/signups/return"),
        Just("/signups.css"),
        Just("/index.html"),
        Just("/healthz"),
        Just("/merchant/events"),
        Just("/merchant/mandates"),
        Just("/merchant/signups"),
        Just("/merchant/subscriptions"),
        Just("/webhooks")
    ];
    let query = prop_oneof![
        Just(String::new()),
        "\\?redirect_flow_id=(%[0-9a-f]{2}|[A-Z0-9&=+]){0,20}",
        "\\?limit=[0-9]{0,5}&after=(%[0-9a-f]{2}|[A-Z0-9&=+]){0,20}"
    ];
    (root, vec(segment, 0..3), query)
        .prop_map(|(root, segments, query)| format!("{root}/{}{query}", segments.join("/")).replace("//", "/"))
        .prop_filter("a path", |path| path.parse::<axum::http::Uri>().is_ok())
}

fn headers() -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
    let value = prop_oneof![
        "application/json|application/x-www-form-urlencoded|text/plain",
        "http://localhost:8080|https://evil.example|null",
        "__Host-signup=[0-9a-f]{0,70}",
        "[0-9A-Za-z_-]{0,140}",
        "bytes=[0-9]{0,6}-[0-9]{0,6}",
        "[ -~]{0,40}",
    ];
    let value = prop_oneof![4 => value.prop_map(String::into_bytes), 1 => vec(0x80u8..=0xff, 0..20)];
    let name = prop::sample::select(vec![
        "content-type",
        "origin",
        "cookie",
        "idempotency-key",
        "sec-fetch-site",
        "sec-fetch-mode",
        "accept-encoding",
        "accept",
        "range",
        "if-none-match",
        "content-length",
        "x-request-id",
        "expect",
        "authorization",
        "webhook-signature",
    ]);
    vec((name, value), 0..6)
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let text = prop_oneof!["[ -~]{0,20}", "\\PC{0,20}", Just("magazine".to_owned())];
    let value = prop_oneof![
        text.clone().prop_map(|text| serde_json::json!(text)),
        any::<i64>().prop_map(|number| serde_json::json!(number)),
        Just(serde_json::json!(null)),
        vec(any::<bool>(), 0..3).prop_map(|list| serde_json::json!(list)),
    ];
    let order = (value.clone(), value.clone(), value.clone(), value).prop_map(|(plan, payer, email, url)| {
        let payer = if payer.is_string() { serde_json::json!({ "email": email }) } else { payer };
        let order =
            serde_json::json!({ "flow": "redirect", "plan": plan, "payer": payer, "return_url": url, "locale": email });
        serde_json::json!({ "signups": order, "data": { "redirect_flow_id": plan } }).to_string().into_bytes()
    });
    let form = (text.clone(), text).prop_map(|(plan, email)| format!("plan={plan}&email={email}").into_bytes());
    let told = vec("[ -~]{0,20}|\\PC{0,20}", 0..3).prop_map(|events| {
        let event = |text: &String| serde_json::json!({ "id": text, "created_at": text, "resource_type": text });
        serde_json::json!({ "events": events.iter().map(event).collect::<Vec<_>>() }).to_string().into_bytes()
    });
    prop_oneof![3 => order, 1 => told, 1 => form, 1 => vec(any::<u8>(), 0..200)]
}

type Generated = (Method, String, Vec<(&'static str, Vec<u8>)>, Vec<u8>, bool);

/// A million with `MERCHANT_TEST_FULL=1`.
#[test]
fn promise_26_no_request_breaks_the_server() {
    let all = (methods(), paths(), headers(), bodies(), any::<bool>());
    let config = Config { cases: cases(1_500, 1_000_000), failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&all, check).unwrap();
}

/// What takes longer hangs; a machine that has other things to do may take long.
const PATIENCE: Duration = Duration::from_secs(10);

fn check((method, path, headers, body, from_our_page): Generated) -> Result<(), TestCaseError> {
    let signature = WebhookSecret::new(SECRET).sign(&body);
    let mut request = Request::builder().method(method).uri(&path).body(Body::from(body)).unwrap();
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            request.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    if from_our_page {
        let kind = if path.starts_with("/api") { "application/json" } else { "application/x-www-form-urlencoded" };
        request.headers_mut().insert("origin", HeaderValue::from_static("http://localhost:8080"));
        request.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        let token = format!("Bearer {MERCHANT_TOKEN}");
        request.headers_mut().insert("authorization", HeaderValue::try_from(token).unwrap());
        request.headers_mut().insert("webhook-signature", HeaderValue::try_from(signature).unwrap());
        request.headers_mut().insert("content-type", HeaderValue::from_static(kind));
    }
    let is_head = request.method() == Method::HEAD;

    let mut browser = MERCHANT.browser();
    let answer = RUNTIME
        .block_on(async { tokio::time::timeout(PATIENCE, browser.send(request)).await })
        .map_err(|_| TestCaseError::fail("it hangs"))?;
    prop_assert!(answer.status < 500, "{} {}", answer.status, answer.text());
    prop_assert_eq!(answer.header("x-content-type-options"), "nosniff");
    if answer.status >= 400 && !is_head {
        prop_assert!(!answer.body.is_empty(), "{} without a word", answer.status);
        let content_type = answer.header("content-type");
        prop_assert!(["text/html; charset=utf-8", "application/json"].contains(&content_type), "{}", content_type);
    }
    let is_for_programs = ["/api", "/merchant", "/webhooks"].iter().any(|root| path.starts_with(root));
    if is_for_programs && answer.status >= 400 && !is_head {
        let error = answer.json();
        prop_assert_eq!(&error["error"]["code"], answer.status);
        prop_assert_eq!(&error["error"]["request_id"], answer.header("x-request-id"));
    }
    Ok(())
}
