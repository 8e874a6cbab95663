//! Whose pages may call.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::Request;
use hyper::body::Frame;

use crate::support::{OWN, SHOP, TestMerchant};

const START: &str = r#"{"signups":{"flow":"redirect","plan":"magazine"}}"#;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
/// What a page may send anywhere without asking, none at all, and JSON.
const CONTENT_TYPES: [Option<&str>; 5] =
    [Some(JSON), Some(FORM), Some("text/plain"), Some("multipart/form-data; boundary=x"), None];
const ORIGINS: [Option<&str>; 5] = [Some(OWN), Some(SHOP), Some("https://evil.example"), Some("null"), None];
const SITES: [Option<&str>; 5] = [Some("same-origin"), Some("same-site"), Some("cross-site"), Some("none"), None];

/// A POST with each header that there is a value for.
fn post(path: &str, headers: [(&str, Option<&str>); 3], body: &'static str) -> Request<Body> {
    let mut request = Request::post(path);
    for (name, value) in headers {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    request.body(Body::from(body)).unwrap()
}

/// Every combination of an origin, a site and a content type.
fn combinations() -> impl Iterator<Item = [(&'static str, Option<&'static str>); 3]> {
    let pairs = ORIGINS.into_iter().flat_map(|origin| SITES.map(|site| (origin, site)));
    pairs.flat_map(|(origin, site)| {
        CONTENT_TYPES.map(|kind| [("origin", origin), ("sec-fetch-site", site), ("content-type", kind)])
    })
}

#[tokio::test]
async fn promise_30_json_changes_a_state_for_our_own_and_allowed_pages_only() {
    let merchant = TestMerchant::start().await;
    let mut started = 0;
    for path in [
        "/api/signups",
        "/api/signups/SG1/actions/complete",
        "/api/signups/SG1/actions/submit",
        "/api/bank_details_lookups",
    ] {
        for headers in combinations() {
            let [(_, origin), (_, site), (_, kind)] = headers;
            let is_from_here = matches!(site, None | Some("same-origin" | "none"));
            let passes = match origin {
                Some(SHOP) => true,
                Some(OWN) | None => is_from_here,
                Some(_) => false,
            };
            let answer = merchant.browser().send(post(path, headers, START)).await;
            match (passes, kind == Some(JSON)) {
                (false, _) => answer.assert_refused(403, "cross_origin"),
                (true, false) => answer.assert_refused(415, "unsupported_media_type"),
                (true, true) => assert!(![403, 415].contains(&answer.status), "{path} {headers:?}: {}", answer.text()),
            }
            started += usize::from(answer.status == 201);
        }
    }
    // Three from our own page, three without an origin, and five from the allowed one.
    assert_eq!((started, merchant.sandbox.redirect_flows().len()), (11, 11));
}

#[tokio::test]
async fn promise_30_a_form_changes_a_state_for_our_own_pages_only() {
    let merchant = TestMerchant::start().await;
    for headers in combinations() {
        let [(_, origin), (_, site), (_, kind)] = headers;
        let passes = match origin {
            Some(OWN) => matches!(site, None | Some("same-origin" | "none")),
            None => site == Some("same-origin"),
            Some(_) => false,
        };
        let answer = merchant.browser().send(post("/signups", headers, "plan=magazine")).await;
        let expected = match (passes, kind == Some(FORM)) {
            (false, _) => 403,
            (true, false) => 415,
            (true, true) => 303,
        };
        assert_eq!(answer.status, expected, "{headers:?}: {}", answer.text());
    }
    assert_eq!(merchant.sandbox.redirect_flows().len(), 4);
}

#[tokio::test]
async fn a_body_that_needs_no_permission_to_cross_origins_is_not_taken() {
    let merchant = TestMerchant::start().await;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
        let request = Request::post("/api/signups").header("content-type", content_type).body(Body::from(START));
        merchant.browser().send(request.unwrap()).await.assert_refused(415, "unsupported_media_type");
    }
    assert_eq!(merchant.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn a_browser_is_told_whose_pages_may_read_the_answers() {
    let merchant = TestMerchant::start().await;
    for (origin, allowed) in [(SHOP, SHOP), (OWN, ""), ("https://evil.example", ""), ("null", "")] {
        let preflight = Request::options("/api/signups")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,idempotency-key")
            .body(Body::empty())
            .unwrap();
        let answer = merchant.browser().send(preflight).await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
        if !allowed.is_empty() {
            assert_eq!(answer.header("access-control-allow-credentials"), "true");
            assert_eq!(answer.header("access-control-allow-methods"), "GET,POST");
            assert_eq!(answer.header("access-control-allow-headers"), "content-type,idempotency-key");
        }
        let request = Request::get("/api/signups/SG1").header("origin", origin).body(Body::empty()).unwrap();
        let answer = merchant.browser().send(request).await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
    }
}

/// A body that never comes.
struct Never;

impl HttpBody for Never {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn an_allowed_page_may_read_that_it_took_too_long() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let request = Request::post("/api/signups").header("content-type", JSON).header("origin", SHOP);
    // From here on only a timer is waited for.
    tokio::time::pause();
    let answer = browser.send(request.body(Body::new(Never)).unwrap()).await;
    answer.assert_refused(503, "timed_out");
    assert_eq!(answer.header("access-control-allow-origin"), SHOP);
}
