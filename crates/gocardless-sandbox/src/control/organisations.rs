//! `/_sandbox/organisations`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::cannot_follow;
use crate::error::Refusal;
use crate::exchange::json;
use crate::ledger::{Connection, Ledger, Organisation};
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

#[derive(Serialize)]
struct Listed<'a> {
    organisations: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    name: &'a str,
    email: &'a str,
    created_at: &'a str,
    closed: bool,
    connections: Vec<ShownConnection<'a>>,
}

#[derive(Serialize)]
struct ShownConnection<'a> {
    client_id: &'a str,
    name: &'a str,
    connected_at: &'a str,
    connected: bool,
}

/// Which app is to go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disconnection {
    client_id: String,
}

/// `GET`: every organisation with its connections, of which some may have ended.
pub(crate) async fn list_organisations(State(sandbox): State<Sandbox>) -> Response {
    let ledger = sandbox.ledger();
    json(StatusCode::OK, &Listed { organisations: ledger.organisations().map(|it| shown(&ledger, it)).collect() })
}

fn shown<'a>(ledger: &'a Ledger, organisation: &'a Organisation) -> Shown<'a> {
    let connection = |connection: &'a Connection| ShownConnection {
        client_id: &connection.client_id,
        name: ledger.app(&connection.client_id).map_or("", |app| &app.name),
        connected_at: &connection.connected_at,
        connected: connection.is_open(),
    };
    Shown {
        id: organisation.id.as_str(),
        name: organisation.name(),
        email: &organisation.email,
        created_at: &organisation.created_at,
        closed: organisation.closed,
        connections: organisation.connections.iter().map(connection).collect(),
    }
}

/// `POST …/{id}/disconnect`: the merchant disconnects the app `client_id`.
pub(crate) async fn disconnect_app(
    State(sandbox): State<Sandbox>,
    PathId(id): PathId,
    document: Document,
) -> Result<StatusCode, Refusal> {
    let Disconnection { client_id } =
        serde_json::from_value(document.into_value()).map_err(|_| cannot_follow("Send {\"client_id\": an app's}"))?;
    let mut ledger = sandbox.ledger();
    let number = ledger.organisation_with_id(&id).ok_or_else(Refusal::resource_not_found)?;
    if ledger.disconnect(number, &client_id) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(cannot_follow("The organisation is not connected to this app, or no longer"))
}

/// `POST …/{id}/close`: the merchant's account ends.
pub(crate) async fn close_organisation(
    State(sandbox): State<Sandbox>,
    PathId(id): PathId,
) -> Result<StatusCode, Refusal> {
    let mut ledger = sandbox.ledger();
    let number = ledger.organisation_with_id(&id).ok_or_else(Refusal::resource_not_found)?;
    ledger.close(number);
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    async fn organisations(sandbox: &TestSandbox) -> Vec<Value> {
        sandbox.visit("/_sandbox/organisations").await.json["organisations"].as_array().unwrap().clone()
    }

    #[tokio::test]
    async fn a_merchant_that_disconnects_ends_the_apps_tokens_and_it_is_told_once() {
        let sandbox = TestSandbox::new();
        let one = sandbox.connect_northwind("read_write").await;
        let two = sandbox.connect_northwind("read_only").await;
        let id = one["organisation_id"].as_str().unwrap();
        let path = format!("/_sandbox/organisations/{id}/disconnect");
        let app = json!({"client_id": "sandbox_demo_app"});
        assert_eq!(organisations(&sandbox).await[0]["connections"][0]["connected"], true);
        assert_eq!(sandbox.post(&path, app.clone()).await.status, 204);
        for granted in [one.clone(), two] {
            let answer = sandbox.get_as(granted["access_token"].as_str().unwrap(), "/creditors").await;
            answer.assert_refused(401, "invalid_api_usage", "access_token_revoked");
        }
        let event = serde_json::to_value(sandbox.events()).unwrap();
        assert_eq!(
            event,
            json!([{
                "id": null, "created_at": "2026-03-02T09:00:00.000Z", "resource_type": "organisations",
                "action": "disconnected", "metadata": {},
                "details": {
                    "origin": "gocardless", "cause": "app_disconnected",
                    "description": "This organisation has disconnected your app."
                },
                "links": {"organisation": id}, "resource_metadata": {}
            }])
        );
        assert_eq!(sandbox.get("/events").await.json["events"], json!([]));
        assert_eq!(organisations(&sandbox).await[0]["connections"][0]["connected"], false);
        assert_eq!(sandbox.post(&path, app).await.status, 422);
        sandbox.mandate().await;
        assert!(sandbox.events().iter().skip(1).all(|event| event.links.get("organisation").is_none()));
    }

    #[tokio::test]
    async fn the_last_token_that_is_revoked_ends_the_connection() {
        let sandbox = TestSandbox::new();
        let granted = [sandbox.connect_northwind("read_write").await, sandbox.connect_northwind("read_only").await];
        for (told, granted) in granted.iter().enumerate() {
            let token = granted["access_token"].as_str().unwrap();
            assert_eq!(sandbox.as_app("/oauth/revoke", &[("token", token)]).await.status, 200);
            assert_eq!(sandbox.events().len(), told);
        }
    }

    #[tokio::test]
    async fn a_closed_account_opens_to_nobody() {
        let sandbox = TestSandbox::new();
        let granted = sandbox.connect_northwind("read_write").await;
        let code = sandbox.code("read_write").await;
        let id = granted["organisation_id"].as_str().unwrap();
        for _ in 0..2 {
            assert_eq!(sandbox.post(&format!("/_sandbox/organisations/{id}/close"), json!(null)).await.status, 204);
        }
        for token in ["sandbox_demo", granted["access_token"].as_str().unwrap()] {
            let answer = sandbox.get_as(token, "/creditors").await;
            answer.assert_refused(401, "invalid_api_usage", "access_token_revoked");
        }
        assert_eq!(sandbox.redeem(&code).await.json["error"], "invalid_grant");
        let fields = [("view", "login"), ("email", "subscriptions@northwind.example"), ("decision", "allow")];
        let page = format!("/oauth/authorize?{}", crate::testing::asking("read_write"));
        assert_eq!(sandbox.fill_in(&page, &fields).await.status, 422);
        assert_eq!((sandbox.events().len(), organisations(&sandbox).await[0]["closed"].clone()), (1, json!(true)));
    }

    #[tokio::test]
    async fn what_cannot_be_followed_is_refused() {
        let sandbox = TestSandbox::new();
        let id = organisations(&sandbox).await[0]["id"].as_str().unwrap().to_owned();
        for (path, body, status) in [
            ("OR1/disconnect", json!({"client_id": "sandbox_demo_app"}), 404),
            ("OR1/close", json!(null), 404),
            (&format!("{id}/disconnect"), json!({"client_id": "sandbox_demo_app"}), 422),
            (&format!("{id}/disconnect"), json!({"client": "sandbox_demo_app"}), 422),
            (&format!("{id}/disconnect"), json!(null), 422),
        ] {
            assert_eq!(sandbox.post(&format!("/_sandbox/organisations/{path}"), body).await.status, status, "{path}");
        }
    }
}
