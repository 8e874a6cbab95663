//! `POST /oauth/access_token`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::client::authenticate;
use super::failure::Failure;
use super::fields::Fields;
use crate::exchange::json;
use crate::sandbox::Sandbox;

/// Gives an app an access token for the code that a merchant came back with.
///
/// Checked in this order: the app, the kind of grant, the fields, the code.
pub(crate) async fn issue_access_token(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut ledger = sandbox.ledger();
    let client_id = authenticate(&headers, &fields, &ledger)?;
    match fields.get("grant_type") {
        Some("authorization_code") => {}
        Some(_) => return Err(Failure::new("unsupported_grant_type", "grant_type must be authorization_code")),
        None => return Err(Failure::invalid_request("grant_type is missing")),
    }
    let code = fields.get("code").ok_or(Failure::invalid_request("code is missing"))?;
    let redirect_url = fields.get("redirect_uri").ok_or(Failure::invalid_request("redirect_uri is missing"))?;
    let grant = ledger.redeem(&client_id, code, redirect_url).ok_or(Failure::new(
        "invalid_grant",
        "The code is unknown, expired or used, or was given for another client or redirect_uri",
    ))?;
    Ok(json(StatusCode::OK, &grant))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::Request;
    use serde_json::json;

    use crate::testing::{Answer, TestSandbox};

    const REDIRECT: &str = "http://localhost:8080/oauth/callback";

    #[track_caller]
    fn assert_failed(answer: &Answer, status: u16, error: &str) {
        assert_eq!((answer.status, answer.json["error"].as_str()), (status, Some(error)), "{}", answer.text);
        assert!(answer.json["error_description"].is_string());
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers.contains_key("www-authenticate"), status == 401);
    }

    #[tokio::test]
    async fn a_code_becomes_a_token_for_the_merchants_account() {
        let sandbox = TestSandbox::new();
        let answer = sandbox.redeem(&sandbox.code("read_write").await).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let keys: Vec<_> = answer.json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["access_token", "scope", "token_type", "organisation_id", "email"]);
        assert_eq!(answer.json["scope"], "read_write");
        assert_eq!(answer.json["token_type"], "bearer");
        assert_eq!(answer.json["email"], "subscriptions@northwind.example");
        assert!(answer.json["organisation_id"].as_str().unwrap().starts_with("OR"));
        assert_eq!(answer.headers["cache-control"], "no-store");
        let list = sandbox.get_as(answer.json["access_token"].as_str().unwrap(), "/creditors").await.json;
        assert_eq!(list["creditors"][0]["name"], "Northwind Magazines Ltd");
    }

    #[tokio::test]
    async fn each_failure_has_its_code() {
        let sandbox = TestSandbox::new();
        let till = json!({"name": "Till", "client_id": "till", "client_secret": "till", "redirect_urls": [REDIRECT]});
        sandbox.post("/_sandbox/apps", till).await;
        let code = sandbox.code("read_write").await;
        let whole = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("client_id", "sandbox_demo_app"),
            ("client_secret", "sandbox_demo_app_secret"),
        ];
        for (changes, status, error) in [
            (&[("client_id", "")][..], 401, "invalid_client"),
            (&[("client_secret", "")], 401, "invalid_client"),
            (&[("client_id", "nobody")], 401, "invalid_client"),
            (&[("client_secret", "sandbox_demo_app_secreT")], 401, "invalid_client"),
            (&[("client_secret", "sandbox_demo_app_secret2")], 401, "invalid_client"),
            (&[("client_id", "till"), ("client_secret", "till")], 400, "invalid_grant"),
            (&[("grant_type", "")], 400, "invalid_request"),
            (&[("grant_type", "password")], 400, "unsupported_grant_type"),
            (&[("grant_type", "refresh_token")], 400, "unsupported_grant_type"),
            (&[("code", "")], 400, "invalid_request"),
            (&[("code", "other")], 400, "invalid_grant"),
            (&[("redirect_uri", "")], 400, "invalid_request"),
            (&[("redirect_uri", "http://127.0.0.1:8080/oauth/callback")], 400, "invalid_grant"),
        ] {
            let mut fields = whole;
            for (name, value) in changes {
                fields.iter_mut().find(|it| it.0 == *name).unwrap().1 = value;
            }
            assert_failed(&sandbox.fill_in("/oauth/access_token", &fields).await, status, error);
        }
        let twice: Vec<_> = whole.into_iter().chain([("code", "again")]).collect();
        assert_failed(&sandbox.fill_in("/oauth/access_token", &twice).await, 400, "invalid_request");
        assert_eq!(sandbox.fill_in("/oauth/access_token", &whole).await.status, 200);
    }

    #[tokio::test]
    async fn a_code_works_for_ten_minutes() {
        let sandbox = TestSandbox::new();
        let [early, late] = [sandbox.code("read_only").await, sandbox.code("read_only").await];
        sandbox.advance(Duration::from_mins(10) - Duration::from_millis(1));
        assert_eq!(sandbox.redeem(&early).await.status, 200);
        sandbox.advance(Duration::from_millis(1));
        assert_failed(&sandbox.redeem(&late).await, 400, "invalid_grant");
    }

    #[tokio::test]
    async fn a_code_that_comes_twice_ends_the_token_that_was_made_of_it() {
        let sandbox = TestSandbox::new();
        let kept = sandbox.connect_northwind("read_write").await;
        let code = sandbox.code("read_write").await;
        let lost = sandbox.redeem(&code).await.json;
        for _ in 0..2 {
            assert_failed(&sandbox.redeem(&code).await, 400, "invalid_grant");
        }
        for (granted, status) in [(lost, 401), (kept, 200)] {
            let token = granted["access_token"].as_str().unwrap();
            assert_eq!(sandbox.get_as(token, "/creditors").await.status, status);
        }
        assert!(sandbox.events().is_empty());
    }

    #[tokio::test]
    async fn json_and_http_basic_do_as_well() {
        let sandbox = TestSandbox::new();
        let code = sandbox.code("read_write").await;
        let body = |code: &str| json!({"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT});
        let post = |authorization: &str, body: String| {
            let request =
                Request::post("/oauth/access_token").header("content-type", "application/json; charset=utf-8");
            let request =
                if authorization.is_empty() { request } else { request.header("authorization", authorization) };
            request.body(body.into()).unwrap()
        };
        // sandbox_demo_app:sandbox_demo_app_secret, and the same with another secret.
        let basic = "Basic c2FuZGJveF9kZW1vX2FwcDpzYW5kYm94X2RlbW9fYXBwX3NlY3JldA==";
        let wrong = "Basic c2FuZGJveF9kZW1vX2FwcDpzYW5kYm94X2RlbW9fYXBwX3NlY3JlVA==";
        let mut both = body(&code);
        both["client_secret"] = json!("sandbox_demo_app_secret");
        let mut other = body(&code);
        other["client_id"] = json!("till");
        for (authorization, body, status, error) in [
            ("", body(&code).to_string(), 401, "invalid_client"),
            (wrong, body(&code).to_string(), 401, "invalid_client"),
            ("Basic !", body(&code).to_string(), 401, "invalid_client"),
            ("Bearer sandbox_demo", body(&code).to_string(), 401, "invalid_client"),
            (basic, both.to_string(), 400, "invalid_request"),
            (basic, other.to_string(), 400, "invalid_request"),
            (basic, "[]".to_owned(), 400, "invalid_request"),
            (basic, json!({"grant_type": 1}).to_string(), 400, "invalid_request"),
        ] {
            assert_failed(&sandbox.send(post(authorization, body)).await, status, error);
        }
        assert_eq!(sandbox.send(post(basic, body(&code).to_string())).await.status, 200);
        let text = Request::post("/oauth/access_token").header("content-type", "text/plain").body("code=1".into());
        assert_failed(&sandbox.send(text.unwrap()).await, 400, "invalid_request");
        let large = post(basic, format!("\"{}\"", "x".repeat(300_000)));
        assert_failed(&sandbox.send(large).await, 413, "invalid_request");
    }

    #[tokio::test]
    async fn nothing_that_is_secret_is_told_in_a_failure() {
        let sandbox = TestSandbox::new();
        let fields = [("client_id", "canary1"), ("client_secret", "canary2"), ("code", "canary3")];
        let answer = sandbox.fill_in("/oauth/access_token", &fields).await;
        assert!(!answer.text.contains("canary"), "{}", answer.text);
    }
}
