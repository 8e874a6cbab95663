//! The figures as text, with ratios and targets.

use std::fmt;
use std::time::Duration;

use crate::load::{Call, Load, Managed};
use crate::signup::Signup;

/// Everything that was measured.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) starts: Vec<Duration>,
    pub(crate) empty_bytes: u64,
    pub(crate) full_bytes: u64,
    pub(crate) rows: Vec<Row>,
    pub(crate) signup: Signup,
}

/// One load on both servers.
pub(crate) struct Row {
    pub(crate) load: Load,
    pub(crate) ours: Managed,
    pub(crate) peer: Managed,
}

/// What stripe-mock, a stateless fixture server, manages on a machine of this class, measured elsewhere.
fn stripe_mock(connections: usize) -> f64 {
    if connections == 1 { 8_000.0 } else { 10_000.0 }
}

impl Report {
    fn start(&self) -> Duration {
        let mut starts = self.starts.clone();
        starts.sort_unstable();
        starts.get(starts.len() / 2).copied().unwrap_or_default()
    }

    fn targets(&self) -> Vec<(String, bool)> {
        let mut targets = vec![
            ("starts within 50 ms".to_owned(), self.start() < Duration::from_millis(50)),
            ("under 50 MB with 100,000 resources".to_owned(), self.full_bytes < 50_000_000),
            ("a whole signup within 2 ms".to_owned(), self.signup.median < Duration::from_millis(2)),
        ];
        for row in &self.rows {
            let times = if row.load.connections == 1 { 1.0 } else { 2.0 };
            let wanted = times * stripe_mock(row.load.connections);
            let name = format!("{} at {}: {wanted} a second", row.load.call, row.load.connections);
            targets.push((name, row.ours.per_second >= wanted));
        }
        targets
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        writeln!(f, "\nThe sandbox on one processor")?;
        writeln!(
            f,
            "  start to first answer (median of {})  {:>8.1} ms",
            self.starts.len(),
            milliseconds(self.start())
        )?;
        writeln!(f, "  memory, empty                        {:>8.1} MB", megabytes(self.empty_bytes))?;
        writeln!(f, "  memory, 100,000 customers            {:>8.1} MB", megabytes(self.full_bytes))?;
        writeln!(f, "  whole signup in process, median      {:>8.3} ms", milliseconds(self.signup.median))?;
        writeln!(f, "  whole signup in process, 99th        {:>8.3} ms", milliseconds(self.signup.p99))?;
        writeln!(f, "\n  Requests a second (in brackets: a second of the server's processor time)")?;
        writeln!(f, "  {:<10} {:>4}  {:>20} {:>20}  ours is", "", "", "sandbox", "keeps nothing")?;
        for Row { load: Load { call, connections, .. }, ours, peer } in &self.rows {
            let figures = |it: &Managed| format!("{:.0} ({:.0})", it.per_second, it.per_processor_second);
            let call = match call {
                Call::Create => "creates",
                Call::Read => "reads",
            };
            let ratio = ours.per_processor_second / peer.per_processor_second;
            writeln!(f, "  {call:<10} {connections:>4}  {:>20} {:>20}  {ratio:.2}x", figures(ours), figures(peer))?;
        }
        writeln!(f, "\n  Targets (stripe-mock's figures were taken elsewhere, on a machine of this class):")?;
        for (target, is_met) in self.targets() {
            writeln!(f, "  {:<7} {target}", if is_met { "met" } else { "MISSED" })?;
        }
        Ok(())
    }
}
