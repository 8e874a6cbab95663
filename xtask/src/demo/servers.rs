//! The servers of the demo together: one ends, all end.

use std::{
    path::PathBuf,
    process::{Command, ExitStatus},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use signal_hook::consts::SIGINT;

use super::{probe, server::Server, signals};

/// What the demo waits for.
pub(crate) enum Event {
    /// A server printed this.
    Line(String),
    /// A server is gone.
    Ended {
        /// Which one.
        name: &'static str,
        /// How, where the system told.
        status: Option<ExitStatus>,
    },
    /// This program was asked to stop, by this signal.
    Stop(i32),
}

/// The servers that run, and what happens to them.
pub(crate) struct Servers {
    folder: PathBuf,
    running: Vec<Server>,
    events: Receiver<Event>,
    sender: Sender<Event>,
    stopped_by: Option<i32>,
}

impl Servers {
    /// None yet; logs will go to `folder`. Signals are events from here on.
    pub(crate) fn new(folder: PathBuf) -> Result<Self> {
        let (sender, events) = mpsc::channel();
        signals::send_to(sender.clone())?;
        Ok(Self { folder, running: Vec::new(), events, sender, stopped_by: None })
    }

    /// Starts one more.
    pub(crate) fn start(&mut self, name: &'static str, command: &mut Command) -> Result<()> {
        self.running.push(Server::start(name, command, &self.folder, &self.sender)?);
        Ok(())
    }

    /// Waits until a server prints a line that begins so.
    pub(crate) fn wait_for_line(&mut self, start: &str, patience: Duration) -> Result<()> {
        let deadline = Instant::now() + patience;
        loop {
            match self.next(deadline)? {
                Some(line) if line.starts_with(start) => return Ok(()),
                Some(_) => {}
                None => bail!("no line `{start}…` within {} s. {}", patience.as_secs(), self.newest_log()),
            }
        }
    }

    /// Waits until `path` on this port of this machine answers 200.
    pub(crate) fn wait_for_page(&mut self, port: u16, path: &str, patience: Duration) -> Result<()> {
        let deadline = Instant::now() + patience;
        while !probe::answers_ok(port, path) {
            if Instant::now() > deadline {
                bail!("{path} did not answer 200 within {} s. {}", patience.as_secs(), self.newest_log());
            }
            // The pause between two tries; a server's end cuts it short.
            let next_try = Instant::now() + Duration::from_millis(50);
            while self.next(next_try)?.is_some() {}
        }
        Ok(())
    }

    /// Returns when asked to stop; a server that ends by itself is an error.
    pub(crate) fn wait_until_told_to_stop(&mut self) -> Result<()> {
        while self.stopped_by.is_none() {
            match self.events.recv()? {
                Event::Line(_) => {}
                Event::Ended { name, status } => {
                    let death = self.bury(name, status);
                    // Ctrl-C may be seen to end a server before it is seen here.
                    self.wait_for_signal(Duration::from_millis(300)).ok_or(death)?;
                }
                Event::Stop(signal) => self.stopped_by = Some(signal),
            }
        }
        println!("Stopping.");
        Ok(())
    }

    /// Stops all that run and waits for them.
    pub(crate) fn stop(&mut self) {
        // Ctrl-C in a terminal has reached them already. Anything else was for us alone.
        if self.stopped_by == Some(SIGINT) {
            self.wait_for_ends(Duration::from_secs(2));
        }
        for (signal, patience) in [("TERM", Duration::from_secs(10)), ("KILL", Duration::from_secs(5))] {
            self.running.iter().for_each(|server| server.signal(signal));
            self.wait_for_ends(patience);
        }
    }

    /// The next line printed, or nothing at the deadline; a server's end or a signal is an error.
    fn next(&mut self, deadline: Instant) -> Result<Option<String>> {
        match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Event::Line(line)) => Ok(Some(line)),
            Ok(Event::Ended { name, status }) => Err(self.bury(name, status)),
            Ok(Event::Stop(signal)) => {
                self.stopped_by = Some(signal);
                bail!("asked to stop before everything was up")
            }
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn wait_for_signal(&mut self, patience: Duration) -> Option<()> {
        let deadline = Instant::now() + patience;
        loop {
            match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()? {
                Event::Line(_) => {}
                Event::Ended { name, .. } => self.running.retain(|server| server.name != name),
                Event::Stop(signal) => {
                    self.stopped_by = Some(signal);
                    return Some(());
                }
            }
        }
    }

    fn wait_for_ends(&mut self, patience: Duration) {
        let deadline = Instant::now() + patience;
        while !self.running.is_empty() {
            match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Event::Ended { name, .. }) => self.running.retain(|server| server.name != name),
                Ok(Event::Line(_) | Event::Stop(_)) => {}
                Err(_) => return,
            }
        }
    }

    fn bury(&mut self, name: &'static str, status: Option<ExitStatus>) -> anyhow::Error {
        match self.running.iter().position(|server| server.name == name) {
            Some(position) => self.running.remove(position).obituary(status),
            None => anyhow::anyhow!("{name} ended"),
        }
    }

    fn newest_log(&self) -> String {
        self.running.last().map(Server::end_of_log).unwrap_or_default()
    }
}
