//! A row of steps: each announced with one line, the first failure stops, a summary ends it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps done so far, and how long each took.
pub(crate) struct Steps {
    of: &'static str,
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// No steps of the command `of` yet.
    pub(crate) fn new(of: &'static str) -> Self {
        Self { of, done: Vec::new() }
    }

    /// Announces and does one step.
    pub(crate) fn run(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) -> Result<()> {
        eprintln!("==> {name}");
        let start = Instant::now();
        step().with_context(|| format!("{} stopped at: {name}", self.of))?;
        let took = start.elapsed();
        eprintln!("==> {name}: passed in {:.1} s", took.as_secs_f64());
        self.done.push((name, took));
        Ok(())
    }

    /// Prints the summary line.
    pub(crate) fn summarize(self) {
        let total: Duration = self.done.iter().map(|(_, took)| took).sum();
        let each: Vec<_> = self.done.iter().map(|(name, took)| format!("{name} {:.1} s", took.as_secs_f64())).collect();
        println!("{}: all passed in {:.1} s ({})", self.of, total.as_secs_f64(), each.join(", "));
    }
}
