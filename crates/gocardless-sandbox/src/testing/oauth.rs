//! Calls of a partner's app, and of merchants who connect to it.

use serde_json::Value;

use super::{Answer, TestSandbox};

impl TestSandbox {
    /// Calls a token endpoint as the demo app.
    pub(crate) async fn as_app(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let own = [("client_id", "sandbox_demo_app"), ("client_secret", "sandbox_demo_app_secret")];
        let fields: Vec<_> = own.into_iter().chain(fields.iter().copied()).collect();
        self.fill_in(path, &fields).await
    }

    /// The code that the demo app gets from the invented merchant.
    pub(crate) async fn code(&self, scope: &str) -> String {
        let fields = [("view", "login"), ("email", "subscriptions@northwind.example"), ("decision", "allow")];
        let answer = self.fill_in(&format!("/oauth/authorize?{}", asking(scope)), &fields).await;
        answer.led_with("code").unwrap()
    }

    pub(crate) async fn redeem(&self, code: &str) -> Answer {
        let redirect = "http://localhost:8080/oauth/callback";
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect)];
        self.as_app("/oauth/access_token", &fields).await
    }

    /// The invented merchant lets the demo app call the API; what the app is told.
    pub(crate) async fn connect_northwind(&self, scope: &str) -> Value {
        self.redeem(&self.code(scope).await).await.json
    }

    /// A new merchant signs up and lets the demo app call the API; what the app is told.
    pub(crate) async fn connect_new(&self, name: &str, email: &str) -> Value {
        let fields = [
            ("view", "signup"),
            ("organisation_name", name),
            ("given_name", "Ada"),
            ("family_name", "Hut"),
            ("email", email),
            ("country_code", "GB"),
            ("decision", "allow"),
        ];
        let answer = self.fill_in(&format!("/oauth/authorize?{}", asking("read_write")), &fields).await;
        self.redeem(&answer.led_with("code").unwrap()).await.json
    }
}

/// The query of the authorise page that the demo app asks with.
pub(crate) fn asking(scope: &str) -> String {
    let redirect = "http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback";
    format!("client_id=sandbox_demo_app&redirect_uri={redirect}&scope={scope}&response_type=code&state=s1")
}
