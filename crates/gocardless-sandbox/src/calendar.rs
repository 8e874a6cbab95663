//! Working days, as data: one calendar per scheme.

mod holidays;

use gocardless_api::Scheme;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use self::holidays::Holidays;

/// The days on which the banks of a scheme work: Monday to Friday but its holidays, which are known for 2024 to 2027.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Calendar(Holidays);

impl Calendar {
    pub(crate) fn of(scheme: &Scheme) -> Self {
        Self(match scheme {
            Scheme::Ach => holidays::ACH,
            Scheme::Autogiro => holidays::AUTOGIRO,
            Scheme::Bacs => holidays::BACS,
            Scheme::Becs => holidays::BECS,
            Scheme::BecsNz => holidays::BECS_NZ,
            Scheme::Betalingsservice => holidays::BETALINGSSERVICE,
            Scheme::Pad => holidays::PAD,
            Scheme::SepaCore => holidays::TARGET,
            Scheme::Other(_) => &[],
        })
    }

    pub(crate) fn is_working_day(self, date: Date) -> bool {
        let is_holiday = self
            .0
            .iter()
            .any(|(year, days)| *year == date.year() && days.iter().any(|day| *day == (date.month(), date.day())));
        !is_holiday && !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// The date, or the first working day after it.
    pub(crate) fn on_or_after(self, mut date: Date) -> Date {
        while !self.is_working_day(date) && date < Date::MAX {
            date = date.saturating_add(1.day());
        }
        date
    }

    /// The date, or the last working day before it.
    pub(crate) fn on_or_before(self, mut date: Date) -> Date {
        while !self.is_working_day(date) && date > Date::MIN {
            date = date.saturating_sub(1.day());
        }
        date
    }

    /// The working day that is `days` working days after the date.
    pub(crate) fn after(self, mut date: Date, days: u8) -> Date {
        for _ in 0..days {
            date = self.on_or_after(date.saturating_add(1.day()));
        }
        date
    }

    /// The working day that is `days` working days before the date.
    pub(crate) fn before(self, mut date: Date, days: u8) -> Date {
        for _ in 0..days {
            date = self.on_or_before(date.saturating_sub(1.day()));
        }
        date
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Scheme; 8] = [
        Scheme::Ach,
        Scheme::Autogiro,
        Scheme::Bacs,
        Scheme::Becs,
        Scheme::BecsNz,
        Scheme::Betalingsservice,
        Scheme::Pad,
        Scheme::SepaCore,
    ];

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Sources: gov.uk "UK bank holidays" (Bacs), ECB "T2 closing days", the Federal Reserve's "Holidays observed".
    #[test]
    fn bank_holidays_are_no_working_days() {
        for (scheme, holidays) in [
            (
                Scheme::Bacs,
                &["2024-03-29", "2024-04-01", "2025-05-05", "2026-05-25", "2026-12-28", "2027-12-27", "2027-12-28"][..],
            ),
            (Scheme::SepaCore, &["2024-05-01", "2025-12-26", "2026-04-03", "2027-01-01", "2027-03-29"]),
            (Scheme::Autogiro, &["2024-06-06", "2024-06-21", "2025-12-24", "2026-05-14", "2027-01-06"]),
            (Scheme::Betalingsservice, &["2024-03-28", "2025-05-30", "2026-06-05", "2027-05-17"]),
            (Scheme::Becs, &["2024-01-26", "2025-06-09", "2026-12-28", "2027-12-27"]),
            (Scheme::BecsNz, &["2024-06-28", "2026-04-27", "2026-07-10", "2027-02-08"]),
            (Scheme::Pad, &["2024-05-20", "2025-10-13", "2026-09-30", "2027-07-01"]),
            (Scheme::Ach, &["2024-11-28", "2025-06-19", "2026-01-19", "2027-07-05"]),
        ] {
            for holiday in holidays {
                assert!(!Calendar::of(&scheme).is_working_day(date(holiday)), "{scheme} {holiday}");
            }
        }
    }

    #[test]
    fn ordinary_days_are_working_days() {
        for (scheme, day) in [
            (Scheme::Bacs, "2024-05-01"),
            (Scheme::SepaCore, "2024-05-06"),
            // Abolished from 2024: Denmark's Great Prayer Day.
            (Scheme::Betalingsservice, "2024-04-26"),
            // A Saturday: the Federal Reserve works on the Friday before.
            (Scheme::Ach, "2026-07-03"),
        ] {
            assert!(Calendar::of(&scheme).is_working_day(date(day)), "{scheme} {day}");
        }
    }

    #[test]
    fn every_holiday_is_a_real_weekday_in_order() {
        for scheme in ALL {
            let Calendar(years) = Calendar::of(&scheme);
            assert_eq!(years.iter().map(|(year, _)| *year).collect::<Vec<_>>(), [2024, 2025, 2026, 2027], "{scheme}");
            for (year, days) in years {
                assert!(days.is_sorted_by(|one, next| one < next), "{scheme} {year}");
                for (month, day) in *days {
                    let weekday = Date::new(*year, *month, *day).unwrap().weekday();
                    assert!(!matches!(weekday, Weekday::Saturday | Weekday::Sunday), "{scheme} {year}-{month}-{day}");
                }
            }
        }
    }

    #[test]
    fn working_days_are_counted_over_easter() {
        let bacs = Calendar::of(&Scheme::Bacs);
        assert_eq!(bacs.on_or_after(date("2024-03-29")), date("2024-04-02"));
        assert_eq!(bacs.after(date("2024-03-28"), 2), date("2024-04-03"));
        assert_eq!(bacs.before(date("2024-04-03"), 2), date("2024-03-28"));
        assert_eq!(bacs.after(date("2024-03-28"), 0), date("2024-03-28"));
    }
}
