//! The earliest date on which a mandate can be collected from.

use gocardless_api::Scheme;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The next possible charge date of a mandate made or sent again at `now`, `YYYY-MM-DD`.
///
/// The mandate goes to the bank on the next working day, and the first collection follows some working days later.
/// Working days are Monday to Friday: bank holidays are not in here, and days are those of UTC. GoCardless's own dates
/// also depend on cut-off times and on the creditor's advance notice.
pub(crate) fn next_possible_charge_date(scheme: &Scheme, now: Timestamp) -> String {
    let days_after_sending = match scheme {
        Scheme::Bacs => 4,
        // No time between mandate and first collection is known: GoCardless's usual notice instead.
        Scheme::Autogiro => 8,
        Scheme::Betalingsservice => 6,
        Scheme::Pad => 3,
        // The usual notice of ACH and BECS NZ; of the others nothing is known.
        Scheme::Ach | Scheme::Becs | Scheme::BecsNz | Scheme::SepaCore | Scheme::Other(_) => 2,
    };
    let mut date = now.to_zoned(TimeZone::UTC).date();
    for _ in 0..=days_after_sending {
        date = next_working_day(date);
    }
    date.to_string()
}

fn next_working_day(date: Date) -> Date {
    let days = match date.weekday() {
        Weekday::Friday => 3,
        Weekday::Saturday => 2,
        _ => 1,
    };
    date.saturating_add(days.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_are_not_working_days() {
        for (scheme, now, expected) in [
            // A Friday evening; the mandate goes out on Monday.
            (Scheme::Bacs, "2024-03-15T20:30:00Z", "2024-03-22"),
            (Scheme::Bacs, "2024-03-16T00:00:00Z", "2024-03-22"),
            (Scheme::Bacs, "2024-03-18T09:00:00Z", "2024-03-25"),
            (Scheme::SepaCore, "2024-03-18T09:00:00Z", "2024-03-21"),
            (Scheme::SepaCore, "2024-03-21T09:00:00Z", "2024-03-26"),
            (Scheme::Autogiro, "2024-03-18T09:00:00Z", "2024-03-29"),
            (Scheme::Betalingsservice, "2024-03-18T09:00:00Z", "2024-03-27"),
            (Scheme::Pad, "2024-03-18T09:00:00Z", "2024-03-22"),
            (Scheme::Ach, "2024-03-18T09:00:00Z", "2024-03-21"),
        ] {
            assert_eq!(next_possible_charge_date(&scheme, now.parse().unwrap()), expected, "{scheme} at {now}");
        }
    }
}
