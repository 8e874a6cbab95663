//! The countries of payers.

/// The countries whose accounts the eight schemes reach, by ISO 3166-1 code.
///
/// Sources: EPC409-09, list of SEPA scheme countries, without the territories that use another country's code; Australia,
/// Canada, New Zealand and the United States have schemes of their own.
pub(crate) const COUNTRIES: [&str; 46] = [
    "AD", "AL", "AT", "AU", "BE", "BG", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR",
    "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "NZ", "PL", "PT",
    "RO", "RS", "SE", "SI", "SK", "SM", "US", "VA",
];
