//! A store that cannot be written for a while: reads go on, writes say when to come again, and it heals by itself.

use std::fs;
use std::time::Duration;

use gocardless_api::WebhookSecret;
use rusqlite::Connection;
use serde_json::json;

use crate::support::{Engine, Program, SECRET, TestMerchant, delivery, event, magazine};

#[tokio::test]
async fn promise_17_a_locked_database_stops_writes_only_and_only_for_as_long() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let path = format!("/api/signups/{}", signup["id"].as_str().unwrap());

    let other_process = Connection::open(merchant.database()).unwrap();
    other_process.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = merchant.browser().start().await;
    refused.assert_refused(503, "store_unavailable");
    assert_eq!(refused.header("retry-after"), "5");
    assert_eq!(merchant.sandbox.redirect_flows().len(), 1, "what cannot be stored first is not attempted");
    assert_eq!(browser.get(&path).await.signup(200), signup);
    let ready = merchant.browser().get("/readyz").await;
    assert_eq!((ready.status, &ready.json()["store"]["writable"]), (503, &false.into()));
    assert_eq!(merchant.browser().get("/healthz").await.status, 204);

    other_process.execute_batch("ROLLBACK").unwrap();
    while merchant.browser().get("/readyz").await.status != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    merchant.browser().start().await.signup(201);
}

/// The real program, whose files cannot grow.
#[tokio::test]
async fn promise_17_a_full_disk_stops_writes_only_and_only_for_as_long() {
    let merchant = TestMerchant::start().await;
    let served = Served::by(Program::start(&merchant).await).await;
    let log = merchant.database().with_extension("sqlite3-wal");
    served.program.limit_files(Some(fs::metadata(log).unwrap().len()));
    served.assert_read_and_not_written(&merchant).await;
    served.program.limit_files(None);
    served.assert_heals(&merchant).await;
}

/// The real program, whose files were made read-only, as Linux does to a file system whose disk fails.
#[tokio::test]
async fn promise_17_a_read_only_file_stops_writes_only_and_only_for_as_long() {
    let merchant = TestMerchant::start().await;
    let served = Served::by(Program::start_on_what_may_be_read_only(&merchant).await).await;
    merchant.store.make_read_only(true);
    served.assert_read_and_not_written(&merchant).await;
    merchant.store.make_read_only(false);
    served.assert_heals(&merchant).await;
}

/// The real program with a signup of before its trouble, and what GoCardless tells it meanwhile.
struct Served {
    program: Program,
    path: String,
    cookie: String,
    webhook: String,
    signature: String,
}

impl Served {
    async fn by(program: Program) -> Self {
        let (head, answer) = program.post("/api/signups", "", &magazine()).await.unwrap();
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).unwrap();
        let webhook = delivery(&[event("EV1", "mandates", "active", "MD1", 1)]);
        let signature = WebhookSecret::new(SECRET).sign(webhook.as_bytes());
        Self {
            path: format!("/api/signups/{}", answer["signups"]["id"].as_str().unwrap()),
            cookie: format!("cookie: {cookie}\r\n"),
            signature: format!("webhook-signature: {signature}\r\n"),
            webhook,
            program,
        }
    }

    async fn tell(&self) -> String {
        self.program.post_text("/webhooks", &self.signature, &self.webhook).await.unwrap().0
    }

    async fn is_ready(&self) -> bool {
        self.program.get("/readyz", "").await.unwrap().0.starts_with("HTTP/1.1 200")
    }

    /// Checks that reads go on, and that whoever writes is told when to come again.
    async fn assert_read_and_not_written(&self, merchant: &TestMerchant) {
        for _ in 0..3 {
            let (head, answer) = self.program.post("/api/signups", "", &magazine()).await.unwrap();
            assert!(head.starts_with("HTTP/1.1 503") && head.contains("retry-after: 5"), "{head}");
            assert_eq!(answer["error"]["errors"][0]["reason"], "store_unavailable", "{answer}");
            let head = self.tell().await;
            assert!(head.starts_with("HTTP/1.1 503") && head.contains("retry-after: 5"), "{head}");
            let (head, _) = self.program.get(&self.path, &self.cookie).await.unwrap();
            assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        }
        assert_eq!(merchant.sandbox.redirect_flows().len(), 1, "what cannot be stored first is not attempted");
        assert_eq!(merchant.ask("/merchant/events").await["events"], json!([]));
        // For as long as it takes until what goes on in the background has looked for work, and found nothing to write.
        for _ in 0..15 {
            assert!(!self.is_ready().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Checks that the program goes on as if nothing had been, without a restart.
    async fn assert_heals(&self, merchant: &TestMerchant) {
        while !self.is_ready().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let (head, _) = self.program.post("/api/signups", "", &magazine()).await.unwrap();
        assert!(head.starts_with("HTTP/1.1 201"), "{head}");
        let head = self.tell().await;
        assert!(head.starts_with("HTTP/1.1 204"), "it comes again: {head}");
        assert_eq!(merchant.ask("/merchant/events").await["events"][0]["id"], "EV1");
    }
}

#[tokio::test]
async fn promise_17_a_read_only_postgresql_stops_writes_only_and_only_for_as_long() {
    Engine::Postgres.choose();
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let (id, path) = (signup["id"].as_str().unwrap(), format!("/api/signups/{}", signup["id"].as_str().unwrap()));

    merchant.store.make_read_only(true);
    let made = merchant.sandbox.requests().len();
    for _ in 0..3 {
        let refused = [merchant.browser().start().await, browser.complete(id, &flow).await];
        for refused in refused {
            refused.assert_refused(503, "store_unavailable");
            assert_eq!(refused.header("retry-after"), "5");
        }
        assert_eq!(browser.get(&path).await.signup(200), signup);
    }
    let webhook = delivery(&[event("EV1", "mandates", "active", "MD1", 1)]);
    let refused = merchant.deliver_body(&webhook).await;
    refused.assert_refused(503, "store_unavailable");
    assert_eq!(refused.header("retry-after"), "5");
    assert_eq!(merchant.ask("/merchant/signups").await["signups"].as_array().unwrap().len(), 1);
    assert_eq!(merchant.sandbox.requests().len(), made, "what cannot be stored first is not attempted");
    let ready = merchant.browser().get("/readyz").await;
    assert_eq!((ready.status, &ready.json()["store"]["readable"]), (503, &true.into()));
    assert_eq!(merchant.browser().get("/healthz").await.status, 204);

    merchant.store.make_read_only(false);
    while merchant.browser().get("/readyz").await.status != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(browser.complete(id, &flow).await.signup(200)["status"], "completed");
    assert_eq!(merchant.deliver_body(&webhook).await.status, 204);
}
