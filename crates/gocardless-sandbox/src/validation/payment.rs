//! Payments. Source: API reference, "Payments"; the words where none are known are the sandbox's own.

use gocardless_api::Scheme;
use jiff::civil::Date;

use super::Problem;
use crate::calendar::Calendar;

/// The least and the most of one payment, in minor units: GoCardless's limits unless others are agreed.
///
/// None are published for US dollars: those of Canada's are taken.
fn limits(scheme: &Scheme) -> (u64, u64) {
    match scheme {
        Scheme::Bacs | Scheme::SepaCore => (100, 500_000),
        Scheme::Autogiro | Scheme::Betalingsservice => (1000, 5_000_000),
        Scheme::Becs | Scheme::BecsNz => (200, 1_000_000),
        Scheme::Ach | Scheme::Pad | Scheme::Other(_) => (200, 500_000),
    }
}

/// The longest reference that payers see on their statements; `None` where the scheme has none.
fn longest_reference(scheme: &Scheme) -> Option<usize> {
    match scheme {
        Scheme::Ach | Scheme::Bacs => Some(10),
        Scheme::Autogiro => Some(11),
        Scheme::BecsNz => Some(12),
        Scheme::Becs | Scheme::Betalingsservice => Some(30),
        Scheme::SepaCore | Scheme::Other(_) => Some(140),
        Scheme::Pad => None,
    }
}

/// What is wrong with an amount in the scheme.
pub(crate) fn check_amount(scheme: &Scheme, amount: u64) -> Option<Problem> {
    let (minimum, maximum) = limits(scheme);
    match amount {
        0 => Some(Problem::Other("must be greater than 0".into())),
        _ if amount < minimum => Some(Problem::BelowMinimum { minimum }),
        _ if amount > maximum => Some(Problem::AboveMaximum { maximum }),
        _ => None,
    }
}

/// What is wrong with a reference in the scheme.
pub(crate) fn check_reference(scheme: &Scheme, reference: &str) -> Option<Problem> {
    match longest_reference(scheme) {
        None => Some(Problem::Other("cannot be given: the scheme shows no references".into())),
        Some(maximum) if reference.chars().count() > maximum => Some(Problem::TooLong { maximum }),
        Some(_) => None,
    }
}

/// The charge date that a wanted one becomes, no earlier than `earliest`: a day on which banks do not work rolls forward.
pub(crate) fn check_charge_date(scheme: &Scheme, wanted: Option<Date>, earliest: Date) -> Result<Date, Problem> {
    let wanted = wanted.unwrap_or(earliest);
    if wanted < earliest {
        return Err(Problem::Other("must be on or after mandate's next_possible_customer_charge_date".into()));
    }
    Ok(Calendar::of(scheme).on_or_after(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_lie_within_the_schemes_limits() {
        for (scheme, amount, expected) in [
            (Scheme::Bacs, 100, None),
            (Scheme::Bacs, 99, Some(Problem::BelowMinimum { minimum: 100 })),
            (Scheme::Bacs, 500_000, None),
            (Scheme::SepaCore, 500_001, Some(Problem::AboveMaximum { maximum: 500_000 })),
            (Scheme::Autogiro, 500_001, None),
            (Scheme::BecsNz, 199, Some(Problem::BelowMinimum { minimum: 200 })),
            (Scheme::Pad, u64::MAX, Some(Problem::AboveMaximum { maximum: 500_000 })),
        ] {
            assert_eq!(check_amount(&scheme, amount), expected, "{scheme} {amount}");
        }
        assert!(check_amount(&Scheme::Bacs, 0).is_some());
    }

    #[test]
    fn references_are_as_long_as_the_scheme_shows() {
        for (scheme, longest) in [
            (Scheme::Ach, 10),
            (Scheme::Autogiro, 11),
            (Scheme::Bacs, 10),
            (Scheme::Becs, 30),
            (Scheme::BecsNz, 12),
            (Scheme::Betalingsservice, 30),
            (Scheme::SepaCore, 140),
        ] {
            assert_eq!(check_reference(&scheme, &"A".repeat(longest)), None, "{scheme}");
            let too_long = check_reference(&scheme, &"A".repeat(longest + 1));
            assert_eq!(too_long, Some(Problem::TooLong { maximum: longest }), "{scheme}");
        }
        assert!(check_reference(&Scheme::Pad, "A").is_some());
    }

    #[test]
    fn charge_dates_roll_forward_to_working_days() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let earliest = date("2026-03-30");
        let check = |wanted: &str| check_charge_date(&Scheme::Bacs, Some(date(wanted)), earliest);
        assert_eq!(check("2026-03-31"), Ok(date("2026-03-31")));
        // Good Friday, and Easter Monday after the weekend.
        assert_eq!(check("2026-04-03"), Ok(date("2026-04-07")));
        assert!(check("2026-03-29").is_err());
        assert_eq!(check_charge_date(&Scheme::Bacs, None, earliest), Ok(earliest));
    }
}
