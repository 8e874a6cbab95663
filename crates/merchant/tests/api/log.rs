//! What the log says of a whole signup, and what it never says.

use std::io;
use std::sync::{Arc, Mutex};

use gocardless_sandbox::{Fault, Moment};
use secrecy::ExposeSecret;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{TestMerchant, magazine};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_log_follows_a_signup_by_its_ids_and_names_nobody() {
    let log = Log::default();
    let format = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    let _guard = tracing::subscriber::set_default(format.with_writer(log.clone()).finish());

    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let key = "key-canary-0123456789";
    let signup = browser.start_under(key, &magazine()).await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let path = "/redirect_flows/*/actions/complete".to_owned();
    merchant.sandbox.add_fault(Fault { path, times: 1, drop: Some(Moment::After), ..Fault::default() });
    let done = browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);
    browser.post("/api/signups", &serde_json::json!({ "signups": "frank@example.com" })).await;
    for account_number in ["55779911", "31926819x"] {
        let details = serde_json::json!({ "account_holder_name": "Frank Osborne", "country_code": "GB",
            "branch_code": "200000", "account_number": account_number });
        browser.post("/api/bank_details_lookups", &serde_json::json!({ "bank_details_lookups": details })).await;
    }

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for said in [
        "route=\"/api/signups/{id}/actions/complete\"",
        &format!(
            "signup completed signup.id={} mandate.id={}",
            signup["id"].as_str().unwrap(),
            done["mandate"]["id"].as_str().unwrap()
        ),
        "asking GoCardless what came of completing",
        "error=the body has the wrong shape",
        "route=\"/api/bank_details_lookups\"",
        "error=fields are not acceptable",
    ] {
        assert!(log.contains(said), "{said} in {log}");
    }
    let session_token = &merchant.sandbox.redirect_flows()[0].session_token;
    let access_token = merchant.config.gocardless.access_token.expose_secret();
    let cookie = browser.cookie.as_deref().unwrap();
    for secret in [session_token, access_token, cookie, key, "frank@", "Osborne", "55779911", "200000", "31926819"] {
        assert!(!log.contains(secret), "{secret}");
    }
}
