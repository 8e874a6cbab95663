//! What is to be measured, and where everything lies.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::servers::Who;

/// What the program was asked for.
pub(crate) struct Options {
    /// The merchant backend's program.
    pub(crate) merchant: PathBuf,
    /// The plans that it sells.
    pub(crate) plans: PathBuf,
    /// The peers' sources.
    pub(crate) peers: PathBuf,
    /// The peers' npm packages.
    pub(crate) npm: PathBuf,
    /// The peers' Python packages.
    pub(crate) python: PathBuf,
    /// Where databases and logs lie while it runs: on a disk, not in memory.
    pub(crate) data: PathBuf,
    /// Who is measured; ours and all peers by default.
    pub(crate) servers: Vec<Who>,
    /// How often everything is measured; medians count.
    pub(crate) rounds: usize,
    /// For how long each figure is taken.
    pub(crate) span: Duration,
    /// How often each server is started to see how long that takes.
    pub(crate) starts: usize,
    /// Only cells whose name has this in it.
    pub(crate) only: String,
}

impl Options {
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            merchant: PathBuf::new(),
            plans: PathBuf::new(),
            peers: PathBuf::new(),
            npm: PathBuf::new(),
            python: PathBuf::new(),
            data: PathBuf::new(),
            servers: Who::ALL.to_vec(),
            rounds: 3,
            span: Duration::from_millis(2500),
            starts: 7,
            only: String::new(),
        };
        while let Some(name) = arguments.next() {
            if name == "--quick" {
                (options.rounds, options.span, options.starts) = (1, Duration::from_secs(1), 3);
                continue;
            }
            let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--merchant" => options.merchant = value.into(),
                "--plans" => options.plans = value.into(),
                "--peers" => options.peers = value.into(),
                "--npm" => options.npm = value.into(),
                "--python" => options.python = value.into(),
                "--data" => options.data = value.into(),
                "--rounds" => options.rounds = value.parse().context("--rounds needs a number")?,
                "--only" => options.only = value,
                "--span" => {
                    options.span = Duration::from_secs(value.parse().context("--span needs a number of seconds")?);
                }
                "--servers" => {
                    options.servers = value
                        .split(',')
                        .map(Who::from_name)
                        .collect::<Option<_>>()
                        .with_context(|| format!("--servers knows {}", Who::ALL.map(Who::name).join(", ")))?;
                }
                _ => {
                    bail!("`cargo xtask bench merchant` takes --quick, --rounds NUMBER, --span SECONDS, --only TEXT and --servers LIST")
                }
            }
        }
        Ok(options)
    }
}
