//! What the log says of a whole signup, and what it never says.

use std::io;
use std::sync::{Arc, Mutex};

use gocardless_sandbox::{Fault, Moment};
use secrecy::ExposeSecret;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{Engine, MERCHANT_TOKEN, Payer, Program, SECRET, TestMerchant, delivery, event, magazine};

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

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

    let told = delivery(&[event("EV1", "mandates", "active", "MD1", 1), event("EV2", "mandates", "active", "", 1)]);
    assert_eq!(merchant.deliver_body(&told).await.status, 204);
    merchant.deliver_signed(told, "signature-canary").await.assert_refused(498, "webhook_signature_invalid");
    merchant.apply().await;
    merchant.ask("/merchant/mandates").await;

    let log = log.text();
    for said in [
        "route=\"/webhooks\"",
        "an event cannot be applied and is parked event.key=EV2",
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
    for secret in [SECRET, MERCHANT_TOKEN, "signature-canary"] {
        assert!(!log.contains(secret), "{secret}");
    }
    for secret in [session_token, access_token, cookie, key, "frank@", "Osborne", "55779911", "200000", "31926819"] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_log_of_a_submission_names_its_steps_and_nobody() {
    let log = Log::default();
    let format = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    let _guard = tracing::subscriber::set_default(format.with_writer(log.clone()).finish());

    let mut payer = Payer::of("autogiro", "once").await;
    let right = payer.submission.clone();
    payer.change("bank_account", "account_number", serde_json::json!("121120x"));
    payer.change("payer", "swedish_identity_number", serde_json::json!("811228-9875"));
    assert_eq!(payer.submit().await.status, 422);
    payer.submission = right;
    let echo = serde_json::json!({ "error": { "message": "Osborne", "type": "validation_failed", "code": 422, "errors": [
        { "field": "email", "message": "frank@example.com is invalid", "request_pointer": "/customers/email" }] } });
    let path = "/customers".to_owned();
    payer.merchant.sandbox.add_fault(Fault { path, status: Some(422), body: Some(echo), ..Fault::default() });
    let refused = payer.submit().await;
    refused.assert_field_refused("email");
    assert!(!refused.text().contains("frank@"), "{}", refused.text());
    for path in ["/bank_details_lookups", "/customer_bank_accounts", "/mandates", "/payments"] {
        let fault = Fault { path: path.to_owned(), drop: Some(Moment::After), ..Fault::default() };
        payer.merchant.sandbox.add_fault(fault);
    }
    let done = payer.submit().await.signup(200);
    let pdf = payer.browser.navigate(&format!("/api/signups/{}/mandate_pdf", payer.id())).await;

    let log = log.text();
    for said in [
        "route=\"/api/signups/{id}/actions/submit\"",
        &format!("signup completed signup.id={} mandate.id={}", payer.id(), done["mandate"]["id"].as_str().unwrap()),
        &format!("collection made signup.id={}", payer.id()),
        "error=fields are not acceptable",
    ] {
        assert!(log.contains(said), "{said} in {log}");
    }
    let access_token = payer.merchant.config.gocardless.access_token.expose_secret();
    let cookie = payer.browser.cookie.as_deref().unwrap();
    let secrets = ["frank@", "Frank", "Osborne", "1211203", "121120x", "811228", "203.0.113.7"];
    for secret in [access_token, cookie, pdf.header("location")].into_iter().chain(secrets) {
        assert!(!log.contains(secret), "{secret}");
    }
}

/// Who has an error's text finds our lines by our id, and what to ask GoCardless for by theirs.
#[tokio::test]
async fn the_log_ties_our_request_to_those_at_gocardless() {
    let log = Log::default();
    let json = merchant::telemetry::json(tracing_subscriber::EnvFilter::new("info"), log.clone());
    let _guard = tracing::subscriber::set_default(json);
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let fault = Fault { path: "/redirect_flows/*".to_owned(), times: 9, status: Some(503), ..Fault::default() };
    merchant.sandbox.add_fault(fault);
    let failed = browser.complete(signup["id"].as_str().unwrap(), &flow).await;
    failed.assert_refused(503, "provider_unavailable");
    let error = &failed.json()["error"];

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of_request = |line: &&serde_json::Value| {
        let spans = line["spans"].as_array().into_iter().flatten();
        spans.clone().any(|span| span["request_id"] == error["request_id"])
    };
    let calls: Vec<_> = lines.iter().filter(of_request).filter(|line| line["message"] == "gocardless call").collect();
    assert_eq!(calls.len(), 4, "completing, and three times asking what came of it: {log}");
    for call in &calls {
        let spans = call["spans"].as_array().unwrap();
        assert!(spans.iter().any(|span| span["signup.id"] == signup["id"]), "{call}");
    }
    // The error is of the first: what came of completing is the question.
    let theirs = calls[0]["gocardless.request_id"].as_str().unwrap();
    assert!(error["message"].as_str().unwrap().contains(theirs), "{error} {theirs}");
    let shown = merchant.ask(&format!("/merchant/signups/{}", signup["id"].as_str().unwrap())).await;
    let step = &shown["signups"]["steps"][1];
    assert_eq!((&step["step"], &step["state"]), (&"complete".into(), &"unknown".into()), "{shown}");
    assert!(calls.iter().any(|call| call["gocardless.request_id"] == step["gocardless_request"]), "{shown}");
    let failed = lines.iter().filter(of_request).find(|line| line["message"] == "failed").unwrap();
    assert!(failed["error"].as_str().unwrap().contains(theirs), "{failed}");
}

/// The whole log of the real program, with what libraries write into it.
#[tokio::test]
async fn promise_33_the_log_of_the_program_on_postgresql_names_no_secret_at_any_level() {
    Engine::Postgres.choose();
    let merchant = TestMerchant::start().await;
    let log = tempfile::NamedTempFile::new().unwrap();
    let program = Program::start_with_log(&merchant, "trace", log.reopen().unwrap().into()).await;
    let key = "key-canary-0123456789";
    let (head, answer) =
        program.post("/api/signups", &format!("idempotency-key: {key}\r\n"), &magazine()).await.unwrap();
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).unwrap();
    let signup = &answer["signups"];
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let path = format!("/api/signups/{}/actions/complete", signup["id"].as_str().unwrap());
    let body = serde_json::json!({ "data": { "redirect_flow_id": flow } });
    let (head, _) = program.post(&path, &format!("cookie: {cookie}\r\n"), &body).await.unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");

    let log = std::fs::read_to_string(log.path()).unwrap();
    assert!(log.contains("executing statement"), "the library's own lines are in it");
    let session_token = &merchant.sandbox.redirect_flows()[0].session_token;
    let cookie = cookie.split_once('=').unwrap().1;
    for secret in [session_token, "sandbox_demo", cookie, key, "frank@", "Osborne"] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn promise_20_a_gap_in_the_audit_log_is_said_loudly() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        engine.choose();
        let log = Log::default();
        let format = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_ansi(false);
        let _guard = tracing::subscriber::set_default(format.with_writer(log.clone()).finish());
        let merchant = TestMerchant::start().await;
        merchant.store.run("DROP TABLE audit_log");
        let signup = merchant.browser().start().await.signup(201);
        let gap = format!("signup.id={}", signup["id"].as_str().unwrap());
        merchant::background::write_audit(&merchant.state).await.unwrap();
        let said = log.text();
        assert!(said.contains("the audit log has a gap") && said.contains(&gap), "{said}");
    }
}
