//! The forms that a language gives to what is said of a whole number.

/// The forms, `other` last, of languages that do not just tell one from everything else.
///
/// Of whole numbers below a million: above, French and its sisters have `many`, which no text here needs. The test
/// holds the table against node's `Intl`. Source: CLDR, Language Plural Rules.
const FORMS: [(&str, &[&str]); 25] = [
    ("ar", &["zero", "one", "two", "few", "many", "other"]),
    ("be", &["one", "few", "many", "other"]),
    ("bs", &["one", "few", "other"]),
    ("cs", &["one", "few", "other"]),
    ("cy", &["zero", "one", "two", "few", "many", "other"]),
    ("ga", &["one", "two", "few", "many", "other"]),
    ("gd", &["one", "two", "few", "other"]),
    ("he", &["one", "two", "other"]),
    ("hr", &["one", "few", "other"]),
    ("id", &["other"]),
    ("ja", &["other"]),
    ("ko", &["other"]),
    ("lt", &["one", "few", "other"]),
    ("lv", &["zero", "one", "other"]),
    ("ms", &["other"]),
    ("mt", &["one", "two", "few", "many", "other"]),
    ("pl", &["one", "few", "many", "other"]),
    ("ro", &["one", "few", "other"]),
    ("ru", &["one", "few", "many", "other"]),
    ("sk", &["one", "few", "other"]),
    ("sl", &["one", "two", "few", "other"]),
    ("sr", &["one", "few", "other"]),
    ("uk", &["one", "few", "many", "other"]),
    ("vi", &["other"]),
    ("zh", &["other"]),
];

/// The forms that `language` needs; the region does not matter.
pub(crate) fn forms_of(language: &str) -> &'static [&'static str] {
    let base = language.split('-').next().unwrap_or(language);
    FORMS.iter().find(|(known, _)| *known == base).map_or(&["one", "other"], |(_, forms)| forms)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn the_forms_are_those_that_intl_uses() {
        let of_one_and_other =
            ["da", "de", "el", "en", "es", "et", "fi", "fr", "hu", "is", "it", "nb", "nl", "pt", "sv"];
        let script = "for (const language of process.argv.slice(1)) {
            const rules = new Intl.PluralRules(language);
            const forms = new Set();
            for (let count = 0; count < 10_000; count++) forms.add(rules.select(count));
            console.log(language, [...forms].sort().join(' '));
        }";
        let languages: Vec<_> = FORMS.iter().map(|(language, _)| *language).chain(of_one_and_other).collect();
        let output = Command::new("node").arg("-e").arg(script).args(&languages).output().unwrap();
        let of_intl = String::from_utf8(output.stdout).unwrap();
        assert_eq!(of_intl.lines().count(), languages.len());
        for (line, language) in of_intl.lines().zip(languages) {
            let mut forms = forms_of(language).to_vec();
            // For Slavic languages `other` is said of fractions only; every text has it nevertheless.
            forms.retain(|form| *form != "other" || line.ends_with(" other") || line.contains(" other "));
            forms.sort_unstable();
            assert_eq!(line, format!("{language} {}", forms.join(" ")));
        }
    }
}
