//! Payers' identity numbers.

use bank_details::Country;
use bank_details::identity::{DanishIdentityNumber, IdentityError, SwedishIdentityNumber};
use proptest::prelude::*;

use crate::table::rows;

const NUMBERS: &str = include_str!("../data/identity-numbers.csv");

fn read(country: &str, text: &str) -> Result<String, IdentityError> {
    match country {
        "SE" => text.parse().map(|number: SwedishIdentityNumber| number.as_str().to_owned()),
        _ => text.parse().map(|number: DanishIdentityNumber| number.as_str().to_owned()),
    }
}

#[test]
fn numbers_are_read_as_gocardless_takes_them() {
    for row in rows(NUMBERS) {
        let [country, typed, canonical, source] = row.try_into().unwrap();
        let expected = if canonical.is_empty() { Err(IdentityError::Invalid) } else { Ok(canonical) };
        assert_eq!(read(&country, &typed), expected, "{country} {typed}: {source}");
    }
}

#[test]
fn nothing_is_missing_rather_than_wrong() {
    for country in ["SE", "DK"] {
        for text in ["", "  ", "-"] {
            assert_eq!(read(country, text), Err(IdentityError::Empty));
        }
    }
    assert_eq!(IdentityError::Empty.as_str(), "missing");
    assert_eq!(IdentityError::Invalid.as_str(), "invalid_identity_number");
}

#[test]
fn debug_shows_nothing() {
    let number: SwedishIdentityNumber = "811228-9874".parse().unwrap();
    assert_eq!(format!("{number:?}"), "SwedishIdentityNumber(…)");
    let number: DanishIdentityNumber = "13585628".parse().unwrap();
    assert_eq!(format!("{number:?}"), "DanishIdentityNumber(…)");
}

#[test]
fn thirty_countries_are_in_the_european_economic_area() {
    let eea: Vec<_> = Country::all().filter(|country| country.is_eea()).map(Country::code).collect();
    assert_eq!(eea.len(), 30, "{eea:?}");
    assert!(eea.iter().all(|code| Country::from_code(code).unwrap().is_sepa()));
    let outside: Vec<_> =
        Country::all().filter(|country| country.is_sepa() && !country.is_eea()).map(Country::code).collect();
    assert_eq!(outside, ["AD", "AL", "CH", "GB", "GI", "MC", "MD", "ME", "MK", "RS", "SM", "VA"]);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_what_is_read_reads_back(text in "\\PC{0,16}|[0-9 +-]{0,16}") {
        for country in ["SE", "DK"] {
            if let Ok(canonical) = read(country, &text) {
                prop_assert_eq!(read(country, &canonical), Ok(canonical.clone()));
            }
        }
    }
}
