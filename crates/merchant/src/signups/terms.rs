//! What a payer is told before giving an authority.

use gocardless_api::{Creditor, Scheme};
use jiff::civil::{Date, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use signup_api::Terms;

use crate::MandateTexts;
use crate::creditor::{identifier_for, public_details, scheme_of_currency};

/// How soon a scheme can collect.
struct Pace {
    /// Hours that the scheme's clocks are ahead of UTC in winter: there it is never earlier than this tells.
    offset: i8,
    /// The fewest working days between a mandate's first and its first collection's.
    lead: u8,
    /// Working days of notice where the creditor's scheme identifier does not tell.
    notice: Option<u16>,
}

/// `notice`: API reference, "Payments" (default advance notice); none is published for BECS and SEPA. `lead`: GoCardless's
/// support article "Payment timings comparison chart", where a new mandate is one day more in Bacs and Betalingsservice.
/// Where sources differ the shorter stands: ACH 1 (Faster ACH), Betalingsservice 6 (its default notice), SEPA 2.
fn pace_of(scheme: &Scheme) -> Pace {
    let pace = |offset, lead, notice| Pace { offset, lead, notice };
    match scheme {
        Scheme::Ach => pace(-5, 1, Some(2)),
        Scheme::Autogiro => pace(1, 8, Some(8)),
        Scheme::Bacs => pace(0, 4, Some(3)),
        Scheme::Becs => pace(10, 1, None),
        Scheme::BecsNz => pace(12, 2, Some(2)),
        Scheme::Betalingsservice => pace(1, 6, Some(6)),
        Scheme::Pad => pace(-5, 3, Some(3)),
        Scheme::SepaCore => pace(1, 2, None),
        Scheme::Other(_) => pace(-12, 0, None),
    }
}

/// The terms of collecting in `currency` for a page in `locale`; none where no scheme collects in it.
pub(crate) fn terms(
    creditor: Option<&Creditor>,
    texts: &MandateTexts,
    currency: &str,
    locale: Option<&str>,
    now: Timestamp,
) -> Option<Terms> {
    let scheme = scheme_of_currency(currency)?;
    let told = creditor.and_then(|creditor| identifier_for(creditor, currency)?.minimum_advance_notice);
    let (wording, agreement_url) = texts.of(&scheme, locale);
    Some(Terms {
        creditor: creditor.map(|creditor| public_details(creditor, currency)).unwrap_or_default(),
        notice_days: told.and_then(|days| days.try_into().ok()).or(pace_of(&scheme).notice),
        earliest_charge_date: Some(earliest_charge_date(&scheme, now).to_string()),
        agreement_url,
        wording,
        scheme: scheme.into(),
    })
}

/// A date before which nothing is collected under a mandate that is given at `now`; it may well be later.
///
/// Counts Monday to Friday and knows neither bank holidays nor cut-off times: all these only make it later.
fn earliest_charge_date(scheme: &Scheme, now: Timestamp) -> Date {
    let Pace { offset, lead, .. } = pace_of(scheme);
    let zone = TimeZone::fixed(Offset::constant(offset));
    (0..lead).fold(on_or_after(now.to_zoned(zone).date()), |day, _| on_or_after(next(day)))
}

fn on_or_after(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday | Weekday::Sunday => on_or_after(next(day)),
        _ => day,
    }
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_collected_before_the_date_that_is_told() {
        for (scheme, now, expected) in [
            // Recorded from GoCardless's sandbox over Easter: charged on 2024-04-02 and 2024-04-04.
            (Scheme::Bacs, "2024-03-22T20:38:00Z", "2024-03-28"),
            (Scheme::Bacs, "2024-03-26T17:33:00Z", "2024-04-01"),
            // A weekend begins on Monday.
            (Scheme::Bacs, "2026-03-07T12:00:00Z", "2026-03-13"),
            (Scheme::Bacs, "2026-03-08T12:00:00Z", "2026-03-13"),
            // Still Friday in New York, already Tuesday in Wellington.
            (Scheme::Ach, "2026-03-07T03:00:00Z", "2026-03-09"),
            (Scheme::BecsNz, "2026-03-02T12:30:00Z", "2026-03-05"),
            (Scheme::Becs, "2026-03-02T09:00:00Z", "2026-03-03"),
            (Scheme::Autogiro, "2026-03-02T09:00:00Z", "2026-03-12"),
            (Scheme::Betalingsservice, "2026-03-02T09:00:00Z", "2026-03-10"),
            (Scheme::Pad, "2026-03-02T09:00:00Z", "2026-03-05"),
            (Scheme::SepaCore, "2026-03-05T09:00:00Z", "2026-03-09"),
        ] {
            assert_eq!(earliest_charge_date(&scheme, now.parse().unwrap()).to_string(), expected, "{scheme} at {now}");
        }
    }

    #[test]
    fn the_creditors_own_notice_goes_before_the_usual() {
        let creditor: Creditor = serde_json::from_value(serde_json::json!({
            "id": "CR1", "created_at": "", "name": "Acme Ltd",
            "scheme_identifiers": [{ "name": "ACME", "scheme": "bacs", "reference": "1", "minimum_advance_notice": 5 }],
        }))
        .unwrap();
        let notice = |creditor, currency| {
            terms(creditor, &MandateTexts::default(), currency, None, Timestamp::UNIX_EPOCH)?.notice_days
        };
        assert_eq!(notice(Some(&creditor), "GBP"), Some(5));
        assert_eq!(notice(Some(&creditor), "SEK"), Some(8));
        assert_eq!(notice(None, "GBP"), Some(3));
        assert_eq!(notice(None, "EUR"), None);
        assert!(terms(None, &MandateTexts::default(), "CHF", None, Timestamp::UNIX_EPOCH).is_none());
    }
}
