//! Whose pages may call.

use axum::body::Body;
use axum::http::Request;

use crate::support::{OWN, SHOP, TestMerchant};

const START: &str = r#"{"signups":{"flow":"redirect","plan":"magazine"}}"#;

#[tokio::test]
async fn a_state_changes_for_our_own_and_allowed_pages_only() {
    let merchant = TestMerchant::start().await;
    for path in ["/api/signups", "/api/signups/SG1/actions/complete", "/api/bank_details_lookups"] {
        for (origin, site, passes) in [
            (Some(OWN), None, true),
            (Some(SHOP), Some("cross-site"), true),
            (Some("https://evil.example"), Some("cross-site"), false),
            (Some("https://evil.example"), None, false),
            (Some("null"), None, false),
            (None, Some("cross-site"), false),
            (None, Some("same-origin"), true),
            (None, None, true),
        ] {
            let mut request = Request::post(path).header("content-type", "application/json");
            for (name, value) in [("origin", origin), ("sec-fetch-site", site)] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
            let answer = merchant.browser().send(request.body(Body::from(START)).unwrap()).await;
            if passes {
                assert_ne!(answer.status, 403, "{path} {origin:?} {site:?}");
            } else {
                answer.assert_refused(403, "cross_origin");
            }
        }
    }
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
