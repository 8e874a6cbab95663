//! The servers: ours as it is shipped, and two as GoCardless's guides show them.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::options::Options;
use crate::{events, http, process};

/// Which server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Who {
    Ours,
    Express,
    FastApi,
}

/// A started server in a process of its own; it is gone, and its data with it, when it is dropped.
pub(crate) struct Server {
    who: Who,
    child: Child,
    address: SocketAddr,
    data: PathBuf,
    /// From starting the process to the first answer of 2xx.
    pub(crate) start: Duration,
}

/// No start takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

impl Who {
    pub(crate) const ALL: [Self; 3] = [Self::Ours, Self::Express, Self::FastApi];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "merchant",
            Self::Express => "Express",
            Self::FastApi => "FastAPI",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|who| who.name().eq_ignore_ascii_case(name))
    }

    fn command(self, options: &Options, address: SocketAddr, upstream: &str, data: &Path) -> Command {
        // All on the first processor, with a log that somebody would keep.
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", "0"]).current_dir(data);
        match self {
            Self::Ours => {
                command.arg(&options.merchant);
                command.env("LISTEN_ADDR", address.to_string()).env("PUBLIC_URL", format!("http://{address}"));
                command.env("GOCARDLESS_URL", upstream).env("GOCARDLESS_ACCESS_TOKEN", "bench");
                command.env("GOCARDLESS_WEBHOOK_SECRET", events::SECRET);
                command.env("DATABASE_URL", format!("sqlite:{}", data.join("db.sqlite3").display()));
                command.env("PLANS_FILE", &options.plans).env("LOG_FORMAT", "json");
                // They are on, and far away: one caller plays all payers.
                command.env("CLIENT_REQUESTS_PER_MINUTE", "10000000").env("BROWSER_REQUESTS_PER_MINUTE", "10000000");
                // Here GoCardless's word counts alone: a minute of so many calls of our own would be the larger part of the
                // memory.
                command.env("GOCARDLESS_REQUESTS_PER_MINUTE", "0");
            }
            Self::Express => {
                command.arg("node").arg(options.peers.join("express.mjs")).arg(&options.npm);
                command.env("NODE_ENV", "production");
            }
            Self::FastApi => {
                command.args(["python3", "-B", "-m", "uvicorn", "fastapi_app:app", "--host", "127.0.0.1", "--port"]);
                command.arg(address.port().to_string());
                command.env("PYTHONPATH", format!("{}:{}", options.python.display(), options.peers.display()));
            }
        }
        if self != Self::Ours {
            command.env("PORT", address.port().to_string()).env("DATABASE", data.join("db.sqlite3"));
            command.env("GC_URL", upstream).env("GC_ACCESS_TOKEN", "bench").env("GC_WEBHOOK_SECRET", events::SECRET);
        }
        command
    }
}

impl Server {
    /// Starts a server on an empty database, and waits for its first answer.
    ///
    /// What was a free port may be another's by the time that the server listens: it is tried again.
    pub(crate) async fn start(who: Who, options: &Options, upstream: &str) -> Result<Self> {
        let mut again = 0..2;
        loop {
            match Self::try_to_start(who, options, upstream).await {
                Err(error) if again.next().is_some() => eprintln!("{error:#}"),
                started => return started,
            }
        }
    }

    async fn try_to_start(who: Who, options: &Options, upstream: &str) -> Result<Self> {
        let data = options.data.join(who.name());
        remove(&data)?;
        fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let log = File::create(data.join("log"))?;
        let mut command = who.command(options, address, upstream, &data);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);

        let begun = Instant::now();
        let child = command.spawn().context("cannot start the server with taskset")?;
        let mut server = Self { who, child, address, data, start: Duration::ZERO };
        while !server.answers().await {
            let gone = server.child.try_wait()?;
            ensure!(gone.is_none() && begun.elapsed() < PATIENCE, "does not start: {}", server.log());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.start = begun.elapsed();
        Ok(server)
    }

    async fn answers(&self) -> bool {
        let ask = async {
            let mut stream = TcpStream::connect(self.address).await?;
            stream.write_all(format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", self.host()).as_bytes()).await?;
            let mut buffer = Vec::new();
            let answer = http::read(&mut stream, &mut buffer).await?;
            anyhow::Ok(answer.is_some_and(|answer| answer.head.starts_with("HTTP/1.1 2")))
        };
        ask.await.unwrap_or(false)
    }

    pub(crate) fn who(&self) -> Who {
        self.who
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// The bytes of memory in use: now, and the most so far.
    pub(crate) fn memory(&self) -> Result<(u64, u64)> {
        process::memory(self.child.id())
    }

    /// The processor's time that it has used.
    pub(crate) fn processor_time(&self) -> Result<Duration> {
        process::processor_time(self.child.id())
    }

    /// The end of what it has logged.
    pub(crate) fn log(&self) -> String {
        let log = fs::read_to_string(self.data.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        format!("{} logged: {}", self.who.name(), lines[lines.len().saturating_sub(20)..].join("\n"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = remove(&self.data);
    }
}

fn remove(data: &Path) -> Result<()> {
    if data.exists() {
        fs::remove_dir_all(data).with_context(|| format!("cannot remove {}", data.display()))?;
    }
    Ok(())
}
