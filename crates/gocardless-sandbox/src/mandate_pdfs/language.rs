//! In which language a mandate is written.

use bank_details::Scheme;

/// A language that mandates are written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Language {
    Danish,
    Dutch,
    English,
    French,
    German,
    Italian,
    Portuguese,
    Spanish,
    Swedish,
}

use Language::{Danish, Dutch, English, French, German, Italian, Portuguese, Spanish, Swedish};

impl Language {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 9] = [Danish, Dutch, English, French, German, Italian, Portuguese, Spanish, Swedish];

    /// The languages that a scheme's mandates can be written in, the one first that is taken when none is asked for.
    ///
    /// Source: API reference, "Mandate PDFs".
    pub(crate) fn of_scheme(scheme: Scheme) -> &'static [Self] {
        match scheme {
            Scheme::Autogiro => &[English, Swedish],
            Scheme::Betalingsservice => &[English, Danish],
            Scheme::SepaCore => &[English, Danish, Dutch, French, German, Italian, Portuguese, Spanish, Swedish],
            Scheme::Ach | Scheme::Bacs | Scheme::Becs | Scheme::BecsNz | Scheme::Pad => &[English],
        }
    }

    /// The language that an `Accept-Language` header likes best among those of the scheme; English when it likes none.
    ///
    /// By RFC 9110, 12.5.4: weights from 0 to 1, 0 for what is not wanted, the header's order among equals. A range with
    /// a region asks for its language. `*` is any language that is not named, so English first.
    pub(crate) fn accepted(header: &str, scheme: Scheme) -> Self {
        let offered = Self::of_scheme(scheme);
        let ranges: Vec<_> = header.split(',').filter_map(range).collect();
        let weight_of = |language: &Self| {
            let named = ranges.iter().filter(|(name, _)| language.is_named(name));
            let any = ranges.iter().find(|(name, _)| *name == "*");
            named.map(|(_, weight)| *weight).max().or(any.map(|(_, weight)| *weight)).unwrap_or(0)
        };
        // The header's place decides among equals, then the scheme's order.
        let place_of =
            |language: &Self| ranges.iter().position(|(name, _)| language.is_named(name)).unwrap_or(usize::MAX);
        let best = offered.iter().filter(|language| weight_of(language) > 0);
        let best = best.min_by_key(|language| (u16::MAX - weight_of(language), place_of(language)));
        best.copied().unwrap_or(English)
    }

    /// Its ISO 639-1 code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Danish => "da",
            Dutch => "nl",
            English => "en",
            French => "fr",
            German => "de",
            Italian => "it",
            Portuguese => "pt",
            Spanish => "es",
            Swedish => "sv",
        }
    }

    fn is_named(self, range: &str) -> bool {
        range.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(self.code()))
    }
}

/// A range and its weight in thousandths; none where it cannot be read.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((name, weight.map_or(Some(1000), thousandths)?))
}

/// `0` or `1` with at most three decimals.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    if !matches!(whole, "0" | "1") || decimals.len() > 3 || !decimals.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let weight: u16 = format!("{whole}{decimals:0<3}").parse().ok()?;
    Some(weight).filter(|weight| *weight <= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_language_of_the_scheme_is_taken() {
        for (header, scheme, expected) in [
            ("", Scheme::SepaCore, English),
            ("fr", Scheme::SepaCore, French),
            ("FR-ca", Scheme::SepaCore, French),
            ("de-AT, de;q=0.9, en;q=0.8", Scheme::SepaCore, German),
            ("en;q=0.2, sv;q=0.8, da;q=0.801", Scheme::SepaCore, Danish),
            ("nl, it", Scheme::SepaCore, Dutch),
            ("it;q=0.5, nl;q=0.5", Scheme::SepaCore, Italian),
            ("pl, es;q=0.1", Scheme::SepaCore, Spanish),
            ("pt;q=0, en;q=0.1", Scheme::SepaCore, English),
            ("*", Scheme::SepaCore, English),
            ("en;q=0, *", Scheme::SepaCore, Danish),
            ("sv;q=0.1, *;q=0.5", Scheme::SepaCore, English),
            ("sv;q=2, de;q=x, fr;q=0.1234, pt;q=1.001", Scheme::SepaCore, English),
            ("de ; q=0.3 , fr;q=0.30", Scheme::SepaCore, German),
            (";;,,q=1,de", Scheme::SepaCore, German),
            ("den", Scheme::SepaCore, English),
            ("fr", Scheme::Bacs, English),
            ("sv", Scheme::Autogiro, Swedish),
            ("da", Scheme::Autogiro, English),
            ("da, sv", Scheme::Betalingsservice, Danish),
        ] {
            assert_eq!(Language::accepted(header, scheme), expected, "{header:?} {scheme}");
        }
    }
}
