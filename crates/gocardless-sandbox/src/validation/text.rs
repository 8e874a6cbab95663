//! Rules for single texts.

use url::Url;

use crate::countries;

/// The languages that the API accepts for customers.
const LANGUAGES: [&str; 11] = ["en", "fr", "de", "pt", "es", "it", "nl", "da", "nb", "sl", "sv"];

/// Whether `code` is an ISO 3166-1 two-letter code in capitals.
pub(crate) fn is_country(code: &str) -> bool {
    countries::name(code).is_some()
}

/// Whether `code` is one of the languages that the API accepts for customers.
pub(crate) fn is_language(code: &str) -> bool {
    LANGUAGES.contains(&code)
}

/// The language that a customer in `country` is written to when none is given: English unless the country has just one
/// of the API's languages.
pub(crate) fn language_of_country(country: Option<&str>) -> &'static str {
    match country {
        Some("AT" | "DE" | "LI") => "de",
        Some("DK") => "da",
        Some("ES") => "es",
        Some("FR" | "MC") => "fr",
        Some("IT" | "SM" | "VA") => "it",
        Some("NL") => "nl",
        Some("NO") => "nb",
        Some("PT") => "pt",
        Some("SE") => "sv",
        Some("SI") => "sl",
        _ => "en",
    }
}

/// Whether `code` is of the form of a state of the United States: two capital letters.
pub(crate) fn is_state(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// Whether `text` has the form of an email address: one `@` with something on either side, no spaces.
///
/// Not more: whether post arrives is not to be seen from the address.
pub(crate) fn is_email(text: &str) -> bool {
    let parts: Vec<_> = text.split('@').collect();
    !text.chars().any(|character| character.is_whitespace() || character.is_control())
        && matches!(parts[..], [local, domain] if !local.is_empty() && !domain.is_empty())
}

/// Whether `text` is a phone number with its country code (ITU E.123): `+`, then 6 to 15 digits and separators.
pub(crate) fn is_phone_number(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('+') else { return false };
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    (6..=15).contains(&digits) && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')'))
}

/// Whether `text` is an absolute http or https address whose host has letters, digits, dots and hyphens only.
///
/// The host's characters matter because the address's origin is written into a header of the hosted pages.
pub(crate) fn is_redirect_url(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.bytes().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_has_one_at_sign_and_no_spaces() {
        for (text, expected) in [
            ("jane@example.com", true),
            ("j@localhost", true),
            ("jäne.o'neil+club@exämple.com", true),
            ("jane", false),
            ("@example.com", false),
            ("jane@", false),
            ("a@b@c", false),
            ("jane doe@example.com", false),
            ("", false),
        ] {
            assert_eq!(is_email(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_phone_number_has_its_country_code() {
        for (text, expected) in [
            ("+44 20 7183 8674", true),
            ("+64(4)1234567", true),
            ("020 7183 8674", false),
            ("+44", false),
            ("+44 20 7183 8674 ext 1", false),
        ] {
            assert_eq!(is_phone_number(text), expected, "{text:?}");
        }
    }

    #[test]
    fn codes_are_those_of_the_lists_in_their_own_case() {
        assert!(is_country("GB") && is_country("FR"));
        assert!(!is_country("UK") && !is_country("gb") && !is_country("XX"));
        assert!(is_language("sl") && !is_language("EN") && !is_language("pl"));
        assert_eq!(language_of_country(Some("SE")), "sv");
        assert_eq!(language_of_country(None), "en");
    }
}
