//! Callers: each has one connection and sends the next call when the last is answered.

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::server::Server;

/// What is called.
#[derive(Clone, Copy)]
pub(crate) enum Call {
    Create,
    Read,
}

/// Who calls, and for how long.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) call: Call,
    pub(crate) connections: usize,
    pub(crate) span: Duration,
}

/// What a server managed.
#[derive(Clone, Copy)]
pub(crate) struct Managed {
    pub(crate) per_second: f64,
    /// Per second of the server's processor time.
    pub(crate) per_processor_second: f64,
}

/// Each call has a number, and none comes twice.
static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// How many customers there are to read.
const TO_READ: usize = 1000;

impl Load {
    pub(crate) async fn run(&self, server: &Server) -> Result<Managed> {
        let ids = match self.call {
            Call::Create => Vec::new(),
            Call::Read => fill(server.address(), TO_READ).await?,
        };
        let (begun, before) = (Instant::now(), server.processor_time()?);
        let mut callers = JoinSet::new();
        for place in 0..self.connections {
            let (address, call, span, ids) = (server.address(), self.call, self.span, ids.clone());
            callers.spawn(async move {
                let mut caller = Caller::connect(address).await?;
                let mut count = 0;
                while begun.elapsed() < span {
                    match call {
                        Call::Create => caller.create().await.map(drop)?,
                        Call::Read => caller.read(&ids[(place * 7919 + count) % ids.len()]).await?,
                    }
                    count += 1;
                }
                anyhow::Ok(count)
            });
        }
        let mut calls = 0;
        while let Some(count) = callers.join_next().await {
            calls += count??;
        }
        let (wall, used) = (begun.elapsed(), server.processor_time()?.saturating_sub(before));
        #[expect(clippy::cast_precision_loss, reason = "a count of calls is far below 2^53")]
        let calls = calls as f64;
        Ok(Managed { per_second: calls / wall.as_secs_f64(), per_processor_second: calls / used.as_secs_f64() })
    }
}

/// Makes so many customers, and returns their ids.
pub(crate) async fn fill(address: SocketAddr, count: usize) -> Result<Vec<String>> {
    let mut caller = Caller::connect(address).await?;
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        ids.push(caller.create().await?);
    }
    Ok(ids)
}

struct Caller {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Caller {
    async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(8192) })
    }

    async fn create(&mut self) -> Result<String> {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let body = format!(
            r#"{{"customers":{{"given_name":"Frank","family_name":"Osborne","email":"frank{number}@example.com","address_line1":"27 Acer Road","city":"London","postal_code":"E8 3GX","country_code":"GB"}}}}"#
        );
        let request = format!(
            "POST /customers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sandbox_demo\r\n\
             GoCardless-Version: 2015-07-06\r\nContent-Type: application/json\r\n\
             Idempotency-Key: 7f9c24e8-3b12-4fef-91e0-{number:012}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let body = self.send(&request, "201").await?;
        let id = body.split_once(r#""id":""#).and_then(|(_, rest)| rest.split_once('"')).context("no id")?.0;
        Ok(id.to_owned())
    }

    async fn read(&mut self, id: &str) -> Result<()> {
        let request = format!(
            "GET /customers/{id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sandbox_demo\r\n\
             GoCardless-Version: 2015-07-06\r\n\r\n"
        );
        let body = self.send(&request, "200").await?;
        ensure!(body.starts_with(r#"{"customers":"#), "not a customer: {body}");
        Ok(())
    }

    /// The body of the answer, which has the status that is expected.
    async fn send(&mut self, request: &str, status: &str) -> Result<&str> {
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the connection was closed");
            let Some(end) = self.buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
            let head = std::str::from_utf8(&self.buffer[..end])?;
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            let length = length.context("an answer without its length")?;
            if self.buffer.len() < end + 4 + length {
                continue;
            }
            ensure!(head.split(' ').nth(1) == Some(status), "answered {head}");
            return Ok(std::str::from_utf8(&self.buffer[end + 4..end + 4 + length])?);
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "creates",
            Self::Read => "reads",
        })
    }
}
