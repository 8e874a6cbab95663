//! The countries of payers.

/// The countries whose accounts Bacs and SEPA Direct Debit reach and whose IBANs can be checked, by ISO 3166-1 code.
///
/// Source: EPC409-09, list of SEPA scheme countries, without the territories that use another country's code.
pub(crate) const COUNTRIES: [&str; 37] = [
    "AD", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "SM", "VA",
];
