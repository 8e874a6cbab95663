//! What a scheme needs to know of the payer.

use bank_details::{Country, Scheme};

/// What is asked of a payer besides a name, an email address and the account: the same for the form and for who checks
/// what it sends.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub struct Needs {
    /// House and street, town, postcode and country.
    pub address: bool,
    /// The state, as a part of the address.
    pub region: bool,
    /// The Swedish identity number.
    pub swedish_identity_number: bool,
    /// The Danish identity number.
    pub danish_identity_number: bool,
}

impl Needs {
    /// What `scheme` needs of the payer of an account in the country (two capital letters; of an IBAN its first two).
    ///
    /// Bacs and ACH need an address, ACH with its state; SEPA needs one for accounts outside of the European Economic
    /// Area. Where the country is not known yet, it counts as within. Source: the guides on payment pages of GoCardless,
    /// and EPC392-08, "payer's address".
    pub fn of(scheme: Scheme, account_country: Option<&str>) -> Self {
        let is_far = account_country.and_then(Country::from_code).is_some_and(|country| !country.is_eea());
        Self {
            address: matches!(scheme, Scheme::Ach | Scheme::Bacs) || (scheme == Scheme::SepaCore && is_far),
            region: scheme == Scheme::Ach,
            swedish_identity_number: scheme == Scheme::Autogiro,
            danish_identity_number: scheme == Scheme::Betalingsservice,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_asked_for_only_where_the_scheme_needs_it() {
        let asking = |scheme, country| Needs::of(scheme, country).address;
        for (scheme, country, expected) in [
            (Scheme::Ach, Some("US"), true),
            (Scheme::Bacs, Some("GB"), true),
            (Scheme::Autogiro, Some("SE"), false),
            (Scheme::Becs, Some("AU"), false),
            (Scheme::BecsNz, Some("NZ"), false),
            (Scheme::Betalingsservice, Some("DK"), false),
            (Scheme::Pad, Some("CA"), false),
            (Scheme::SepaCore, Some("DE"), false),
            (Scheme::SepaCore, Some("NO"), false),
            (Scheme::SepaCore, Some("CH"), true),
            (Scheme::SepaCore, Some("GB"), true),
            (Scheme::SepaCore, Some("MC"), true),
            (Scheme::SepaCore, None, false),
        ] {
            assert_eq!(asking(scheme, country), expected, "{scheme} {country:?}");
        }
        assert!(Needs::of(Scheme::Ach, None).region && !Needs::of(Scheme::Bacs, None).region);
    }

    #[test]
    fn each_identity_number_belongs_to_one_scheme() {
        let swedish = Scheme::ALL.into_iter().filter(|scheme| Needs::of(*scheme, None).swedish_identity_number);
        let danish = Scheme::ALL.into_iter().filter(|scheme| Needs::of(*scheme, None).danish_identity_number);
        assert!(swedish.eq([Scheme::Autogiro]) && danish.eq([Scheme::Betalingsservice]));
    }
}
