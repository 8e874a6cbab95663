//! Callers: each has one connection, and sends the next call when the last is answered.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::calls::{self, Begun, Call};
use crate::http;
use crate::servers::{Server, Who};

/// Signups that await their payers: creating adds to them, completing takes them.
pub(crate) type Pool = Arc<Mutex<VecDeque<Begun>>>;

/// What is asked, over how many connections, for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) call: Call,
    pub(crate) connections: usize,
    pub(crate) span: Duration,
}

/// What a server managed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Managed {
    pub(crate) requests: u32,
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// Of the server, with what it did about the calls after it had answered.
    pub(crate) processor_time: Duration,
    /// From the last answer until the server was at rest.
    pub(crate) rest: Duration,
}

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// At rest is who uses no processor for so long.
const REST: Duration = Duration::from_millis(150);
/// A server that never rests is not waited for longer.
const PATIENCE: Duration = Duration::from_mins(1);

impl Load {
    /// Puts the load on the server, and waits until it is at rest again.
    pub(crate) async fn run(self, server: &Server, pool: &Pool) -> Result<Managed> {
        let before = server.processor_time()?;
        let (mut times, wall) = self.call_for_span(server, pool).await?;
        let (after, rest) = rest(server, self.call.is_followed_for()).await?;

        ensure!(!times.is_empty(), "nothing was answered in {:?}", self.span);
        times.sort_unstable();
        let at = |percent: usize| times.get((times.len() - 1) * percent / 100).copied().unwrap_or_default();
        let count = u32::try_from(times.len()).context("too many calls")?;
        Ok(Managed {
            requests: count,
            per_second: f64::from(count) / wall.as_secs_f64(),
            p50: at(50),
            p99: at(99),
            processor_time: after.saturating_sub(before) / count,
            rest,
        })
    }

    /// How long each answer took, and how long all of it.
    async fn call_for_span(self, server: &Server, pool: &Pool) -> Result<(Vec<Duration>, Duration)> {
        let mut callers = Vec::new();
        for _ in 0..self.connections {
            callers.push(Caller::connect(server, pool).await?);
        }
        let begun = Instant::now();
        let until = begun + self.span;
        let mut running = JoinSet::new();
        for caller in callers {
            running.spawn(caller.call_until(self.call, until));
        }
        let mut times = Vec::new();
        while let Some(of_one) = running.join_next().await {
            let of_one = of_one?.with_context(|| format!("{} at {}", self.call.name(), server.who().name()))?;
            times.extend(of_one);
        }
        Ok((times, begun.elapsed()))
    }
}

/// The server's processor time once it is at rest, but not before `at_least`; and how long it went on until then.
async fn rest(server: &Server, at_least: Duration) -> Result<(Duration, Duration)> {
    let begun = Instant::now();
    let (mut last, mut busy_for) = (server.processor_time()?, Duration::ZERO);
    loop {
        tokio::time::sleep(REST).await;
        let now = server.processor_time()?;
        if now != last {
            (last, busy_for) = (now, begun.elapsed());
        } else if begun.elapsed() > at_least {
            return Ok((now, busy_for));
        }
        if begun.elapsed() > PATIENCE {
            return Ok((now, busy_for));
        }
    }
}

struct Caller {
    who: Who,
    host: String,
    pool: Pool,
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Caller {
    async fn connect(server: &Server, pool: &Pool) -> Result<Self> {
        let stream = TcpStream::connect(server.address()).await?;
        stream.set_nodelay(true)?;
        let (who, host, pool) = (server.who(), server.host(), Arc::clone(pool));
        Ok(Self { who, host, pool, stream, buffer: Vec::with_capacity(8192) })
    }

    /// How long each answer took; ends early where there is nothing left to complete.
    async fn call_until(mut self, call: Call, until: Instant) -> Result<Vec<Duration>> {
        let repeated = match call {
            Call::Again => {
                let request = calls::delivery(&self.host, 1);
                self.send(call, &request).await?;
                Some(request)
            }
            Call::Forged => Some(calls::forged(&self.host)),
            _ => None,
        };
        let mut times = Vec::new();
        while Instant::now() < until {
            let fresh = match call {
                Call::Create => calls::create(self.who, &self.host, NUMBER.fetch_add(1, Ordering::Relaxed)),
                Call::Complete => {
                    let next = self.pool.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(begun) = next else { break };
                    calls::complete(self.who, &self.host, &begun)
                }
                Call::OneEvent => calls::delivery(&self.host, 1),
                Call::ManyEvents => calls::delivery(&self.host, 250),
                Call::Again | Call::Forged => Vec::new(),
            };
            times.push(self.send(call, repeated.as_ref().unwrap_or(&fresh)).await?);
        }
        Ok(times)
    }

    async fn send(&mut self, call: Call, request: &[u8]) -> Result<Duration> {
        let sent = Instant::now();
        self.stream.write_all(request).await?;
        let answer = http::read(&mut self.stream, &mut self.buffer).await?.context("the connection was closed")?;
        let time = sent.elapsed();

        let status = answer.head.split(' ').nth(1).unwrap_or_default();
        let wanted = calls::expected(self.who, call);
        ensure!(status == wanted, "{status} instead of {wanted}: {}", String::from_utf8_lossy(answer.body));
        if call == Call::Create {
            let begun = calls::begun(self.who, &answer)?;
            self.pool.lock().unwrap_or_else(PoisonError::into_inner).push_back(begun);
        }
        Ok(time)
    }
}
