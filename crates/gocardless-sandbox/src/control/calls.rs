//! `/_sandbox/calls`.

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use gocardless_api::API_VERSION;
use serde::Deserialize;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::cannot_follow;
use crate::app::app;
use crate::error::Refusal;
use crate::exchange;
use crate::faults::Dropped;
use crate::masking;
use crate::parameters::Document;
use crate::sandbox::Sandbox;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    method: String,
    path: String,
    #[serde(default)]
    body: Option<Value>,
    #[serde(default)]
    idempotency_key: Option<String>,
}

/// `POST`: calls the API with the sandbox's own access token, for the page, which has none.
///
/// The call is one like any other: it is recorded, and faults befall it. The answer says what it was answered, masked:
/// `{"status", "request_id", "body"}`; `status` is null when the connection was dropped.
pub(crate) async fn make_call(State(sandbox): State<Sandbox>, document: Document) -> Result<Response, Refusal> {
    let wanted: Wanted = serde_json::from_value(document.into_value())
        .map_err(|error| cannot_follow(&format!("Send {{\"method\", \"path\", \"body\"}}: {error}")))?;
    if !wanted.path.starts_with('/') || wanted.path.starts_with("/_sandbox/") {
        return Err(cannot_follow("`path` must be a path of the API"));
    }
    let method = Method::try_from(wanted.method.as_str()).map_err(|_| cannot_follow("`method` must be a method"))?;
    let mut request = Request::builder()
        .method(method)
        .uri(&wanted.path)
        .header(header::AUTHORIZATION, format!("Bearer {}", sandbox.access_token()))
        .header("gocardless-version", API_VERSION)
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(key) = &wanted.idempotency_key {
        request = request.header("idempotency-key", key);
    }
    let body = wanted.body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = request.body(body).map_err(|_| cannot_follow("`path` or `idempotency_key` cannot be sent"))?;

    let response = match app(sandbox).oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (parts, body) = response.into_parts();
    let status = parts.extensions.get::<Dropped>().is_none().then_some(parts.status.as_u16());
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = serde_json::from_slice(&bytes).map_or(Value::Null, masking::masked);
    let request_id = parts.headers.get("x-request-id").and_then(|id| id.to_str().ok());
    let shown = json!({ "status": status, "request_id": request_id, "body": body });
    Ok(exchange::json(StatusCode::OK, &shown))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::options::Options;
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_call_is_made_with_the_sandboxs_token_and_recorded() {
        let sandbox = TestSandbox::with(Options { access_token: "another".to_owned(), ..Options::default() });
        let call = json!({
            "method": "POST", "path": "/customers", "body": {"customers": {"company_name": "Hut Ltd"}},
            "idempotency_key": "k1"
        });
        let answer = sandbox.post("/_sandbox/calls", call.clone()).await.json;
        assert_eq!((&answer["status"], &answer["body"]["customers"]["company_name"]), (&json!(201), &json!("Hut Ltd")));
        assert_eq!(sandbox.post("/_sandbox/calls", call).await.json["status"], 409);
        assert_eq!(sandbox.customers().len(), 1);
        assert_eq!(
            sandbox.requests().last().map(|it| (it.path.clone(), it.status)),
            Some(("/customers".to_owned(), 409))
        );
    }

    #[tokio::test]
    async fn faults_befall_it() {
        let sandbox = TestSandbox::new();
        sandbox.post("/_sandbox/faults", json!({"path": "/customers", "drop": "before"})).await;
        let call = json!({"method": "GET", "path": "/customers"});
        assert_eq!(sandbox.post("/_sandbox/calls", call.clone()).await.json["status"], Value::Null);
        assert_eq!(sandbox.post("/_sandbox/calls", call).await.json["status"], 200);
    }

    #[tokio::test]
    async fn what_is_no_call_is_refused() {
        let sandbox = TestSandbox::new();
        for body in [
            json!({}),
            json!({"method": "GET", "path": "customers"}),
            json!({"method": "GET", "path": "/a b"}),
            json!({"method": "G T", "path": "/customers"}),
            json!({"method": "POST", "path": "/_sandbox/reset"}),
            json!({"method": "GET", "path": "/customers", "idempotency_key": "a\nb"}),
        ] {
            assert_eq!(sandbox.post("/_sandbox/calls", body.clone()).await.status, 422, "{body}");
        }
    }
}
