//! What ours is to reach beside the others.

use std::time::Duration;

use crate::calls::Call;
use crate::report::{Beside, Report, median, megabytes, milliseconds};
use crate::servers::Who;

/// How many times Express's requests a second at 64 connections, and its processor time for each.
const TIMES_EXPRESS: [(Call, f64); 4] =
    [(Call::Create, 5.0), (Call::Complete, 5.0), (Call::OneEvent, 8.0), (Call::ManyEvents, 2.0)];
/// Where that is too little to be content with.
const AIM: f64 = 10.0;
const MOST_MEMORY: u64 = 32_000_000;
const LONGEST_START: Duration = Duration::from_millis(100);

/// Each bar whose figures were taken, and whether it is met.
pub(crate) fn bars(report: &Report) -> Vec<(String, bool)> {
    let mut bars = Vec::new();
    for (call, times) in TIMES_EXPRESS {
        bars.extend(beside_express(report, call, times));
    }
    for (call, _) in TIMES_EXPRESS {
        for connections in [16, 64] {
            bars.extend(latency(report, call, connections));
        }
    }
    if let Some(ours) = report.of(Who::Ours) {
        let memory = median(ours.after.iter().copied());
        let start = median(ours.starts.iter().copied());
        bars.push((format!("under 32 MB afterwards ({:.1})", megabytes(memory)), memory < MOST_MEMORY));
        bars.push((format!("starts within 100 ms ({:.0})", milliseconds(start)), start < LONGEST_START));
    }
    bars
}

fn beside_express(report: &Report, call: Call, times: f64) -> Vec<(String, bool)> {
    let Some(Beside { per_second: rate, processor, .. }) = report.beside(call, 64, Who::Express) else {
        return Vec::new();
    };
    let aim = if times < AIM && matches!(call, Call::Create | Call::Complete) { ", aim 10" } else { "" };
    vec![
        (format!("{} at 64: {times} times Express's requests a second{aim} ({rate:.1})", call.name()), rate >= times),
        (
            format!("{} at 64: {times} times less CPU than Express{aim} ({processor:.1})", call.name()),
            processor >= times,
        ),
    ]
}

fn latency(report: &Report, call: Call, connections: usize) -> Option<(String, bool)> {
    let parts = [Who::Express, Who::FastApi].into_iter().filter_map(|peer| report.beside(call, connections, peer));
    let part = parts.map(|beside| beside.p99).max_by(f64::total_cmp)?;
    let text = format!("{} at {connections}: p99 at most a third of the better peer's ({part:.2})", call.name());
    Some((text, part <= 1.0 / 3.0))
}
