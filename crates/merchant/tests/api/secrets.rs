//! What nobody may know is looked for in all that the real program says and keeps.

use std::fs;

use gocardless_api::WebhookSecret;
use gocardless_sandbox::{Fault, Moment};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::support::{
    Engine, MERCHANT_TOKEN, METRICS_TOKEN, OLD_SECRET, Payer, Program, SECRET, TestMerchant, delivery, event, magazine,
};

const OLD_TOKEN: &str = "merchant-token-canary-of-before-0123456789";
const OLD_METRICS_TOKEN: &str = "metrics-token-canary-of-before-0123456789";

/// How every key of a browser's begins.
const KEY: &str = "key-canary-0123456789-";

/// Each scheme, and what of `plans.json` it collects.
const SOLD: [(&str, &str); 8] = [
    ("ach", "magazine-usd"),
    ("autogiro", "magazine-sek"),
    ("bacs", "magazine"),
    ("becs", "magazine-aud"),
    ("becs_nz", "magazine-nzd"),
    ("betalingsservice", "magazine-dkk"),
    ("pad", "magazine-cad"),
    ("sepa_core", "magazine-eur"),
];

/// What payers of the schemes give in [`Payer`], with and without what separates it, and what they get wrong.
const TYPED: [&str; 22] = [
    "Frank",
    "Osborne",
    "frank@",
    "27 Acer",
    "E8 3GX",
    "20-00-00",
    "55779911",
    "DE89370400440532013000",
    "DE89 3704 0044 0532 0130 00",
    "370400440532",
    "1211203",
    "19811228",
    "811228-9874",
    "3179681",
    "2205506218",
    "2715500356",
    "026073150",
    "0902-0068389",
    "0068389",
    "123456789",
    "55779912",
    "not an address",
];

/// A program, and all that it has answered.
struct Listened {
    program: Program,
    cookie: String,
    answers: String,
}

impl Listened {
    /// Posts as our page does, with the cookie; what was answered, if it is JSON.
    async fn post(&mut self, path: &str, body: &Value) -> Value {
        let cookie = format!("cookie: __Host-signup={}\r\n", self.cookie);
        let key = format!("{KEY}{}", self.answers.len());
        let headers = format!("{cookie}origin: http://localhost:8080\r\nidempotency-key: {key}\r\n");
        let (head, answer) = self.program.post_text(path, &headers, &body.to_string()).await.unwrap();
        // The cookie is told to whom it belongs, and to nobody else.
        let (mut said, mut given) = (String::new(), None);
        for line in head.lines() {
            match line.strip_prefix("set-cookie: __Host-signup=") {
                Some(cookie) => given = cookie.split(';').next().map(str::to_owned),
                None => said += line,
            }
        }
        self.cookie = given.unwrap_or_else(|| self.cookie.clone());
        self.answers.extend([&said, "\n", &answer, "\n"]);
        // What is no JSON is a page.
        serde_json::from_str(&answer).unwrap_or_default()
    }

    async fn get(&mut self, path: &str, headers: &str) -> String {
        let (head, body) = self.program.get(path, headers).await.unwrap();
        self.answers.extend([&head, "\n", &body, "\n"]);
        body
    }
}

/// Both flows of every kind of payer, with mistakes, lost answers, webhooks, and those who ask afterwards.
async fn whole_run(merchant: &TestMerchant, listened: &mut Listened) {
    let signup = listened.post("/api/signups", &magazine()).await;
    let id = signup["signups"]["id"].as_str().unwrap().to_owned();
    let flow = merchant.confirm(signup["signups"]["redirect_url"].as_str().unwrap()).await;
    let path = "/redirect_flows/*/actions/complete".to_owned();
    merchant.sandbox.add_fault(Fault { path, drop: Some(Moment::After), ..Fault::default() });
    let body = json!({ "data": { "redirect_flow_id": flow } });
    let done = listened.post(&format!("/api/signups/{id}/actions/complete"), &body).await;
    assert_eq!(done["signups"]["status"], "completed", "{done}");

    for (scheme, plan) in SOLD {
        let submission = &Payer::submission_of(scheme);
        let account = &submission["data"]["bank_account"];
        listened.post("/api/bank_details_lookups", &json!({ "bank_details_lookups": account })).await;
        // Each payer has a browser of their own.
        listened.cookie = String::new();
        let start = json!({ "signups": { "flow": "self-hosted", "plan": plan } });
        let started = listened.post("/api/signups", &start).await;
        let path = format!("/api/signups/{}/actions/submit", started["signups"]["id"].as_str().unwrap());
        let mut wrong = submission.clone();
        wrong["data"]["bank_account"]["account_number"] = json!("55779912");
        wrong["data"]["payer"]["email"] = json!("not an address");
        listened.post(&path, &wrong).await;
        for path in ["/customers", "/customer_bank_accounts", "/mandates", "/subscriptions"] {
            let fault = Fault { path: path.to_owned(), drop: Some(Moment::After), ..Fault::default() };
            merchant.sandbox.add_fault(fault);
        }
        listened.post(&path, submission).await;
        merchant.sandbox.clear_faults();
        let done = listened.post(&path, submission).await;
        assert_eq!(done["signups"]["status"], "completed", "{scheme}: {done}");
        listened.post("/api/signups", &json!({ "signups": submission["data"] })).await;
        listened.post("/webhooks", submission).await;
        listened.post("/signups", submission).await;
    }

    let told = delivery(&[event("EV1", "mandates", "active", "MD1", 1)]);
    let signature = WebhookSecret::new(SECRET).sign(told.as_bytes());
    let signed = format!("webhook-signature: {signature}\r\n");
    let (head, _) = listened.program.post_text("/webhooks", &signed, &told).await.unwrap();
    assert!(head.starts_with("HTTP/1.1 204"), "{head}");
    let cookie = format!("cookie: __Host-signup={}\r\n", listened.cookie);
    listened.get(&format!("/api/signups/{id}"), &cookie).await;
    listened.get(&format!("/signups/{id}"), &cookie).await;
    listened.get("/signups/frank@example.com?name=Osborne", &cookie).await;
    let bearer = format!("authorization: Bearer {MERCHANT_TOKEN}\r\n");
    for path in ["/merchant/signups", "/merchant/mandates", "/merchant/events", "/merchant/payments/PM1"] {
        listened.get(path, &bearer).await;
    }
    listened.get("/readyz", "").await;
    let measured = listened.get("/metrics", &format!("authorization: Bearer {METRICS_TOKEN}\r\n")).await;
    assert!(measured.contains("merchant_http_requests_total"), "{measured}");
}

/// Where the secret is in the text; digits count as a number of their own only, for times and hashes have any digits.
#[track_caller]
fn assert_absent(secret: &str, text: &str, place: &str) {
    let is_number = secret.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |byte: Option<&u8>| is_number && byte.is_some_and(u8::is_ascii_hexdigit);
    for (at, _) in text.match_indices(secret) {
        let before = at.checked_sub(1).and_then(|at| text.as_bytes().get(at));
        if !is_part(before) && !is_part(text.as_bytes().get(at + secret.len())) {
            let from = text.floor_char_boundary(at.saturating_sub(200));
            let to = text.ceil_char_boundary((at + 200).min(text.len()));
            panic!("{secret:?} is in {place}: …{}…", &text[from..to]);
        }
    }
}

async fn nothing_is_found(engine: Engine) {
    engine.choose();
    let merchant = TestMerchant::start().await;
    let log = NamedTempFile::new().unwrap();
    let variables = [
        ("RUST_LOG", "trace"),
        ("MERCHANT_API_TOKEN", MERCHANT_TOKEN),
        ("METRICS_TOKEN", METRICS_TOKEN),
        ("GOCARDLESS_WEBHOOK_SECRET_PREVIOUS", OLD_SECRET),
    ];
    let program = Program::start_with(&merchant, &variables, log.reopen().unwrap().into()).await;
    let mut listened = Listened { program, cookie: String::new(), answers: String::new() };
    whole_run(&merchant, &mut listened).await;

    let Listened { program, cookie, answers } = listened;
    let system = [program.told_by_the_system("cmdline"), program.told_by_the_system("status")].concat();
    program.terminate();
    assert!(program.has_ended_well());
    let log = fs::read_to_string(log.path()).unwrap();
    assert!(log.contains("signup completed") && log.contains("gocardless call"), "the log is there");
    let stored = String::from_utf8_lossy(&merchant.store.content()).into_owned();
    assert!(stored.contains("customer_bank_account"), "what is stored is there");

    let sessions: Vec<_> = merchant.sandbox.redirect_flows().into_iter().map(|flow| flow.session_token).collect();
    let ours = ["sandbox_demo", SECRET, OLD_SECRET, MERCHANT_TOKEN, METRICS_TOKEN, &cookie];
    for secret in TYPED.into_iter().chain(ours) {
        for (place, text) in
            [("the log", &log), ("what is stored", &stored), ("an answer", &answers), ("/proc", &system)]
        {
            assert_absent(secret, text, place);
        }
    }
    // The session tokens of redirect flows are stored, since they are needed to complete them.
    for secret in sessions.iter().map(String::as_str).chain([KEY]) {
        assert_absent(secret, &log, "the log");
        assert_absent(secret, &answers, "an answer");
    }
}

#[tokio::test]
async fn promise_33_a_whole_run_on_sqlite_leaves_no_secret_anywhere() {
    nothing_is_found(Engine::Sqlite).await;
}

#[tokio::test]
async fn promise_33_a_whole_run_on_postgresql_leaves_no_secret_anywhere() {
    nothing_is_found(Engine::Postgres).await;
}

#[tokio::test]
async fn promise_36_the_system_keeps_no_memory_of_the_program_and_shows_no_secret() {
    let merchant = TestMerchant::start().await;
    let program = Program::start(&merchant).await;
    let limits = program.told_by_the_system("limits");
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(cores.split_whitespace().skip(4).collect::<Vec<_>>(), ["0", "0", "bytes"], "{limits}");
    let cmdline = program.told_by_the_system("cmdline");
    assert!(
        cmdline.contains("merchant") && !cmdline.contains("canary") && !cmdline.contains("sandbox_demo"),
        "{cmdline}"
    );
}

/// Asks with both secrets of each kind; what was answered.
async fn ask_with_both(program: &Program) -> Vec<String> {
    let mut answers = Vec::new();
    for (number, secret) in [SECRET, OLD_SECRET].into_iter().enumerate() {
        let told = delivery(&[event(&format!("EV{number}"), "mandates", "active", "MD1", 1)]);
        let signature = WebhookSecret::new(secret).sign(told.as_bytes());
        let signed = format!("webhook-signature: {signature}\r\n");
        answers.push(program.post_text("/webhooks", &signed, &told).await.unwrap().0);
    }
    for (path, token) in [
        ("/merchant/signups", MERCHANT_TOKEN),
        ("/merchant/signups", OLD_TOKEN),
        ("/metrics", METRICS_TOKEN),
        ("/metrics", OLD_METRICS_TOKEN),
    ] {
        answers.push(program.get(path, &format!("authorization: Bearer {token}\r\n")).await.unwrap().0);
    }
    answers.iter().filter_map(|head| Some(head.split(' ').nth(1)?.to_owned())).collect()
}

/// Cookies have no key: each is random, and known by its hash.
#[tokio::test]
async fn promise_36_secrets_overlap_while_they_are_changed() {
    let merchant = TestMerchant::start().await;
    let new = [("MERCHANT_API_TOKEN", MERCHANT_TOKEN), ("METRICS_TOKEN", METRICS_TOKEN)];
    let old = [
        ("GOCARDLESS_WEBHOOK_SECRET_PREVIOUS", OLD_SECRET),
        ("MERCHANT_API_TOKEN_PREVIOUS", OLD_TOKEN),
        ("METRICS_TOKEN_PREVIOUS", OLD_METRICS_TOKEN),
    ];
    let both: Vec<_> = new.into_iter().chain(old).collect();
    let program = Program::start_with(&merchant, &both, std::process::Stdio::null()).await;
    assert_eq!(ask_with_both(&program).await, ["204", "204", "200", "200", "200", "200"]);
    let (head, started) = program.post("/api/signups", "", &magazine()).await.unwrap();
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).unwrap().to_owned();
    drop(program);

    let program = Program::start_with(&merchant, &new, std::process::Stdio::null()).await;
    assert_eq!(ask_with_both(&program).await, ["204", "498", "200", "401", "200", "401"]);
    let path = format!("/api/signups/{}", started["signups"]["id"].as_str().unwrap());
    let (head, _) = program.get(&path, &format!("cookie: {cookie}\r\n")).await.unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "the browser is still known: {head}");
}
