//! Writes `locales/*.json`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::catalogue::{Catalogue, Texts, plural_of};
use super::check::needed;

/// What a text begins with that is still English.
pub(super) const TO_TRANSLATE: &str = "[translate] ";

/// Adds to `language` what it lacks, in English and marked; a language that there is none of begins so.
pub(super) fn add(folder: &Path, catalogue: &Catalogue, language: &str) -> Result<()> {
    let is_tag = language.len() >= 2 && language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    ensure!(is_tag, "{language:?} is not a language such as de or pt-BR");
    let mut texts = catalogue.languages.get(language).cloned().unwrap_or_default();
    let before = texts.len();
    for (key, text) in to_translate(catalogue.english(), language) {
        texts.entry(key).or_insert(text);
    }
    write(folder, language, &texts)?;
    println!("locales/{language}.json: {} of {} texts begin with {TO_TRANSLATE:?}", texts.len() - before, texts.len());
    Ok(())
}

/// Sorts every language by key.
pub(super) fn sort(folder: &Path, catalogue: &Catalogue) -> Result<()> {
    catalogue.languages.iter().try_for_each(|(language, texts)| write(folder, language, texts))
}

/// The file of a language: an entry a line, sorted by key.
pub(super) fn printed(texts: &Texts) -> Result<String> {
    Ok(serde_json::to_string_pretty(texts)? + "\n")
}

fn write(folder: &Path, language: &str, texts: &Texts) -> Result<()> {
    let path = folder.join(format!("{language}.json"));
    fs::write(&path, printed(texts)?).with_context(|| format!("cannot write {}", path.display()))
}

/// All texts that `language` needs, in English; of a number every form has the usual one.
fn to_translate(english: &Texts, language: &str) -> Texts {
    let entry = |key: String| {
        let usual = plural_of(english, &key).map(|(plural, _)| format!("{plural}.other"));
        let text = english.get(&key).or_else(|| english.get(&usual?))?;
        let text = [TO_TRANSLATE, text].concat();
        Some((key, text))
    };
    needed(english, language).into_iter().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_language_has_every_text_marked_in_the_forms_that_it_needs() {
        let english = [("a.one", "{count} day"), ("a.other", "{count} days"), ("b", "Hello")];
        let english: Texts = english.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
        let slovak = to_translate(&english, "sk");
        assert_eq!(
            printed(&slovak).unwrap(),
            "{\n  \"a.few\": \"[translate] {count} days\",\n  \"a.one\": \"[translate] {count} day\",\n  \
             \"a.other\": \"[translate] {count} days\",\n  \"b\": \"[translate] Hello\"\n}\n"
        );
    }
}
