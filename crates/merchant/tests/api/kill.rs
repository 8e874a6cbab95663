//! The real program, killed in the middle of starting and completing: no mandate is lost, none is made twice.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::support::{Payer, TestMerchant, magazine, self_hosted};

/// The program with the database and the sandbox of a [`TestMerchant`]; gone when dropped.
struct Program {
    child: Child,
    address: String,
}

impl Program {
    async fn start(of: &TestMerchant) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let child = Command::new(env!("CARGO_BIN_EXE_merchant"))
            .env("GOCARDLESS_URL", of.sandbox.url().as_str())
            .env("GOCARDLESS_ACCESS_TOKEN", "sandbox_demo")
            .env("DATABASE_URL", of.store.url())
            .env("PLANS_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans.json"))
            .env("LISTEN_ADDR", &address)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while TcpStream::connect(&address).await.is_err() {
            sleep(Duration::from_millis(5)).await;
        }
        Self { child, address }
    }

    /// Posts JSON; `None` when there is no whole answer.
    async fn post(&self, path: &str, headers: &str, body: &Value) -> Option<(String, Value)> {
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n{headers}\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.to_owned(), serde_json::from_str(body).ok()?))
    }

    /// Posts, and is killed `after` the request was begun.
    async fn post_and_kill(mut self, path: &str, headers: &str, body: &Value, after: Duration) {
        tokio::select! {
            _ = self.post(path, headers, body) => {}
            () = sleep(after) => {}
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
pub(crate) async fn a_killed_program_finishes_what_it_had_begun_when_asked_again() {
    let merchant = TestMerchant::start().await;
    let moments = [0, 1, 2, 3, 4, 6, 8, 12];
    for (round, millis) in moments.into_iter().enumerate() {
        let after = Duration::from_millis(millis);
        let key = format!("idempotency-key: {round:032}\r\n");
        let program = Program::start(&merchant).await;
        program.post_and_kill("/api/signups", &key, &magazine(), after).await;

        let program = Program::start(&merchant).await;
        let (head, answer) = program.post("/api/signups", &key, &magazine()).await.unwrap();
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).unwrap();
        let cookie = format!("cookie: {cookie}\r\n");
        let signup = &answer["signups"];
        let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
        let path = format!("/api/signups/{}/actions/complete", signup["id"].as_str().unwrap());
        let body = json!({ "data": { "redirect_flow_id": flow } });
        program.post_and_kill(&path, &cookie, &body, after).await;

        let program = Program::start(&merchant).await;
        let (_, answer) = program.post(&path, &cookie, &body).await.unwrap();
        let mandates = merchant.sandbox.mandates();
        assert_eq!(mandates.len(), round + 1);
        assert_eq!(answer["signups"]["mandate"]["id"], mandates[round].id.as_str(), "{answer}");
    }
    assert_eq!(merchant.sandbox.redirect_flows().len(), moments.len());
}

#[tokio::test]
pub(crate) async fn a_program_killed_while_submitting_makes_everything_once_when_asked_again() {
    let Payer { merchant, submission, .. } = Payer::of("bacs", "monthly").await;
    let moments = [0, 2, 4, 6, 9, 12, 16, 20, 25, 30, 40];
    for (round, millis) in moments.into_iter().enumerate() {
        let key = format!("idempotency-key: {round:032}\r\n");
        let program = Program::start(&merchant).await;
        let (head, answer) = program.post("/api/signups", &key, &self_hosted()).await.unwrap();
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).unwrap();
        let cookie = format!("cookie: {cookie}\r\n");
        let path = format!("/api/signups/{}/actions/submit", answer["signups"]["id"].as_str().unwrap());
        program.post_and_kill(&path, &cookie, &submission, Duration::from_millis(millis)).await;

        let program = Program::start(&merchant).await;
        let (_, answer) = program.post(&path, &cookie, &submission).await.unwrap();
        let sandbox = &merchant.sandbox;
        let counts = [
            sandbox.customers().len(),
            sandbox.customer_bank_accounts().len(),
            sandbox.mandates().len(),
            sandbox.subscriptions().len(),
        ];
        assert_eq!(counts, [round + 1; 4], "after {millis} ms: {answer}");
        assert_eq!(answer["signups"]["mandate"]["id"], sandbox.mandates()[round].id.as_str(), "{answer}");
        assert!(answer["signups"]["first_charge_date"].is_string(), "{answer}");
    }
}
