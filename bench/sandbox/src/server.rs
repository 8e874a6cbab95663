//! A server in a process of its own, on a processor of its own where there are two.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// A started server; it is gone when it is dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    /// From starting the process to the first answer.
    pub(crate) start: Duration,
}

/// The sandbox's program on a free port.
pub(crate) fn sandbox(program: &Path) -> Command {
    let mut command = pinned(program);
    command.args(["--listen", "127.0.0.1:0"]);
    command
}

/// The peer, which is this program.
pub(crate) fn stub(own: &Path) -> Command {
    let mut command = pinned(own);
    command.arg("stub");
    command
}

/// On the first processor alone; a runtime then has one thread.
fn pinned(program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", "0"]).arg(program);
    command
}

impl Server {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let begun = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start the server with taskset")?;
        let output = child.stdout.take().context("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim().rsplit_once("http://").context("the server does not say its address")?.1.parse()?;
        let mut server = Self { child, address, start: Duration::ZERO };
        server.first_answer()?;
        server.start = begun.elapsed();
        Ok(server)
    }

    fn first_answer(&self) -> Result<()> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.write_all(b"GET /creditors HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        ensure!(answer.starts_with(b"HTTP/1.1 "), "the server does not speak HTTP");
        Ok(())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The bytes of memory in use now.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1024)
    }

    /// The processor's time that it has used.
    pub(crate) fn processor_time(&self) -> Result<Duration> {
        // The first field is nanoseconds on a processor, for each thread.
        let mut nanoseconds = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let text = fs::read_to_string(task?.path().join("schedstat"))?;
            nanoseconds += text.split(' ').next().unwrap_or_default().parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanoseconds))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
