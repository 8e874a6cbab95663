//! The words of all languages, as they stand in `locales/`, and the files in which browsers get them.
//!
//! The build script and `cargo xtask page` share this file, so that program and files have the same order of texts.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use super::pseudo;

/// The language in which every word exists.
pub(crate) const ENGLISH: &str = "en";

/// The forms of a text that depends on a number, in the order in which files have them. `other` is there in every
/// language.
///
/// Source: CLDR, Language Plural Rules.
pub(crate) const FORMS: [&str; 6] = ["other", "zero", "one", "two", "few", "many"];

/// The languages that are written from right to left.
///
/// Source: CLDR, `characterOrder` of the languages' layout.
const RIGHT_TO_LEFT: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Texts by their keys.
pub(crate) type Texts = BTreeMap<String, String>;

/// The texts of all languages, and the order in which files have them.
pub(crate) struct Catalogue {
    /// Texts by language; English is among them.
    pub(crate) languages: BTreeMap<String, Texts>,
    /// The keys of texts that no number decides about.
    pub(crate) words: Vec<String>,
    /// The keys, without the form at their end, of texts that depend on a number.
    pub(crate) plurals: Vec<String>,
}

impl Catalogue {
    /// Reads every `LANGUAGE.json` in `folder`.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut languages = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "json")
                && let Some(language) = path.file_stem().and_then(|name| name.to_str())
            {
                let texts = serde_json::from_str(&fs::read_to_string(&path)?)
                    .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
                languages.insert(language.to_owned(), texts);
            }
        }
        Self::of(languages).ok_or_else(|| io::Error::other(format!("no {ENGLISH}.json in {}", folder.display())))
    }

    /// The catalogue of these languages; none without English, whose keys it follows.
    pub(crate) fn of(languages: BTreeMap<String, Texts>) -> Option<Self> {
        let english = languages.get(ENGLISH)?;
        let (mut words, mut plurals) = (Vec::new(), Vec::new());
        for key in english.keys() {
            match plural_of(english, key) {
                None => words.push(key.clone()),
                Some((plural, "other")) => plurals.push(plural.to_owned()),
                Some(_) => {}
            }
        }
        Some(Self { languages, words, plurals })
    }

    /// The texts in the order of words, then the forms of each plural. What a language lacks it has in English; a form
    /// that it does not need is empty.
    pub(crate) fn table<'a>(&'a self, texts: &'a Texts) -> Vec<&'a str> {
        let text = |key: &str| texts.get(key).or_else(|| self.english().get(key)).map_or("", String::as_str);
        let forms = self.plurals.iter().flat_map(|plural| {
            FORMS.map(|form| {
                let key = format!("{plural}.{form}");
                if form == "other" { text(&key) } else { texts.get(&key).map_or("", String::as_str) }
            })
        });
        self.words.iter().map(|key| text(key)).chain(forms).collect()
    }

    /// A mark of the order of texts: another one means that a file does not belong to a program.
    pub(crate) fn layout(&self) -> String {
        hash(self.words.iter().chain(&self.plurals).flat_map(|key| [key.as_str(), "\n"]))
    }

    /// The files of all languages and of the pseudo-locales, by language: the layout, the language, its direction, then
    /// the texts, a line each.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let mut languages = self.languages.clone();
        for (language, change) in pseudo::LOCALES {
            let texts = self.english().iter().map(|(key, text)| (key.clone(), change(text))).collect();
            languages.insert(language.to_owned(), texts);
        }
        let layout = self.layout();
        let file = |(language, texts): (&String, &Texts)| {
            let mut lines = vec![layout.as_str(), language, direction(language)];
            lines.extend(self.table(texts));
            (language.clone(), lines.join("\n"))
        };
        languages.iter().map(file).collect()
    }

    pub(crate) fn english(&self) -> &Texts {
        const NONE: &Texts = &Texts::new();
        // There is English in every catalogue: see `of`.
        self.languages.get(ENGLISH).unwrap_or(NONE)
    }
}

/// What a number decides about under `key`, and the form at its end, if it has the forms that English needs.
pub(crate) fn plural_of<'a>(english: &Texts, key: &'a str) -> Option<(&'a str, &'a str)> {
    let (plural, form) = key.rsplit_once('.')?;
    let has = |form: &str| english.contains_key(&format!("{plural}.{form}"));
    (FORMS.contains(&form) && has("one") && has("other")).then_some((plural, form))
}

/// Sixteen hexadecimal digits that differ where the texts differ (FNV-1a, 64 bits).
pub(crate) fn hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let bytes = texts.into_iter().flat_map(str::bytes);
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// `error.sort_code.short` becomes `ErrorSortCodeShort`.
pub(crate) fn camel_case(key: &str) -> String {
    key.split(['.', '_'])
        .map(|part| part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect::<String>())
        .collect()
}

fn direction(language: &str) -> &'static str {
    let base = language.split('-').next().unwrap_or(language);
    if RIGHT_TO_LEFT.contains(&base) { "rtl" } else { "ltr" }
}
