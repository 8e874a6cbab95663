//! Charge dates at regular intervals: a rule, and the working days on which it comes to something.
//!
//! Every date is counted from the first one, never from the one before it: what was rolled to a working day, or
//! shortened to the end of a month, moves none of the later dates.

use jiff::Span;
use jiff::civil::Date;

use crate::calendar::Calendar;

/// What intervals are counted in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unit {
    Weekly,
    Monthly,
    Yearly,
}

/// The day of the month on which to charge.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Day {
    /// 1 to 28.
    Number(i8),
    /// The last one; where banks do not work on it, the last one on which they do.
    Last,
}

/// Months in their order. Source: API reference, "Subscriptions", `month`.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// How often, and perhaps on which day. Source: API reference, "Subscriptions", recurrence rules.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Rule {
    pub(crate) unit: Unit,
    /// How many units from one charge to the next, 1 or more.
    pub(crate) interval: u32,
    /// Of monthly and yearly rules only.
    pub(crate) day: Option<Day>,
    /// 1 to 12, with a day, of yearly rules only.
    pub(crate) month: Option<i8>,
}

/// A rule from its first date on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Recurrence {
    rule: Rule,
    /// Before it is rolled.
    first: Date,
    calendar: Calendar,
}

impl Unit {
    pub(crate) const NAMES: [&'static str; 3] = ["weekly", "monthly", "yearly"];

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Weekly, Self::Monthly, Self::Yearly].into_iter().find(|unit| unit.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Yearly => "yearly",
        }
    }

    /// The longest interval: there has to be a charge every year.
    pub(crate) fn longest_interval(self) -> u32 {
        match self {
            Self::Weekly => 52,
            Self::Monthly => 12,
            Self::Yearly => 1,
        }
    }
}

impl Rule {
    /// The name of the month, where there is one.
    pub(crate) fn month_name(&self) -> Option<&'static str> {
        let place = usize::try_from(self.month?).ok()?.checked_sub(1)?;
        MONTHS.get(place).copied()
    }
}

impl Recurrence {
    /// The rule with its first charge on `start`, or on the first of its days whose charge date is no earlier.
    pub(crate) fn from(rule: Rule, start: Date, calendar: Calendar) -> Self {
        let of = |first| Self { rule, first, calendar };
        let Some(day) = rule.day else { return of(start) };
        let step = if rule.unit == Unit::Yearly { 12 } else { 1 };
        let begin = rule.month.and_then(|month| start.with().month(month).day(1).build().ok());
        let begin = begin.unwrap_or_else(|| start.first_of_month());
        // The third is after the start in any case.
        let days = (0..3).filter_map(|n| on_day(months_after(begin, n * step)?, day));
        days.map(of).find(|it| it.charge_date(0).is_some_and(|date| date >= start)).unwrap_or_else(|| of(start))
    }

    pub(crate) fn rule(&self) -> Rule {
        self.rule
    }

    /// The date of the n-th charge, from 0 on: a working day. `None` after the year 9999.
    ///
    /// The last day of a month rolls backwards, every other day forwards. Source: API reference, "Subscriptions",
    /// rolling dates.
    pub(crate) fn charge_date(&self, n: u32) -> Option<Date> {
        let date = self.nominal(n)?;
        Some(match self.rule.day {
            Some(Day::Last) => self.calendar.on_or_before(date),
            _ => self.calendar.on_or_after(date),
        })
    }

    /// The number of the first charge that is neither before the n-th one nor before `earliest`.
    pub(crate) fn first_on_or_after(&self, n: u32, earliest: Date) -> Option<u32> {
        let mut n = n;
        while self.charge_date(n)? < earliest {
            n = n.checked_add(1)?;
        }
        Some(n)
    }

    /// The n-th date before it is rolled: of a 31st, the last day of months that have none.
    fn nominal(&self, n: u32) -> Option<Date> {
        let steps = i64::from(n).checked_mul(i64::from(self.rule.interval))?;
        match self.rule.unit {
            Unit::Weekly => self.first.checked_add(Span::new().try_weeks(steps).ok()?).ok(),
            Unit::Monthly | Unit::Yearly => {
                let months = if self.rule.unit == Unit::Yearly { steps.checked_mul(12)? } else { steps };
                let date = months_after(self.first, months)?;
                if self.rule.day == Some(Day::Last) { Some(date.last_of_month()) } else { Some(date) }
            }
        }
    }
}

fn months_after(date: Date, months: i64) -> Option<Date> {
    date.checked_add(Span::new().try_months(months).ok()?).ok()
}

fn on_day(month: Date, day: Day) -> Option<Date> {
    match day {
        Day::Last => Some(month.last_of_month()),
        Day::Number(day) => month.with().day(day).build().ok(),
    }
}

#[cfg(test)]
mod tests {
    use gocardless_api::Scheme;
    use jiff::ToSpan as _;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn dates(rule: Rule, start: &str, count: u32) -> Vec<String> {
        let recurrence = Recurrence::from(rule, date(start), Calendar::of(&Scheme::Bacs));
        (0..count).map(|n| recurrence.charge_date(n).unwrap().to_string()).collect()
    }

    const WEEKLY: Rule = Rule { unit: Unit::Weekly, interval: 1, day: None, month: None };
    const MONTHLY: Rule = Rule { unit: Unit::Monthly, interval: 1, day: None, month: None };
    const YEARLY: Rule = Rule { unit: Unit::Yearly, interval: 1, day: None, month: None };
    const LAST: Rule = Rule { day: Some(Day::Last), ..MONTHLY };

    #[test]
    fn charges_fall_on_the_dates_of_the_rule() {
        let on = |number, rule| Rule { day: Some(Day::Number(number)), ..rule };
        for (rule, start, expected) in [
            // Good Friday and Easter Monday: Tuesday, and Friday again afterwards.
            (WEEKLY, "2026-03-27", vec!["2026-03-27", "2026-04-07", "2026-04-10", "2026-04-17"]),
            (
                Rule { interval: 2, ..WEEKLY },
                "2026-03-09",
                vec!["2026-03-09", "2026-03-23", "2026-04-07", "2026-04-20"],
            ),
            // The 31st, or the last day of a shorter month, rolled forwards from a weekend.
            (MONTHLY, "2026-01-31", vec!["2026-02-02", "2026-03-02", "2026-03-31", "2026-04-30", "2026-06-01"]),
            (MONTHLY, "2026-07-15", vec!["2026-07-15", "2026-08-17", "2026-09-15", "2026-10-15"]),
            (Rule { interval: 6, ..MONTHLY }, "2026-08-31", vec!["2026-09-01", "2027-03-01", "2027-08-31"]),
            // The first of the month comes after the start.
            (on(1, MONTHLY), "2026-03-06", vec!["2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01"]),
            (on(6, MONTHLY), "2026-03-06", vec!["2026-03-06", "2026-04-07", "2026-05-06"]),
            // On a Sunday, which rolls to the start itself.
            (on(1, MONTHLY), "2026-03-02", vec!["2026-03-02", "2026-04-01"]),
            (on(12, Rule { interval: 6, ..MONTHLY }), "2026-03-13", vec!["2026-04-13", "2026-10-12", "2027-04-12"]),
            // The last working day, backwards over the weekend and the bank holiday.
            (LAST, "2026-03-06", vec!["2026-03-31", "2026-04-30", "2026-05-29", "2026-06-30", "2026-07-31"]),
            (LAST, "2026-08-01", vec!["2026-08-28", "2026-09-30", "2026-10-30"]),
            // The 31st is a Sunday, and the Friday before it too early.
            (LAST, "2026-05-30", vec!["2026-06-30", "2026-07-31"]),
            (YEARLY, "2024-02-29", vec!["2024-02-29", "2025-02-28", "2026-03-02", "2027-03-01", "2028-02-29"]),
            (on(5, Rule { month: Some(1), ..YEARLY }), "2026-03-06", vec!["2027-01-05", "2028-01-05"]),
            (on(5, Rule { month: Some(11), ..YEARLY }), "2026-03-31", vec!["2026-11-05", "2027-11-05"]),
            (Rule { day: Some(Day::Last), month: Some(2), ..YEARLY }, "2026-03-06", vec!["2027-02-26", "2028-02-29"]),
        ] {
            let count = u32::try_from(expected.len()).unwrap();
            assert_eq!(dates(rule, start, count), expected, "{rule:?} from {start}");
        }
    }

    #[test]
    fn there_is_an_end_to_the_calendar() {
        let recurrence = Recurrence::from(YEARLY, date("2026-03-06"), Calendar::of(&Scheme::Bacs));
        assert_eq!(recurrence.charge_date(u32::MAX), None);
        assert_eq!(recurrence.first_on_or_after(0, date("2027-03-09")), Some(2));
    }

    prop_compose! {
        fn rule()(
            unit in select(vec![Unit::Weekly, Unit::Monthly, Unit::Yearly]),
            interval in 1..=52_u32,
            day in prop_oneof![Just(None), Just(Some(Day::Last)), (1..=28_i8).prop_map(|day| Some(Day::Number(day)))],
            month in 1..=12_i8,
        ) -> Rule {
            let interval = interval.min(unit.longest_interval());
            let day = day.filter(|_| unit != Unit::Weekly);
            Rule { unit, interval, day, month: Some(month).filter(|_| unit == Unit::Yearly && day.is_some()) }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn charges_are_working_days_in_order_that_keep_their_distance(
            rule in rule(),
            start in 0..1400_i32,
            scheme in select(vec![Scheme::Bacs, Scheme::SepaCore, Scheme::Autogiro, Scheme::Betalingsservice]),
        ) {
            let start = date("2024-01-01").saturating_add(start.days());
            let calendar = Calendar::of(&scheme);
            let recurrence = Recurrence::from(rule, start, calendar);
            // No bank rests for longer than this.
            let longest_roll = 6;
            for n in 0..24 {
                let (nominal, date) = (recurrence.nominal(n).unwrap(), recurrence.charge_date(n).unwrap());
                let next = recurrence.charge_date(n + 1).unwrap();
                prop_assert!(calendar.is_working_day(date) && date >= start && date < next);
                let intended = (recurrence.nominal(n + 1).unwrap() - nominal).get_days();
                prop_assert!((next - date).get_days() >= intended - longest_roll);
                prop_assert!((date - nominal).get_days().abs() <= longest_roll);
                match rule.day {
                    Some(Day::Last) => prop_assert!(date <= nominal && nominal == nominal.last_of_month()),
                    Some(Day::Number(day)) => prop_assert!(date >= nominal && nominal.day() == day),
                    None if rule.unit == Unit::Weekly => prop_assert_eq!(nominal.weekday(), start.weekday()),
                    None => prop_assert_eq!(nominal.day(), start.day().min(nominal.days_in_month())),
                }
                if let Some(month) = rule.month {
                    prop_assert_eq!(nominal.month(), month);
                }
            }
        }
    }
}
