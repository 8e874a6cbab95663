//! The real program.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::crash::may_be_read_only;
use super::{Death, SECRET, TestMerchant};

/// The program with the database and the sandbox of a [`TestMerchant`]; gone when dropped.
pub(crate) struct Program {
    child: Child,
    address: String,
}

/// How long a program may take to die where it is to.
const PATIENCE: Duration = Duration::from_mins(1);

impl Program {
    pub(crate) async fn start(of: &TestMerchant) -> Self {
        Self::spawn(&mut command(of)).await
    }

    /// Starts it with this much of a log, in `RUST_LOG`'s words.
    pub(crate) async fn start_with_log(of: &TestMerchant, level: &str, log: Stdio) -> Self {
        Self::start_with(of, &[("RUST_LOG", level)], log).await
    }

    /// Starts it with these variables besides.
    pub(crate) async fn start_with(of: &TestMerchant, variables: &[(&str, &str)], log: Stdio) -> Self {
        Self::spawn(command(of).envs(variables.iter().copied()).stderr(log)).await
    }

    /// Starts it so that [`super::database::TestDatabase::make_read_only`] holds for SQLite's file too.
    pub(crate) async fn start_on_what_may_be_read_only(of: &TestMerchant) -> Self {
        let mut command = command(of);
        may_be_read_only(&mut command, &of.database());
        Self::spawn(&mut command).await
    }

    /// Starts it for a death, on a disk. What it does by itself it may have died of before anybody sees it serve.
    pub(crate) async fn start_on(of: &TestMerchant, death: &Death, disk: impl FnOnce(&mut Command)) -> Self {
        let mut command = command(of);
        death.prepare(&mut command);
        disk(&mut command);
        Self::spawn_until(&mut command, |end| end.signal() == Some(death.signal())).await
    }

    async fn spawn(command: &mut Command) -> Self {
        Self::spawn_until(command, |_| false).await
    }

    /// Waits until it serves, or has ended as it may.
    async fn spawn_until(command: &mut Command, may_end: impl Fn(ExitStatus) -> bool) -> Self {
        let mut child = command.spawn().unwrap();
        let port = loop {
            if let Some(port) = port_of(child.id()) {
                break port;
            }
            if let Some(end) = child.try_wait().unwrap() {
                assert!(may_end(end), "the program has ended before it served: {end}");
                // Nobody is there any more, nor will be.
                break 0;
            }
            sleep(Duration::from_millis(2)).await;
        };
        Self { child, address: format!("127.0.0.1:{port}") }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The most memory that it has had at once, in bytes.
    pub(crate) fn most_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// What the system tells about the process, by the name of its file in `/proc`.
    pub(crate) fn told_by_the_system(&self, name: &str) -> String {
        let told = fs::read(format!("/proc/{}/{name}", self.child.id())).unwrap();
        String::from_utf8_lossy(&told).into_owned()
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
        self.signal("-TERM");
    }

    /// Kills it.
    pub(crate) fn kill(&self) {
        self.signal("-KILL");
    }

    fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Waits until it has ended; whether it ended well.
    pub(crate) fn has_ended_well(mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// Waits until it has died as it was to, which it does by itself.
    pub(crate) async fn has_died(mut self, death: &Death) {
        let began = Instant::now();
        let end = loop {
            if let Some(end) = self.child.try_wait().unwrap() {
                break end;
            }
            assert!(began.elapsed() < PATIENCE, "it does not come to {death:?}");
            sleep(Duration::from_millis(1)).await;
        };
        assert_eq!(end.signal(), Some(death.signal()), "{death:?}: {end}");
    }

    /// Gets a path; `None` when there is no whole answer.
    pub(crate) async fn get(&self, path: &str, headers: &str) -> Option<(String, String)> {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n")).await
    }

    /// Posts JSON; `None` when there is no whole answer.
    pub(crate) async fn post(&self, path: &str, headers: &str, body: &Value) -> Option<(String, Value)> {
        let (head, body) = self.post_text(path, headers, &body.to_string()).await?;
        Some((head, serde_json::from_str(&body).ok()?))
    }

    /// Posts JSON as it is written; `None` when there is no whole answer.
    pub(crate) async fn post_text(&self, path: &str, headers: &str, body: &str) -> Option<(String, String)> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n{headers}\r\n{body}",
            body.len()
        );
        self.send(&request).await
    }

    /// Sends a request; returns head and body of the answer.
    pub(crate) async fn send(&self, request: &str) -> Option<(String, String)> {
        let mut stream = TcpStream::connect(&self.address).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.to_owned(), body.to_owned()))
    }

    /// Posts, and returns the answer's first line as soon as that is there; `None` when it does not come.
    pub(crate) async fn first_line(&self, path: &str, headers: &str, body: &str) -> Option<String> {
        let request =
            format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len());
        let mut stream = TcpStream::connect(&self.address).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n") {
            answer.push(stream.read_u8().await.ok()?);
        }
        String::from_utf8(answer).ok()
    }

    /// Posts, and is killed the moment that it has answered; returns the answer's first line.
    pub(crate) async fn post_and_kill_once_answered(mut self, path: &str, headers: &str, body: &str) -> String {
        let answer = self.first_line(path, headers, body).await.unwrap();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        answer
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

fn command(of: &TestMerchant) -> Command {
    // What a full disk does to a write, a limit on files' sizes does too, once its signal is ignored.
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; exec \"$0\"", env!("CARGO_BIN_EXE_merchant")])
        .env("GOCARDLESS_URL", of.sandbox.url().as_str())
        .env("GOCARDLESS_ACCESS_TOKEN", "sandbox_demo")
        .env("DATABASE_URL", of.store.url_of_program())
        .env("PLANS_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans.json"))
        .env("LISTEN_ADDR", "127.0.0.1:0")
        .env("GOCARDLESS_WEBHOOK_SECRET", SECRET)
        // A test is one client.
        .env("CLIENT_REQUESTS_PER_MINUTE", "0")
        .env("BROWSER_REQUESTS_PER_MINUTE", "0")
        // A sandbox takes any number.
        .env("GOCARDLESS_REQUESTS_PER_MINUTE", "0")
        .env("RUST_LOG", "off")
        .stderr(Stdio::null());
    command
}

/// The port on which a process listens, once it does. It is seen from outside: a port that is chosen for it before it
/// starts may be another's by then.
fn port_of(process: u32) -> Option<u16> {
    let open = fs::read_dir(format!("/proc/{process}/fd")).ok()?;
    let open: Vec<_> = open.filter_map(|file| fs::read_link(file.ok()?.path()).ok()).collect();
    let sockets = fs::read_to_string(format!("/proc/{process}/net/tcp")).ok()?;
    sockets.lines().find_map(|socket| {
        let fields: Vec<_> = socket.split_ascii_whitespace().collect();
        let [_, local, _, "0A", .., inode] = fields.get(..10)? else { return None };
        let inode = format!("socket:[{inode}]");
        open.iter().find(|file| file.as_os_str() == inode.as_str())?;
        u16::from_str_radix(local.rsplit(':').next()?, 16).ok()
    })
}
