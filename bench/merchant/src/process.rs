//! What Linux tells of a process.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// Ticks a second in `/proc`; the same on every Linux that there is.
const TICKS: u64 = 100;

/// The processor's time that the process has used, with its threads that have ended.
pub(crate) fn processor_time(id: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name before it may hold anything, spaces and brackets too.
    let fields = stat.rsplit_once(')').context("no name in /proc")?.1;
    let mut ticks = fields.split_whitespace().skip(11).map(str::parse::<u64>);
    let (Some(user), Some(system)) = (ticks.next(), ticks.next()) else { anyhow::bail!("no times in /proc") };
    Ok(Duration::from_millis((user? + system?) * 1000 / TICKS))
}

/// The bytes of memory in use: now, and the most so far.
pub(crate) fn memory(id: u32) -> Result<(u64, u64)> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let field = |name: &str| -> Result<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name}"))?;
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
    };
    Ok((field("VmRSS:")?, field("VmHWM:")?))
}
