//! What is printed on a mandate: a table for each scheme and language, over a table of labels for each language.
//!
//! A line is `key = text`; `#` begins a comment. A scheme's table may replace a label. In texts `{creditor}` is the
//! creditor's name. Each file says where its wording is from, and which of it is the sandbox's own.

use bank_details::Scheme;
use jiff::civil::Date;

use super::Language;

/// The words of one scheme in one language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    of_scheme: &'static str,
    labels: &'static str,
}

impl Words {
    pub(super) fn of(scheme: Scheme, language: Language) -> Self {
        Self { of_scheme: of_scheme(scheme, language), labels: labels(language) }
    }

    /// The text under the key; empty where there is none.
    pub(super) fn say(&self, key: &str) -> &'static str {
        self.find(key).unwrap_or_default()
    }

    pub(super) fn find(&self, key: &str) -> Option<&'static str> {
        entries(self.of_scheme).chain(entries(self.labels)).find(|(known, _)| *known == key).map(|(_, text)| text)
    }

    /// The texts under `<key>.1`, `<key>.2` and so on.
    pub(super) fn all(&self, key: &str) -> Vec<&'static str> {
        (1..).map_while(|number| self.find(&format!("{key}.{number}"))).collect()
    }

    /// A date in the order of the language.
    pub(super) fn date(&self, date: Date) -> String {
        let text = self.say("date_form").replace("{y}", &format!("{:04}", date.year()));
        text.replace("{m}", &format!("{:02}", date.month())).replace("{d}", &format!("{:02}", date.day()))
    }
}

fn entries(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "))
}

fn labels(language: Language) -> &'static str {
    match language {
        Language::Danish => include_str!("words/labels.da.txt"),
        Language::Dutch => include_str!("words/labels.nl.txt"),
        Language::English => include_str!("words/labels.en.txt"),
        Language::French => include_str!("words/labels.fr.txt"),
        Language::German => include_str!("words/labels.de.txt"),
        Language::Italian => include_str!("words/labels.it.txt"),
        Language::Portuguese => include_str!("words/labels.pt.txt"),
        Language::Spanish => include_str!("words/labels.es.txt"),
        Language::Swedish => include_str!("words/labels.sv.txt"),
    }
}

/// English where the scheme is not written in the language.
fn of_scheme(scheme: Scheme, language: Language) -> &'static str {
    match (scheme, language) {
        (Scheme::Ach, _) => include_str!("words/ach.en.txt"),
        (Scheme::Autogiro, Language::Swedish) => include_str!("words/autogiro.sv.txt"),
        (Scheme::Autogiro, _) => include_str!("words/autogiro.en.txt"),
        (Scheme::Bacs, _) => include_str!("words/bacs.en.txt"),
        (Scheme::Becs, _) => include_str!("words/becs.en.txt"),
        (Scheme::BecsNz, _) => include_str!("words/becs_nz.en.txt"),
        (Scheme::Betalingsservice, Language::Danish) => include_str!("words/betalingsservice.da.txt"),
        (Scheme::Betalingsservice, _) => include_str!("words/betalingsservice.en.txt"),
        (Scheme::Pad, _) => include_str!("words/pad.en.txt"),
        (Scheme::SepaCore, Language::Danish) => include_str!("words/sepa_core.da.txt"),
        (Scheme::SepaCore, Language::Dutch) => include_str!("words/sepa_core.nl.txt"),
        (Scheme::SepaCore, Language::English) => include_str!("words/sepa_core.en.txt"),
        (Scheme::SepaCore, Language::French) => include_str!("words/sepa_core.fr.txt"),
        (Scheme::SepaCore, Language::German) => include_str!("words/sepa_core.de.txt"),
        (Scheme::SepaCore, Language::Italian) => include_str!("words/sepa_core.it.txt"),
        (Scheme::SepaCore, Language::Portuguese) => include_str!("words/sepa_core.pt.txt"),
        (Scheme::SepaCore, Language::Spanish) => include_str!("words/sepa_core.es.txt"),
        (Scheme::SepaCore, Language::Swedish) => include_str!("words/sepa_core.sv.txt"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::letters::letters;
    use super::*;

    fn every_table() -> impl Iterator<Item = (Scheme, Language, Words)> {
        let all = |scheme| Language::of_scheme(scheme).iter().map(move |language| (scheme, *language));
        Scheme::ALL.into_iter().flat_map(all).map(|(scheme, language)| (scheme, language, Words::of(scheme, language)))
    }

    #[test]
    fn every_scheme_has_its_words_in_each_of_its_languages() {
        for (scheme, language, words) in every_table() {
            for key in ["title", "creditor", "creditor_identifier", "tag", "authority.1", "account", "date_form"] {
                assert!(!words.say(key).is_empty(), "{scheme} {language:?} {key}");
            }
            let names_creditor = words.all("authority").iter().any(|text| text.contains("{creditor}"));
            assert!(names_creditor, "{scheme} {language:?}");
        }
    }

    #[test]
    fn every_language_has_every_label() {
        let english: Vec<_> = entries(labels(Language::English)).map(|(key, _)| key).collect();
        for language in Language::ALL {
            let keys: Vec<_> = entries(labels(language)).map(|(key, _)| key).collect();
            assert_eq!(keys, english, "{language:?}");
        }
    }

    #[test]
    fn the_fonts_have_every_letter_of_every_table() {
        for (scheme, language, words) in every_table() {
            for (key, text) in entries(words.of_scheme).chain(entries(words.labels)) {
                let letters = letters(text);
                let is_whole = !letters.contains(&b'?') && letters.len() == text.chars().count();
                assert!(is_whole, "{scheme} {language:?} {key}");
            }
        }
    }

    #[test]
    fn every_line_of_every_table_is_an_entry_or_a_comment() {
        for (scheme, language, words) in every_table() {
            for line in words.of_scheme.lines().chain(words.labels.lines()) {
                assert!(line.starts_with("# ") || line.contains(" = "), "{scheme} {language:?} {line}");
            }
        }
    }

    #[test]
    fn a_date_is_written_as_the_scheme_writes_it() {
        let date = "2026-03-02".parse().unwrap();
        for (scheme, language, expected) in [
            (Scheme::Ach, Language::English, "03/02/2026"),
            (Scheme::Bacs, Language::English, "02/03/2026"),
            (Scheme::SepaCore, Language::German, "02.03.2026"),
            (Scheme::Autogiro, Language::Swedish, "2026-03-02"),
        ] {
            assert_eq!(Words::of(scheme, language).date(date), expected);
        }
    }
}
