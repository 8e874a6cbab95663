//! The schemes: the currency that each collects, and the names that others give it.

use bank_details::Scheme;

/// The currency of a scheme's accounts.
pub(crate) fn currency(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Ach => "USD",
        Scheme::Autogiro => "SEK",
        Scheme::Bacs => "GBP",
        Scheme::Becs => "AUD",
        Scheme::BecsNz => "NZD",
        Scheme::Betalingsservice => "DKK",
        Scheme::Pad => "CAD",
        Scheme::SepaCore => "EUR",
    }
}

/// The scheme that collects from accounts in `currency`.
pub(crate) fn of_currency(wanted: &str) -> Option<Scheme> {
    Scheme::ALL.into_iter().find(|scheme| currency(*scheme) == wanted)
}

/// The scheme that the country's local details belong to; the countries of SEPA have IBANs instead.
pub(crate) fn of_local_details(country_code: &str) -> Option<Scheme> {
    Some(Scheme::of_country(country_code)).filter(|scheme| *scheme != Scheme::SepaCore)
}

/// The scheme as API resources have it.
pub(crate) fn on_the_wire(scheme: Scheme) -> gocardless_api::Scheme {
    scheme.as_str().to_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_has_a_currency_of_its_own() {
        for scheme in Scheme::ALL {
            assert_eq!(of_currency(currency(scheme)), Some(scheme));
            assert_eq!(on_the_wire(scheme).as_str(), scheme.as_str());
        }
        assert_eq!(of_currency("CHF"), None);
    }

    #[test]
    fn countries_of_sepa_have_no_local_details() {
        assert_eq!(of_local_details("SE"), Some(Scheme::Autogiro));
        assert_eq!(of_local_details("DE"), None);
    }
}
