//! The real program.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::{SECRET, TestMerchant};

/// The program with the database and the sandbox of a [`TestMerchant`]; gone when dropped.
pub(crate) struct Program {
    child: Child,
    address: String,
}

impl Program {
    pub(crate) async fn start(of: &TestMerchant) -> Self {
        Self::start_with_log(of, "off", Stdio::null()).await
    }

    /// Starts it with this much of a log, in `RUST_LOG`'s words.
    pub(crate) async fn start_with_log(of: &TestMerchant, level: &str, log: Stdio) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        // What a full disk does to a write, a limit on files' sizes does too, once its signal is ignored.
        let child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\"", env!("CARGO_BIN_EXE_merchant")])
            .env("GOCARDLESS_URL", of.sandbox.url().as_str())
            .env("GOCARDLESS_ACCESS_TOKEN", "sandbox_demo")
            .env("DATABASE_URL", of.store.url())
            .env("PLANS_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans.json"))
            .env("LISTEN_ADDR", &address)
            .env("GOCARDLESS_WEBHOOK_SECRET", SECRET)
            // A test is one client.
            .env("CLIENT_REQUESTS_PER_MINUTE", "0")
            .env("BROWSER_REQUESTS_PER_MINUTE", "0")
            .env("RUST_LOG", level)
            .stderr(log)
            .spawn()
            .unwrap();
        while TcpStream::connect(&address).await.is_err() {
            sleep(Duration::from_millis(5)).await;
        }
        Self { child, address }
    }

    /// Lets no file of the program grow beyond so many bytes, or as it likes.
    pub(crate) fn limit_files(&self, bytes: Option<u64>) {
        let limit = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        let set =
            Command::new("prlimit").args([format!("--pid={}", self.child.id()), format!("--fsize={limit}:")]).status();
        assert!(set.unwrap().success());
    }

    /// Tells the program to stop, as systemd and Kubernetes do.
    pub(crate) fn terminate(&self) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Waits until it has ended; whether it ended well.
    pub(crate) fn has_ended_well(mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// Gets a path; `None` when there is no whole answer.
    pub(crate) async fn get(&self, path: &str, headers: &str) -> Option<(String, String)> {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n")).await
    }

    /// Posts JSON; `None` when there is no whole answer.
    pub(crate) async fn post(&self, path: &str, headers: &str, body: &Value) -> Option<(String, Value)> {
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n{headers}\r\n{body}",
            body.len()
        );
        let (head, body) = self.send(&request).await?;
        Some((head, serde_json::from_str(&body).ok()?))
    }

    /// Sends a request; returns head and body of the answer.
    async fn send(&self, request: &str) -> Option<(String, String)> {
        let mut stream = TcpStream::connect(&self.address).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.to_owned(), body.to_owned()))
    }

    /// Posts, and is killed the moment that it has answered; returns the answer's first line.
    pub(crate) async fn post_and_kill_once_answered(mut self, path: &str, headers: &str, body: &str) -> String {
        let request =
            format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len());
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n") {
            answer.push(stream.read_u8().await.unwrap());
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        String::from_utf8(answer).unwrap()
    }

    /// Posts, and is killed `after` the request was begun.
    pub(crate) async fn post_and_kill(mut self, path: &str, headers: &str, body: &Value, after: Duration) {
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
