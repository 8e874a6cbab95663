//! Legacy caps: how much an old mandate may collect in an interval.
//!
//! GoCardless still enforces the caps of its first API on the mandates that have one, and shows them nowhere. Source:
//! GoCardless's documents of 2018, "Pre-authorizations": an interval is so many days, weeks or months; it may keep to the
//! calendar, where weeks begin on Mondays and the first interval runs only to the next boundary. That any other begins
//! with the day on which the mandate was made is the sandbox's own.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A cap.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cap {
    /// The most that one interval may collect, in minor units.
    pub(crate) max_amount: u64,
    pub(crate) interval_unit: IntervalUnit,
    /// How many units an interval has; at least 1.
    #[serde(default = "one")]
    pub(crate) interval_count: u16,
    /// Whether intervals keep to the calendar.
    #[serde(default)]
    pub(crate) calendar: bool,
    /// What the interval that the sandbox begins in has had already, in minor units.
    #[serde(default)]
    pub(crate) used: u64,
}

/// What an interval is counted in.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IntervalUnit {
    Day,
    Week,
    Month,
}

/// A collection that counts: when, and how much in minor units.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Collected {
    pub(crate) on: Date,
    pub(crate) amount: u64,
}

fn one() -> u16 {
    1
}

impl Cap {
    /// Whether `wanted` can be collected besides what is to be, on a mandate that began on `start`; `used` counts as
    /// collected on `today`.
    ///
    /// Every interval is judged alone: what one leaves is not carried over. A collection before `start` counts as on it.
    pub(crate) fn allows(&self, start: Date, today: Date, collected: &[Collected], wanted: Collected) -> bool {
        let interval = self.interval_of(start, wanted.on);
        let used = Collected { on: today, amount: self.used };
        let so_far = collected
            .iter()
            .chain([&used])
            .filter(|it| self.interval_of(start, it.on) == interval)
            .fold(0_u64, |sum, it| sum.saturating_add(it.amount));
        so_far.saturating_add(wanted.amount) <= self.max_amount
    }

    /// The number of the interval that the date lies in, from 0.
    fn interval_of(&self, start: Date, date: Date) -> i32 {
        let date = date.max(start);
        let units = match (self.calendar, self.interval_unit) {
            (_, IntervalUnit::Day) => days(start, date),
            (true, IntervalUnit::Week) => days(monday_of(start), date) / 7,
            (false, IntervalUnit::Week) => days(start, date) / 7,
            (true, IntervalUnit::Month) => months(start, date),
            (false, IntervalUnit::Month) => whole_months(start, date),
        };
        units / i32::from(self.interval_count.max(1))
    }
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn monday_of(date: Date) -> Date {
    let back = i32::from(date.weekday().since(Weekday::Monday));
    date.checked_sub(back.days()).unwrap_or(date)
}

/// The turns of a month between two dates.
fn months(from: Date, to: Date) -> i32 {
    (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month())
}

/// The months that have passed, each from a day to the same day, or the last of a shorter month.
fn whole_months(from: Date, to: Date) -> i32 {
    let months = months(from, to);
    match from.checked_add(months.months()) {
        Ok(turn) if turn > to => months - 1,
        _ => months,
    }
}

#[cfg(test)]
mod tests;
