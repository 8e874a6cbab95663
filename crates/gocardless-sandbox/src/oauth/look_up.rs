//! `POST /oauth/introspect`, and under another name `POST /oauth/token_info`. Source: RFC 7662.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::client::authenticate;
use super::failure::Failure;
use super::fields::Fields;
use crate::exchange::json;
use crate::sandbox::Sandbox;

/// Tells an app what one of its tokens allows; of a token that is not its own, or has ended, only that.
pub(crate) async fn look_up_token(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    let ledger = sandbox.ledger();
    let client_id = authenticate(&headers, &fields, &ledger)?;
    let token = fields.get("token").ok_or(Failure::invalid_request("token is missing"))?;
    Ok(json(StatusCode::OK, &ledger.look_up(&client_id, token)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn an_app_looks_up_and_revokes_its_own_tokens_alone() {
        let sandbox = TestSandbox::new();
        let till = json!({"name": "Till", "client_id": "till", "client_secret": "till",
            "redirect_urls": ["https://till.example"]});
        sandbox.post("/_sandbox/apps", till).await;
        let granted = sandbox.connect_northwind("read_only").await;
        let token = granted["access_token"].as_str().unwrap();
        let own = json!({"active": true, "scope": "read_only", "token_type": "bearer",
            "organisation_id": granted["organisation_id"], "email": "subscriptions@northwind.example"});
        let nothing = json!({"active": false});
        let as_till = |path: &'static str| {
            let fields = [("client_id", "till"), ("client_secret", "till"), ("token", token)];
            let sandbox = &sandbox;
            async move { sandbox.fill_in(path, &fields).await }
        };
        for path in ["/oauth/introspect", "/oauth/token_info"] {
            assert_eq!(sandbox.as_app(path, &[("token", token)]).await.json, own);
            assert_eq!(sandbox.as_app(path, &[("token", "other")]).await.json, nothing);
            assert_eq!(sandbox.as_app(path, &[("token", "sandbox_demo")]).await.json, nothing);
            assert_eq!(as_till(path).await.json, nothing);
        }
        for refused in
            [as_till("/oauth/revoke").await, sandbox.as_app("/oauth/revoke", &[("token", "sandbox_demo")]).await]
        {
            assert_eq!((refused.status, refused.json["error"].as_str()), (400, Some("unauthorized_client")));
        }
        assert_eq!(sandbox.get_as(token, "/creditors").await.status, 200);
        for token in [token, token, "other"] {
            let answer = sandbox.as_app("/oauth/revoke", &[("token", token)]).await;
            assert_eq!((answer.status, answer.json), (200, json!({})));
        }
        assert_eq!(sandbox.as_app("/oauth/introspect", &[("token", token)]).await.json, nothing);
        let answer = sandbox.get_as(token, "/creditors").await;
        answer.assert_refused(401, "invalid_api_usage", "access_token_revoked");
        assert_eq!(sandbox.get("/creditors").await.status, 200);
    }

    #[tokio::test]
    async fn a_token_is_asked_of_by_a_known_app() {
        let sandbox = TestSandbox::new();
        for path in ["/oauth/introspect", "/oauth/token_info", "/oauth/revoke"] {
            let missing = sandbox.as_app(path, &[]).await;
            assert_eq!((missing.status, missing.json["error"].as_str()), (400, Some("invalid_request")));
            let stranger = sandbox.fill_in(path, &[("token", "sandbox_demo")]).await;
            assert_eq!((stranger.status, stranger.json["error"].as_str()), (401, Some("invalid_client")));
        }
    }
}
