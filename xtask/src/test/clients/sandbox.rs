//! A sandbox as its own process, gone when it is dropped.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// A sandbox on a free port, whose clock stands still, and whose webhooks go to a port where nobody listens until a
/// client sets up a receiver.
pub(super) struct Sandbox {
    process: Child,
    address: String,
}

impl Sandbox {
    /// Starts what cargo has built, and waits until it listens.
    pub(super) fn start(workspace: &Workspace, clock: &str, further: &[&str]) -> Result<Self> {
        let program = workspace.root().join(workspace.target()).join("debug/gocardless-sandbox");
        let mut command = workspace.command(&program.to_string_lossy());
        command.args(["--listen", "127.0.0.1:0", "--clock", clock]).args(further).stdout(Stdio::piped());
        command.args(["--webhook-url", "http://127.0.0.1:9/", "--webhook-secret", "unread"]);
        let process = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let mut sandbox = Self { process, address: String::new() };
        let output = sandbox.process.stdout.take().context("the sandbox has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).context("cannot read what the sandbox says")?;
        line.trim_end()
            .strip_prefix("gocardless-sandbox ready on ")
            .with_context(|| format!("the sandbox says {line:?} instead of its address"))?
            .clone_into(&mut sandbox.address);
        Ok(sandbox)
    }

    /// Where it listens, as a URL.
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
