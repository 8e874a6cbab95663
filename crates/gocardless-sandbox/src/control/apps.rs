//! `/_sandbox/apps`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::cannot_follow;
use crate::apps::PartnerApp;
use crate::error::Refusal;
use crate::exchange::json;
use crate::parameters::Document;
use crate::sandbox::Sandbox;

#[derive(Serialize)]
struct Listed<'a> {
    apps: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Registered<'a> {
    app: Shown<'a>,
}

/// An app; its secrets are shown to who registers it, once.
#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    description: &'a str,
    homepage_url: Option<&'a str>,
    client_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
    redirect_urls: &'a [String],
    post_onboarding_url: Option<&'a str>,
    webhook_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_secret: Option<&'a str>,
}

impl<'a> Shown<'a> {
    fn without_secrets(app: &'a PartnerApp) -> Self {
        Self {
            name: &app.name,
            description: &app.description,
            homepage_url: app.homepage_url.as_deref(),
            client_id: &app.client_id,
            client_secret: None,
            redirect_urls: &app.redirect_urls,
            post_onboarding_url: app.post_onboarding_url.as_deref(),
            webhook_url: app.webhook_url.as_deref(),
            webhook_secret: None,
        }
    }
}

/// `GET`: the registered apps, without their secrets.
pub(crate) async fn list_apps(State(sandbox): State<Sandbox>) -> Response {
    let ledger = sandbox.ledger();
    json(StatusCode::OK, &Listed { apps: ledger.apps().iter().map(Shown::without_secrets).collect() })
}

/// `POST`: registers a [`PartnerApp`], and answers it with the ids and secrets that were made for it.
pub(crate) async fn register_app(State(sandbox): State<Sandbox>, document: Document) -> Result<Response, Refusal> {
    let app: PartnerApp = serde_json::from_value(document.into_value())
        .map_err(|error| cannot_follow(&format!("This is no app: {error}")))?;
    let mut ledger = sandbox.ledger();
    let app = ledger.register(app).map_err(|refused| cannot_follow(&format!("Not registered: {}", refused.0)))?;
    let (client_secret, webhook_secret) = (Some(app.client_secret.as_str()), Some(app.webhook_secret.as_str()));
    let app = Shown { client_secret, webhook_secret, ..Shown::without_secrets(app) };
    Ok(json(StatusCode::CREATED, &Registered { app }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn an_app_is_registered_once_and_listed_without_its_secrets() {
        let sandbox = TestSandbox::new();
        let app = json!({"name": "Till", "client_id": "till", "redirect_urls": ["https://till.example/cb"]});
        let made = sandbox.post("/_sandbox/apps", app.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let secret = made.json["app"]["client_secret"].as_str().unwrap();
        assert_eq!((made.json["app"]["client_id"].as_str(), secret.len()), (Some("till"), 40));
        let list = sandbox.visit("/_sandbox/apps").await;
        let ids: Vec<_> = list.json["apps"].as_array().unwrap().iter().map(|app| app["client_id"].clone()).collect();
        assert_eq!(ids, ["sandbox_demo_app", "till"]);
        assert!(!list.text.contains(secret) && !list.text.contains("secret"), "{}", list.text);
        assert_eq!(sandbox.post("/_sandbox/apps", app).await.status, 422);
        sandbox.post("/_sandbox/reset", json!(null)).await;
        assert_eq!(sandbox.visit("/_sandbox/apps").await.json["apps"].as_array().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_is_no_app_is_refused_with_the_reason() {
        let sandbox = TestSandbox::new();
        let urls: Vec<_> = (0..21).map(|number| format!("https://till.example/{number}")).collect();
        for (body, part) in [
            (json!(null), "This is no app"),
            (json!({"name": "Till"}), "missing field `redirect_urls`"),
            (json!({"name": "Till", "redirect_urls": [], "colour": 1}), "unknown field `colour`"),
            (json!({"name": "", "redirect_urls": ["https://till.example"]}), "has a name"),
            (json!({"name": "Till", "redirect_urls": ["http://till.example"]}), "must be https"),
            (json!({"name": "Till", "redirect_urls": urls}), "1 to 20 redirect URLs"),
            (
                json!({"name": "Till", "redirect_urls": ["https://till.example"], "client_id": "sandbox_demo_app"}),
                "there is an app with this client_id already",
            ),
        ] {
            let answer = sandbox.post("/_sandbox/apps", body).await;
            assert_eq!(answer.status, 422, "{part}");
            assert!(answer.text.contains(part), "{part}: {}", answer.text);
        }
    }
}
