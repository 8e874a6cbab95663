//! A sandbox without a socket, and a merchant and a browser that call it.

use crate::answers;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use gocardless_sandbox::{Options, Sandbox, app};
use serde_json::Value;
use tower::ServiceExt as _;

/// A whole answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// A sandbox whose clock stands still at `clock`.
pub(crate) fn sandbox_at(clock: &str) -> Sandbox {
    Sandbox::new(Options { clock: Some(clock.parse().unwrap()), ..Options::default() }).unwrap()
}

/// Monday 2 March 2026, nine o'clock.
pub(crate) fn sandbox() -> Sandbox {
    sandbox_at("2026-03-02T09:00:00Z")
}

/// What answers requests: a sandbox, or its router, where there are so many that a router for each takes too long.
pub(crate) trait Answers {
    fn router(&self) -> Router;
}

impl Answers for Sandbox {
    fn router(&self) -> Router {
        app(self.clone())
    }
}

impl Answers for Router {
    fn router(&self) -> Router {
        self.clone()
    }
}

pub(crate) async fn send(sandbox: &impl Answers, request: Request<Body>) -> Answer {
    let path = request.uri().path().to_owned();
    let is_head = request.method() == "HEAD";
    let (parts, body) = sandbox.router().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    let json = serde_json::from_str(&body).unwrap_or_default();
    if !is_head {
        assert_eq!(answers::findings(&path, parts.status.as_u16(), &json), Vec::<String>::new(), "{path}: {body}");
    }
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// The merchant calls the API.
pub(crate) async fn call(sandbox: &impl Answers, method: &str, path: &str, body: &Value) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", "Bearer sandbox_demo")
        .header("gocardless-version", "2015-07-06")
        .header("content-type", "application/json");
    send(sandbox, request.body(body.to_string().into()).unwrap()).await
}

/// The payer opens a page.
pub(crate) async fn open(sandbox: &Sandbox, path: &str) -> Answer {
    send(sandbox, Request::get(path).body(Body::empty()).unwrap()).await
}

/// The payer sends a form of a page.
pub(crate) async fn send_form(sandbox: &Sandbox, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("origin", "null")
        .header("sec-fetch-site", "same-origin");
    send(sandbox, request.body(body.into()).unwrap()).await
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Where a 303 leads.
    #[track_caller]
    pub(crate) fn leads_to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.body);
        self.headers["location"].to_str().unwrap()
    }

    /// Asserts that the page shows each of these.
    #[track_caller]
    pub(crate) fn shows(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.body.contains(part), "{part} is not in {}", self.body);
        }
    }
}
