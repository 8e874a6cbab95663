//! One server of the demo: a child process, its log, and a thread that waits for its end.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc::Sender,
    thread,
};

use anyhow::{Context, Result};

use super::servers::Event;

/// A running server.
pub(crate) struct Server {
    /// As in messages.
    pub(crate) name: &'static str,
    /// What it printed, both streams.
    pub(crate) log: PathBuf,
    pid: u32,
}

impl Server {
    /// Starts it with its output going to `folder/NAME.log`; its lines and its end are sent as events.
    pub(crate) fn start(
        name: &'static str,
        command: &mut Command,
        folder: &Path,
        events: &Sender<Event>,
    ) -> Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let stderr = file.try_clone().context("cannot share the log file")?;
        // The same process group as ours, so that Ctrl-C reaches it however we end.
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .with_context(|| format!("cannot start {}", crate::command::shown(command)))?;
        let pid = child.id();
        let stdout = child.stdout.take();
        let events = events.clone();
        thread::spawn(move || watch(name, child, stdout, file, &events));
        Ok(Self { name, log, pid })
    }

    /// Sends it a signal by name; that it has just gone is no error.
    pub(crate) fn signal(&self, signal: &str) {
        let _ = Command::new("kill").args(["-s", signal, &self.pid.to_string()]).stderr(Stdio::null()).status();
    }

    /// The error that tells why it is gone, with the end of its log.
    pub(crate) fn obituary(&self, status: Option<ExitStatus>) -> anyhow::Error {
        let how = status.map_or_else(|| "in an unknown way".to_owned(), |status| status.to_string());
        anyhow::anyhow!("{} ended early ({how}). {}", self.name, self.end_of_log())
    }

    /// The last lines of the log, for a message.
    pub(crate) fn end_of_log(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        let tail = lines[lines.len().saturating_sub(20)..].join("\n  ");
        format!("The end of {}:\n  {tail}", self.log.display())
    }
}

fn watch(name: &'static str, mut child: Child, stdout: Option<ChildStdout>, mut log: File, events: &Sender<Event>) {
    for line in stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines()).map_while(Result::ok) {
        let _ = writeln!(log, "{line}");
        // Nobody listens any more once the demo is over.
        let _ = events.send(Event::Line(line));
    }
    let _ = events.send(Event::Ended { name, status: child.wait().ok() });
}
