//! What every exchange has: a request id, the error envelope where it failed, and a place in the record.

use std::mem;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gocardless_api::ApiError;
use serde::Serialize;

use crate::dashboard;
use crate::error::Refusal;
use crate::faults::Dropped;
use crate::parameters::Lenient;
use crate::record::{Begun, Bodies, copy_answer, copy_request};
use crate::sandbox::Sandbox;

#[derive(Serialize)]
struct Envelope {
    error: ApiError,
}

/// Gives the request an id, writes a refusal's envelope, and notes the exchange.
///
/// Bodies are kept as [`crate::record`] says, headers never. Who only watches leaves no trace: no id is spent on it.
pub(crate) async fn answer_request(State(sandbox): State<Sandbox>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if dashboard::is_watching(request.method(), path) {
        let response = next.run(request).await;
        let is_refusal = response.extensions().get::<Refusal>().is_some();
        return if is_refusal { identified(response, &sandbox.next_request_id()) } else { response };
    }
    if path.starts_with("/_sandbox/") {
        let only_looks = request.method() == Method::GET;
        let id = sandbox.next_request_id();
        let response = identified(next.run(request).await, &id);
        sandbox.make_webhooks();
        if !only_looks {
            sandbox.changes().note();
        }
        return response;
    }
    let begun = begin(&sandbox, &mut request);
    let id = sandbox.next_request_id();
    if sandbox.is_lenient() {
        request.extensions_mut().insert(Lenient);
    }
    let response = identified(next.run(request).await, &id);
    // What the request made happen goes out without the answer's waiting for it.
    sandbox.make_webhooks();
    let status = response.extensions().get::<Dropped>().map_or(response.status().as_u16(), |dropped| dropped.status);
    let bodies = Arc::clone(&begun.bodies);
    sandbox.remember(begun, id, status);
    let (parts, body) = response.into_parts();
    let body = copy_answer(&parts.headers, body, &bodies, sandbox.changes().clone());
    Response::from_parts(parts, body)
}

/// Notes what is known of an exchange before it is answered.
fn begin(sandbox: &Sandbox, request: &mut Request) -> Begun {
    let uri = request.uri();
    let target = uri.path_and_query().map_or_else(|| uri.path().to_owned(), |target| target.as_str().to_owned());
    let bodies = Arc::new(Bodies::default());
    let body = mem::replace(request.body_mut(), Body::empty());
    *request.body_mut() = copy_request(request.headers(), body, &bodies);
    request.extensions_mut().insert(Arc::clone(&bodies));
    let (at, after_events) = sandbox.moment();
    Begun { method: request.method().clone(), target, at, after_events, bodies }
}

/// The answer with its request's id, in the envelope too where it is a refusal.
fn identified(mut response: Response, id: &str) -> Response {
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        response = with_envelope(response, refusal, id);
    }
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

/// Keeps the headers that were set on the way, such as `Allow`.
fn with_envelope(mut response: Response, refusal: Refusal, request_id: &str) -> Response {
    let envelope = Json(Envelope { error: refusal.into_api_error(request_id) }).into_response();
    for (name, value) in envelope.headers() {
        response.headers_mut().insert(name, value.clone());
    }
    response.headers_mut().remove("content-length");
    *response.body_mut() = envelope.into_body();
    response
}

/// What a handler that panicked answers: an envelope without a word of the panic.
pub(crate) fn answer_panic(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    Refusal::internal().into_response()
}

/// A JSON answer that is no refusal.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    (status, Json(value)).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use crate::testing::{TestSandbox, api};

    #[tokio::test]
    async fn an_unknown_path_and_a_wrong_method_are_refused_in_the_envelope() {
        let sandbox = TestSandbox::new();
        for (method, path, code, reason) in [
            ("GET", "/payment", 404, "path_not_found"),
            ("GET", "/customers/", 404, "path_not_found"),
            ("POST", "/mandates/MD1/actions/explode", 404, "path_not_found"),
            ("DELETE", "/mandates", 405, "method_not_allowed"),
            ("PATCH", "/customers/CU1", 405, "method_not_allowed"),
            ("GET", "/redirect_flows", 405, "method_not_allowed"),
        ] {
            let answer = sandbox.send(api(method, path).body("".into()).unwrap()).await;
            let error = answer.assert_refused(code, "invalid_api_usage", reason);
            assert_eq!(error.request_id.as_deref(), answer.headers["x-request-id"].to_str().ok());
        }
    }

    #[tokio::test]
    async fn a_wrong_method_is_told_the_right_ones() {
        let answer = TestSandbox::new().send(Request::delete("/customers").body("".into()).unwrap()).await;
        assert_eq!(answer.headers["allow"], "GET,HEAD,POST");
    }

    #[tokio::test]
    async fn requests_are_remembered_without_those_that_steer_the_sandbox() {
        let sandbox = TestSandbox::new();
        sandbox.get("/creditors?limit=1").await;
        sandbox.get("/_sandbox/clock").await;
        sandbox.get("/nowhere").await;
        let seen: Vec<_> = sandbox.requests().into_iter().map(|it| (it.method, it.path, it.status)).collect();
        let get = || "GET".to_owned();
        assert_eq!(seen, [(get(), "/creditors".to_owned(), 200), (get(), "/nowhere".to_owned(), 404)]);
    }
}
