//! The built program, started by itself in an empty folder: does it answer with the page?

use std::{
    fs,
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{page::files, workspace::Workspace};

const PATIENCE: Duration = Duration::from_secs(20);

/// What was seen.
pub(super) struct Found {
    /// How many files of the page were compared, byte by byte.
    pub(super) files: usize,
    /// From the start of the program to its first answer.
    pub(super) started: Duration,
}

/// Starts `program` without `PAGES_DIR` and compares every file of `dist/` with what it answers: as it is, with brotli
/// and with gzip.
///
/// # Errors
///
/// It does not start, or a file is missing or another.
pub(super) fn run(workspace: &Workspace, program: &Path) -> Result<Found> {
    let folder = workspace.root().join(workspace.target()).join("release-check");
    // Of an earlier run.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;

    let began = Instant::now();
    let server = Server::start(program, &folder, &workspace.root().join("plans.json"))?;
    let started = loop {
        match server.get("/livez", "identity") {
            Ok((204, ..)) => break began.elapsed(),
            _ if began.elapsed() > PATIENCE => bail!("{} does not answer", program.display()),
            _ => thread::sleep(Duration::from_millis(1)),
        }
    };

    let dist = workspace.dist();
    let pages = files::under(&dist, &["css", "html", "js", "svg", "txt", "wasm"])?;
    for file in &pages {
        for (encoding, ending) in [("identity", ""), ("br", ".br"), ("gzip", ".gz")] {
            let kept = PathBuf::from(format!("{}{ending}", file.display()));
            let path = format!("/{}", file.strip_prefix(&dist).unwrap_or(file).display());
            let expected = fs::read(&kept).with_context(|| format!("cannot read {}", kept.display()))?;
            let (status, headers, body) = server.get(&path, encoding).with_context(|| path.clone())?;
            ensure!(status == 200 && body == expected, "{path} with {encoding} is not {}", kept.display());
            let says = headers.to_ascii_lowercase().contains(&format!("content-encoding: {encoding}"));
            ensure!(says == (encoding != "identity"), "{path} with {encoding} says so wrongly:\n{headers}");
        }
    }
    ensure!(!pages.is_empty(), "{} is empty", dist.display());
    Ok(Found { files: pages.len(), started })
}

/// The running program; ended when dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(program: &Path, folder: &Path, plans: &Path) -> Result<Self> {
        // Free now; nobody else is expected to take it in between.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| it.local_addr()).map(|it| it.port())?;
        let log = fs::File::create(folder.join("merchant.log")).context("cannot write a log")?;
        let child = Command::new(program)
            .current_dir(folder)
            .env_clear()
            .env("GOCARDLESS_ACCESS_TOKEN", "release_check")
            .env("LISTEN_ADDR", format!("127.0.0.1:{port}"))
            .env("PLANS_FILE", plans)
            .stdin(Stdio::null())
            .stdout(log.try_clone().context("cannot share the log")?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        Ok(Self { child, port })
    }

    /// Status, head and body of an answer.
    fn get(&self, path: &str, encoding: &str) -> io::Result<(u16, String, Vec<u8>)> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let port = self.port;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Encoding: {encoding}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").ok_or_else(cut)?;
        let body = answer.split_off(end + 4);
        let head = String::from_utf8_lossy(&answer).into_owned();
        let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
        Ok((status, head, body))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is gone already where this fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
