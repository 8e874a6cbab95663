//! Every scheme, from the shop to the mandate: the numbers that a country's payers know, in their words.

use gocardless_api::Scheme;

use crate::support::{House, Payer};

/// A payer's country, what is asked and typed, what the review must show, and the scheme of the mandate.
struct Case {
    country: &'static str,
    typed: &'static [(&'static str, &'static str)],
    shown: &'static [&'static str],
    confirm: &'static str,
    scheme: Scheme,
}

/// Sources of the numbers: the README of `ibandit`; the SWIFT registry; GoCardless's test details.
const CASES: [Case; 7] = [
    Case {
        country: "Australia",
        typed: &[("BSB", "123456"), ("Account number", "123456789")],
        shown: &["123-456", "123456789"],
        confirm: "Set up Direct Debit",
        scheme: Scheme::Becs,
    },
    Case {
        country: "Canada",
        typed: &[("Transit number", "00063"), ("Institution number", "036"), ("Account number", "0123456")],
        shown: &["00063", "036", "0123456"],
        confirm: "Agree to these debits",
        scheme: Scheme::Pad,
    },
    Case {
        country: "Denmark",
        typed: &[
            ("CPR number", "0101901234"),
            ("Registration number (registreringsnummer)", "345"),
            ("Account number (kontonummer)", "3179681"),
        ],
        shown: &["0345", "0003179681"],
        confirm: "Set up Betalingsservice",
        scheme: Scheme::Betalingsservice,
    },
    Case {
        country: "Germany",
        typed: &[("IBAN", "de89370400440532013000")],
        shown: &["DE89 3704 0044 0532 0130 00", "Germany, bank code 37040044", "SEPA Direct Debit mandate"],
        confirm: "Set up Direct Debit",
        scheme: Scheme::SepaCore,
    },
    Case {
        country: "New Zealand",
        typed: &[("Account number", "010902006838900")],
        shown: &["01-0902-0068389-00"],
        confirm: "Set up Direct Debit",
        scheme: Scheme::BecsNz,
    },
    Case {
        country: "Sweden",
        typed: &[
            ("Personal identity number (personnummer)", "811228-9874"),
            ("Clearing number (clearingnummer)", "7507"),
            ("Account number (kontonummer)", "121 12 03"),
        ],
        shown: &["7507", "1211203"],
        confirm: "Set up Autogiro",
        scheme: Scheme::Autogiro,
    },
    Case {
        country: "United States",
        typed: &[
            ("Address line 1", "1 Main Street"),
            ("Town or city", "Springfield"),
            ("State", "il"),
            ("ZIP code", "62701"),
            ("Routing number", "026073150"),
            ("Account number", "2715500356"),
        ],
        shown: &["026073150", "2715500356", "Savings"],
        confirm: "Authorize these debits",
        scheme: Scheme::Ach,
    },
];

#[tokio::test]
async fn payers_of_every_country_sign_up_with_the_numbers_that_they_know() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    for case in CASES {
        payer.goes_to(&house.shop()).await;
        payer.is_new_here().await;
        payer.starts_signup().await;
        payer.picks("Country", case.country).await;
        payer.types("Name on the account", "Frank Osborne").await;
        for (label, text) in case.typed {
            payer.types(label, text).await;
        }
        if case.scheme == Scheme::Ach {
            payer.chooses("Savings").await;
        }
        payer.chooses("Yes").await;
        payer.looks(case.country).await;
        payer.presses("Continue").await;
        payer.sees_step("Check your details").await;
        for text in case.shown {
            payer.reads(text).await;
        }
        payer.presses(case.confirm).await;
        payer.comes_to("Your Direct Debit is set up").await;

        let mandates = house.sandbox.mandates();
        let schemes: Vec<_> = mandates.iter().filter_map(|mandate| mandate.scheme.clone()).collect();
        assert!(schemes.contains(&case.scheme), "{}: {schemes:?}", case.country);
    }
    assert_eq!(house.stored_mandates().len(), CASES.len());
}
