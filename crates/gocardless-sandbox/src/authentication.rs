//! Who is calling the API, and whether the call has the headers that every call needs.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use gocardless_api::{API_VERSION, Scope};

use crate::error::Refusal;
use crate::ledger::{Ledger, Token};
use crate::record::Bodies;
use crate::sandbox::Sandbox;

/// An authenticated caller whose call speaks this version of the API and takes JSON.
///
/// Checked in this order: authorization, version, accept, and whether the token allows a change. Source: API reference,
/// "Making requests" and "Errors". Which organisation it calls for, [`Ledger::organisation_of`] says.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) access_token: String,
    /// Whether a partner's app calls, for a merchant that has allowed it.
    pub(crate) is_app: bool,
}

impl FromRequestParts<Sandbox> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, Refusal> {
        let access_token = bearer_token(&parts.headers)?;
        let token = check_token(&sandbox.ledger(), &access_token)?.clone();
        if let Some(bodies) = parts.extensions.get::<Arc<Bodies>>() {
            bodies.belongs_to(token.organisation);
        }
        check_version(&parts.headers)?;
        check_accept(&parts.headers)?;
        if token.scope == Scope::ReadOnly && !matches!(parts.method, Method::GET | Method::HEAD) {
            let message = "The access token allows reading only";
            return Err(Refusal::usage(StatusCode::FORBIDDEN, "insufficient_permissions", message));
        }
        Ok(Self { access_token, is_app: token.app.is_some() })
    }
}

/// What the token opens, if it still does.
pub(crate) fn check_token<'a>(ledger: &'a Ledger, access_token: &str) -> Result<&'a Token, Refusal> {
    let token = ledger.token(access_token).ok_or_else(unknown_token)?;
    if token.revoked {
        return Err(unauthorized("access_token_revoked", "The access token has been revoked"));
    }
    Ok(token)
}

pub(crate) fn unknown_token() -> Refusal {
    unauthorized("access_token_not_found", "No access token was found that matches your Authorization header")
}

fn bearer_token(headers: &HeaderMap) -> Result<String, Refusal> {
    let value = headers.get(header::AUTHORIZATION).ok_or_else(|| {
        unauthorized(
            "missing_authorization_header",
            "The Authorization header is missing: send `Bearer <access token>`",
        )
    })?;
    let token = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(kind, token)| kind.eq_ignore_ascii_case("bearer") && !token.trim().is_empty());
    token.map(|(_, token)| token.trim().to_owned()).ok_or_else(|| {
        unauthorized("invalid_authorization_header", "The Authorization header should be `Bearer <access token>`")
    })
}

fn unauthorized(reason: &str, message: &str) -> Refusal {
    Refusal::usage(StatusCode::UNAUTHORIZED, reason, message)
}

fn check_version(headers: &HeaderMap) -> Result<(), Refusal> {
    match headers.get("GoCardless-Version") {
        Some(version) if version == API_VERSION => Ok(()),
        Some(_) => {
            let message = format!("Version not found: the GoCardless-Version header should be {API_VERSION}");
            Err(Refusal::usage(StatusCode::BAD_REQUEST, "version_not_found", &message))
        }
        None => {
            let message = format!("The GoCardless-Version header is missing: send {API_VERSION}");
            Err(Refusal::usage(StatusCode::BAD_REQUEST, "missing_version_header", &message))
        }
    }
}

/// Without the header, anything is accepted (RFC 9110, section 12.5.1).
fn check_accept(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut values = headers.get_all(header::ACCEPT).iter().peekable();
    let nothing_asked = values.peek().is_none();
    let mut ranges = values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let takes_json = ranges.any(|range| {
        let essence = range.split(';').next().unwrap_or_default().trim();
        ["application/json", "application/*", "*/*"].iter().any(|json| essence.eq_ignore_ascii_case(json))
    });
    if nothing_asked || takes_json {
        return Ok(());
    }
    Err(Refusal::usage(StatusCode::NOT_ACCEPTABLE, "not_acceptable", "The API answers application/json only"))
}

#[cfg(test)]
mod tests {
    use axum::extract::State;
    use axum::http::Request;
    use axum::response::IntoResponse as _;
    use serde_json::json;

    use super::*;
    use crate::handlers::events::get_event;
    use crate::path_id::PathId;
    use crate::testing::{TestSandbox, api_as};

    const ALL: [(&str, &str); 3] = [
        ("authorization", "Bearer sandbox_demo"),
        ("gocardless-version", "2015-07-06"),
        ("accept", "application/json"),
    ];

    #[tokio::test]
    async fn each_header_that_is_missing_or_wrong_has_its_own_refusal() {
        let sandbox = TestSandbox::new();
        for (name, value, code, reason) in [
            ("authorization", None, 401, "missing_authorization_header"),
            ("authorization", Some("sandbox_demo"), 401, "invalid_authorization_header"),
            ("authorization", Some("Basic sandbox_demo"), 401, "invalid_authorization_header"),
            ("authorization", Some("Bearer "), 401, "invalid_authorization_header"),
            ("authorization", Some("Bearer other"), 401, "access_token_not_found"),
            ("gocardless-version", None, 400, "missing_version_header"),
            ("gocardless-version", Some("2015-07-05"), 400, "version_not_found"),
            ("accept", Some("text/html"), 406, "not_acceptable"),
        ] {
            let mut request = Request::get("/creditors");
            for (header, usual) in ALL {
                match (header == name, value) {
                    (false, _) => request = request.header(header, usual),
                    (true, Some(value)) => request = request.header(header, value),
                    (true, None) => {}
                }
            }
            let answer = sandbox.send(request.body("".into()).unwrap()).await;
            answer.assert_refused(code, "invalid_api_usage", reason);
        }
    }

    #[tokio::test]
    async fn accept_may_be_absent_or_a_range() {
        let sandbox = TestSandbox::new();
        for accept in [None, Some("*/*"), Some("text/html, application/json;q=0.5"), Some("Application/JSON")] {
            let mut request = Request::get("/creditors").header(ALL[0].0, ALL[0].1).header(ALL[1].0, ALL[1].1);
            if let Some(accept) = accept {
                request = request.header("accept", accept);
            }
            assert_eq!(sandbox.send(request.body("".into()).unwrap()).await.status, 200, "{accept:?}");
        }
    }

    #[tokio::test]
    async fn a_token_for_reading_changes_nothing() {
        let sandbox = TestSandbox::new();
        let granted = sandbox.connect_northwind("read_only").await;
        let token = granted["access_token"].as_str().unwrap();
        for (method, path) in [
            ("POST", "/customers"),
            ("PUT", "/customers/CU1"),
            ("DELETE", "/customers/CU1"),
            ("POST", "/mandates/MD1/actions/cancel"),
            ("POST", "/scenario_simulators/payment_failed/actions/run"),
            ("POST", "/bank_details_lookups"),
        ] {
            let answer = sandbox.send(api_as(token, method, path).body("{}".into()).unwrap()).await;
            answer.assert_refused(403, "invalid_api_usage", "insufficient_permissions");
        }
        assert_eq!(sandbox.get_as(token, "/customers").await.status, 200);
    }

    #[tokio::test]
    async fn a_token_is_never_repeated_in_an_answer() {
        let sandbox = TestSandbox::new();
        let request = Request::post("/customers").header("authorization", "Bearer secret_token");
        let answer = sandbox.send(request.body(json!({}).to_string().into()).unwrap()).await;
        assert!(!answer.text.contains("secret_token"));
    }

    #[tokio::test]
    async fn a_reset_between_the_check_and_the_answer_is_an_unknown_token() {
        let sandbox = TestSandbox::new();
        let granted = sandbox.connect_new("Hut Ltd", "ada@hut.example").await;
        let token = granted["access_token"].as_str().unwrap().to_owned();
        let caller = async |token: &str| {
            let (mut parts, ()) = api_as(token, "GET", "/events/EV1").body(()).unwrap().into_parts();
            Caller::from_request_parts(&mut parts, &sandbox).await.ok().unwrap()
        };
        let [theirs, own] = [caller(&token).await, caller("sandbox_demo").await];
        sandbox.post("/_sandbox/reset", json!(null)).await;
        for (caller, status) in [(theirs, 401), (own, 404)] {
            let id = PathId("EV1".to_owned());
            let refused = get_event(State((*sandbox).clone()), caller, id).await.err().unwrap();
            assert_eq!(refused.into_response().status(), status);
        }
    }
}
