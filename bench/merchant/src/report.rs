//! The figures as text: medians of all rounds, and ratios.

use std::fmt;
use std::time::Duration;

use crate::bars::bars;
use crate::calls::Call;
use crate::load::Managed;
use crate::options::Options;
use crate::rounds::CONNECTIONS;
use crate::servers::Who;

/// Everything that was measured.
pub(crate) struct Report {
    pub(crate) servers: Vec<Figures>,
    rows: Vec<Row>,
    rounds: usize,
    span: Duration,
    /// What else the machine did when it began.
    load: String,
}

/// What was measured of a server outside the load, once a round.
pub(crate) struct Figures {
    pub(crate) who: Who,
    pub(crate) starts: Vec<Duration>,
    pub(crate) idle: Vec<u64>,
    pub(crate) after: Vec<u64>,
    pub(crate) most: Vec<u64>,
}

/// How many times as good ours is as another server.
pub(crate) struct Beside {
    /// Our requests a second, as a multiple of its.
    pub(crate) per_second: f64,
    /// Its processor time for a request, as a multiple of ours.
    pub(crate) processor: f64,
    /// Our p99 as a part of its.
    pub(crate) p99: f64,
}

/// One load in one round, on each server.
pub(crate) struct Row {
    pub(crate) call: Call,
    pub(crate) connections: usize,
    pub(crate) managed: Vec<Managed>,
    /// Calls to GoCardless for each request.
    pub(crate) calls: Vec<f64>,
}

impl Report {
    pub(crate) fn new(options: &Options) -> Self {
        let figures = |who: &Who| Figures {
            who: *who,
            starts: Vec::new(),
            idle: Vec::new(),
            after: Vec::new(),
            most: Vec::new(),
        };
        let servers = options.servers.iter().map(figures).collect();
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').take(3).collect::<Vec<_>>().join(", ");
        Self { servers, rows: Vec::new(), rounds: options.rounds, span: options.span, load }
    }

    pub(crate) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub(crate) fn of(&self, who: Who) -> Option<&Figures> {
        self.servers.iter().find(|figures| figures.who == who)
    }

    /// The medians of all rounds, each figure for itself.
    pub(crate) fn median(&self, call: Call, connections: usize, who: Who) -> Option<Managed> {
        let of: Vec<Managed> = self.measured(call, connections, who).map(|(managed, _)| managed).collect();
        if of.is_empty() {
            return None;
        }
        Some(Managed {
            requests: median(of.iter().map(|it| it.requests)),
            per_second: median_of(of.iter().map(|it| it.per_second)),
            p50: median(of.iter().map(|it| it.p50)),
            p99: median(of.iter().map(|it| it.p99)),
            processor_time: median(of.iter().map(|it| it.processor_time)),
            rest: median(of.iter().map(|it| it.rest)),
        })
    }

    /// Ours against a peer: both had their turns within the same round, one soon after the other, so that a machine that is slower
    /// for a while is so for both. The medians of all rounds, each ratio for itself.
    pub(crate) fn beside(&self, call: Call, connections: usize, peer: Who) -> Option<Beside> {
        let of = |who| self.measured(call, connections, who).map(|(managed, _)| managed);
        let rounds: Vec<(Managed, Managed)> = of(Who::Ours).zip(of(peer)).collect();
        if rounds.is_empty() {
            return None;
        }
        let median = |ratio: fn(&Managed, &Managed) -> f64| median_of(rounds.iter().map(|(ours, it)| ratio(ours, it)));
        Some(Beside {
            per_second: median(|ours, it| ours.per_second / it.per_second),
            processor: median(|ours, it| it.processor_time.as_secs_f64() / ours.processor_time.as_secs_f64()),
            p99: median(|ours, it| ours.p99.as_secs_f64() / it.p99.as_secs_f64()),
        })
    }

    fn measured(&self, call: Call, connections: usize, who: Who) -> impl Iterator<Item = (Managed, f64)> {
        let place = self.servers.iter().position(|figures| figures.who == who);
        let rows = self.rows.iter().filter(move |row| row.call == call && row.connections == connections);
        rows.filter_map(move |row| Some((*row.managed.get(place?)?, *row.calls.get(place?)?)))
    }

    fn write_cell(&self, f: &mut fmt::Formatter<'_>, call: Call, connections: usize) -> fmt::Result {
        for (place, Figures { who, .. }) in self.servers.iter().enumerate() {
            let Some(it) = self.median(call, connections, *who) else { continue };
            let calls = median_of(self.measured(call, connections, *who).map(|(_, calls)| calls));
            let (name, at) = if place == 0 { (call.name(), connections.to_string()) } else { ("", String::new()) };
            write!(
                f,
                "  {name:<20} {at:>3}  {:<9} {:>8.0} {:>9.2} {:>9.2} {:>9} {:>7.0} {calls:>6.1}",
                who.name(),
                it.per_second,
                milliseconds(it.p50),
                milliseconds(it.p99),
                it.processor_time.as_micros(),
                milliseconds(it.rest),
            )?;
            match self.beside(call, connections, *who) {
                Some(Beside { per_second, processor, p99 }) if *who != Who::Ours => {
                    writeln!(f, "   {per_second:>5.1}x {processor:>5.1}x {p99:>5.2}")?;
                }
                _ => writeln!(f)?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\nThe merchant backend beside others: each on one processor, callers and GoCardless's stand-in on another"
        )?;
        writeln!(
            f,
            "Medians of {} rounds of {:?}, every write synced to the disk before its answer",
            self.rounds, self.span
        )?;
        writeln!(f, "The machine's load before it began (1, 5, 15 minutes): {}", self.load)?;
        writeln!(
            f,
            "\n  {:<20} {:>3}  {:<9} {:>8} {:>9} {:>9} {:>9} {:>7} {:>6}   ours against it",
            "", "", "", "/s", "p50 ms", "p99 ms", "CPU us", "rest ms", "calls"
        )?;
        writeln!(f, "  {:>92} {:>5} {:>6}", "/s", "CPU", "p99")?;
        for call in Call::ALL {
            for connections in CONNECTIONS {
                self.write_cell(f, call, connections)?;
            }
        }
        writeln!(f, "\n  {:<10} {:>12} {:>12} {:>12} {:>12}", "", "start", "idle", "afterwards", "highest")?;
        for it in &self.servers {
            writeln!(
                f,
                "  {:<10} {:>9.0} ms {:>9.1} MB {:>9.1} MB {:>9.1} MB",
                it.who.name(),
                milliseconds(median(it.starts.iter().copied())),
                megabytes(median(it.idle.iter().copied())),
                megabytes(median(it.after.iter().copied())),
                megabytes(median(it.most.iter().copied())),
            )?;
        }
        writeln!(
            f,
            "\n  CPU: the server's processor time for a request, with what it does about it after the answer (rest: for"
        )?;
        writeln!(
            f,
            "  so long). Calls: to GoCardless, for a request. Against, in the same round, medians: how many times its"
        )?;
        writeln!(f, "  requests a second and its CPU is of ours; our p99 as a part of its.\n\n  Bars:")?;
        for (bar, is_met) in bars(self) {
            writeln!(f, "  {:<7} {bar}", if is_met { "met" } else { "MISSED" })?;
        }
        Ok(())
    }
}

pub(crate) fn median<T: Copy + Default + Ord>(of: impl Iterator<Item = T>) -> T {
    let mut sorted: Vec<T> = of.collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn median_of(of: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = of.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

pub(crate) fn megabytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let bytes = bytes as f64;
    bytes / 1e6
}
