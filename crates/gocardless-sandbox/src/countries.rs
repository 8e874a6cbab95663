//! Countries, and from which of them a scheme collects.

use crate::schemes;

/// The countries whose IBANs SEPA Direct Debits reach.
///
/// Source: European Payments Council, *List of SEPA scheme countries* (EPC409-09 v8.0, 24 December 2025).
const SEPA: [&str; 42] = [
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE",
    "SI", "SK", "SM", "VA",
];

/// Every country's code and English name, in the order of the names.
pub(crate) fn by_name() -> Vec<(&'static str, &'static str)> {
    let mut countries: Vec<_> = all().collect();
    countries.sort_by_key(|(_, name)| name.replace('Å', "A"));
    countries
}

/// The countries with accounts that some scheme collects from, in the order of their names.
pub(crate) fn with_a_scheme() -> Vec<(&'static str, &'static str)> {
    by_name().into_iter().filter(|(code, _)| has_a_scheme(code)).collect()
}

/// Whether some scheme collects from accounts in the country.
pub(crate) fn has_a_scheme(code: &str) -> bool {
    is_in_sepa(code) || schemes::of_local_details(code).is_some()
}

/// The English name of the country with this code.
pub(crate) fn name(code: &str) -> Option<&'static str> {
    all().find(|(known, _)| *known == code).map(|(_, name)| name)
}

/// Whether SEPA Direct Debits reach accounts in the country.
pub(crate) fn is_in_sepa(code: &str) -> bool {
    SEPA.binary_search(&code).is_ok()
}

fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("countries.txt").lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_agree_and_are_in_order() {
        assert!(SEPA.is_sorted());
        assert!(SEPA.iter().all(|code| name(code).is_some()));
        assert_eq!(all().count(), 249);
    }

    #[test]
    fn the_united_kingdom_goes_by_its_name() {
        assert_eq!(name("GB"), Some("United Kingdom"));
        assert!(is_in_sepa("GB") && is_in_sepa("FR") && !is_in_sepa("US"));
    }

    #[test]
    fn a_scheme_reaches_sepa_and_four_countries_more() {
        assert_eq!(with_a_scheme().len(), SEPA.len() + 4);
        assert!(["AU", "CA", "DK", "GB", "NZ", "SE", "US"].into_iter().all(has_a_scheme) && !has_a_scheme("BR"));
    }
}
