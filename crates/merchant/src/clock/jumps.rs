//! When somebody set the clock.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Anything less is the clock being kept right.
const SMALLEST: SignedDuration = SignedDuration::from_secs(30);
/// So many of the last are remembered.
const REMEMBERED: usize = 16;

/// The times at which the time of day was set, seen by comparing it with a steady clock.
#[derive(Debug, Default)]
pub(super) struct Jumps {
    /// The two clocks when they were last looked at.
    last: Option<(Timestamp, Duration)>,
    jumps: VecDeque<Jump>,
}

#[derive(Debug)]
struct Jump {
    /// By the steady clock.
    at: Duration,
    /// The time that it was.
    before: Timestamp,
    /// The time that it was from then on.
    after: Timestamp,
}

impl Jumps {
    /// Compares the two clocks.
    pub(super) fn look(&mut self, now: Timestamp, steady: Duration) {
        // Two who look at once may come here in the other order.
        let Some(passed) = steady.checked_sub(self.last.map_or(Duration::ZERO, |(_, steady)| steady)) else { return };
        if let Some((last, _)) = self.last {
            let before = last.saturating_add(SignedDuration::try_from(passed).unwrap_or_default()).unwrap_or(last);
            if now.duration_since(before).abs() >= SMALLEST {
                if self.jumps.len() == REMEMBERED {
                    self.jumps.pop_front();
                }
                self.jumps.push_back(Jump { at: steady, before, after: now });
            }
        }
        self.last = Some((now, steady));
    }

    /// The earliest time that was told within `age`; none where the clock was not set within it.
    pub(super) fn earliest_within(&self, age: Duration, steady: Duration) -> Option<Timestamp> {
        let mut within = self.jumps.iter().filter(|jump| jump.at.saturating_add(age) > steady).peekable();
        let first = within.peek()?;
        let since = steady.saturating_sub(first.at);
        let before_it = SignedDuration::try_from(age.saturating_sub(since)).unwrap_or_default();
        let earliest = first.before.saturating_sub(before_it).unwrap_or(first.before);
        within.map(|jump| jump.after).chain([earliest]).min()
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    const AGE: Duration = Duration::from_mins(30);

    fn at(text: &str) -> Timestamp {
        format!("2026-03-02T{text}:00Z").parse().unwrap()
    }

    fn minutes(minutes: u64) -> Duration {
        Duration::from_mins(minutes)
    }

    #[test]
    fn a_clock_that_runs_or_is_kept_right_does_not_jump() {
        let mut jumps = Jumps::default();
        for minute in 0..100 {
            jumps.look(at("09:00") + i64::try_from(minute * 61).unwrap().seconds(), minutes(minute));
        }
        assert_eq!(jumps.earliest_within(AGE, minutes(99)), None);
    }

    #[test]
    fn what_was_noted_before_a_jump_is_as_old_as_it_is() {
        // Ten minutes after nine it is put an hour forward, or back.
        for (set, earliest) in [("10:10", "08:45"), ("08:10", "08:10")] {
            let mut jumps = Jumps::default();
            jumps.look(at("09:00"), minutes(0));
            jumps.look(at(set), minutes(10));
            assert_eq!(jumps.earliest_within(AGE, minutes(15)), Some(at(earliest)), "{set}");
            assert_eq!(jumps.earliest_within(AGE, minutes(40)), None, "{set}: that was long ago");
        }
    }

    #[test]
    fn jumps_there_and_back_are_both_seen_and_a_thousand_take_no_memory() {
        let mut jumps = Jumps::default();
        jumps.look(at("09:00"), minutes(0));
        jumps.look(at("09:00") + (400 * 24).hours(), minutes(1));
        jumps.look(at("09:02"), minutes(2));
        assert_eq!(jumps.earliest_within(AGE, minutes(10)), Some(at("08:40")));
        for minute in 3..1000 {
            jumps.look(at(if minute % 2 == 0 { "09:00" } else { "10:00" }), minutes(minute));
        }
        assert_eq!(jumps.jumps.len(), REMEMBERED);
    }
}
