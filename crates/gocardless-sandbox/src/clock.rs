//! The sandbox's own clock.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// Tells the sandbox's time: it stands still, or runs on at the machine's pace from where it was set.
///
/// Times stay within the years 2000 to 2999, so that adding days to them never overflows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    base: Timestamp,
    running_since: Option<Instant>,
}

/// The time asked for is before the year 2000 or after 2999.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the sandbox's clock goes from the year 2000 to 2999")]
pub(crate) struct OutOfRange;

const EARLIEST: i64 = 946_684_800;
const LATEST: i64 = 32_503_679_999;

impl Clock {
    /// Stands still at `time`, brought into range.
    pub(crate) fn standing_at(time: Timestamp) -> Self {
        Self { base: in_range(time).unwrap_or_else(|_| nearest(time)), running_since: None }
    }

    /// Runs on from the machine's time.
    pub(crate) fn running() -> Self {
        Self { running_since: Some(Instant::now()), ..Self::standing_at(Timestamp::now()) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let elapsed = self.running_since.map_or(Duration::ZERO, |since| since.elapsed());
        let elapsed = SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::MAX);
        self.base.saturating_add(elapsed).map_or(self.base, nearest)
    }

    /// How long it is until `time` in real time; `None` when the clock stands still.
    pub(crate) fn until(&self, time: Timestamp) -> Option<Duration> {
        self.running_since?;
        Some(time.duration_since(self.now()).max(SignedDuration::ZERO).unsigned_abs())
    }

    /// Whether it runs on by itself.
    pub(crate) fn is_running(&self) -> bool {
        self.running_since.is_some()
    }

    /// Sets the time; a running clock runs on from there.
    pub(crate) fn set(&mut self, time: Timestamp) -> Result<(), OutOfRange> {
        self.base = in_range(time)?;
        self.running_since = self.running_since.map(|_| Instant::now());
        Ok(())
    }

    /// Moves the time forward.
    pub(crate) fn advance(&mut self, by: Duration) -> Result<(), OutOfRange> {
        let by = SignedDuration::try_from(by).map_err(|_| OutOfRange)?;
        let time = self.now().checked_add(by).map_err(|_| OutOfRange)?;
        self.set(time)
    }
}

/// The time, if a sandbox's clock could show it.
pub(crate) fn in_range(time: Timestamp) -> Result<Timestamp, OutOfRange> {
    if (EARLIEST..=LATEST).contains(&time.as_second()) { Ok(time) } else { Err(OutOfRange) }
}

fn nearest(time: Timestamp) -> Timestamp {
    match time.as_second() {
        second if second < EARLIEST => Timestamp::from_second(EARLIEST).unwrap_or(time),
        second if second > LATEST => Timestamp::from_second(LATEST).unwrap_or(time),
        _ => time,
    }
}

/// A time as the API writes it: `2014-01-01T12:00:00.000Z`.
pub(crate) fn written(time: Timestamp) -> String {
    format!("{time:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let mut clock = Clock::standing_at("2026-03-02T09:00:00Z".parse().unwrap());
        assert_eq!(written(clock.now()), "2026-03-02T09:00:00.000Z");
        clock.advance(Duration::from_millis(90_500)).unwrap();
        assert_eq!(written(clock.now()), "2026-03-02T09:01:30.500Z");
        clock.set("2026-01-01T00:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(written(clock.now()), "2026-01-01T00:00:00.000Z");
    }

    #[test]
    fn a_running_clock_runs_on_from_where_it_is_set() {
        let mut clock = Clock::running();
        let time = "2026-03-02T09:00:00Z".parse().unwrap();
        clock.set(time).unwrap();
        std::thread::sleep(Duration::from_millis(2));
        assert!(clock.now() > time && clock.now() < time + SignedDuration::from_mins(1));
    }

    #[test]
    fn times_out_of_range_are_refused_and_change_nothing() {
        let mut clock = Clock::standing_at(Timestamp::MAX);
        assert_eq!(written(clock.now()), "2999-12-31T23:59:59.000Z");
        assert_eq!(clock.advance(Duration::MAX), Err(OutOfRange));
        assert_eq!(clock.set(Timestamp::MIN), Err(OutOfRange));
        assert_eq!(written(clock.now()), "2999-12-31T23:59:59.000Z");
    }
}
