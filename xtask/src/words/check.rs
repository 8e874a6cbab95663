//! What is wrong with the words.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::catalogue::{Catalogue, ENGLISH, Texts, camel_case, plural_of};
use super::plurals::forms_of;
use super::same::is_rightly_the_same;
use super::write::{TO_TRANSLATE, printed};
use crate::page::files;

/// What is wrong with the languages in `locales/`, a line each.
pub(crate) fn complaints(root: &Path, catalogue: &Catalogue) -> Result<Vec<String>> {
    let mut complaints = unused(root, catalogue)?;
    for (language, texts) in &catalogue.languages {
        let path = format!("locales/{language}.json");
        let file = fs::read_to_string(root.join(&path)).with_context(|| format!("cannot read {path}"))?;
        if file != printed(texts)? {
            complaints.push(format!("{language}: not sorted by key: `cargo xtask words sort` does it"));
        }
        complaints.extend(of_language(catalogue.english(), language, texts));
    }
    Ok(complaints)
}

/// What is wrong with one language.
fn of_language(english: &Texts, language: &str, texts: &Texts) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut complain = |key: &str, what: String| complaints.push(format!("{language}: {key}: {what}"));
    for key in needed(english, language) {
        if !texts.contains_key(&key) {
            complain(&key, format!("missing: `cargo xtask words add {language}` adds it"));
        }
    }
    for (key, text) in texts {
        let plural = plural_of(english, key);
        let source = match plural {
            Some((plural, _)) => english.get(&format!("{plural}.other")),
            None => english.get(key),
        };
        let Some(source) = source else {
            complain(key, "English has no such text".to_owned());
            continue;
        };
        if let Some((_, form)) = plural
            && !forms_of(language).contains(&form)
        {
            complain(key, format!("the language has no form `{form}`"));
        }
        if text.trim().is_empty() || text.trim() != text || text.contains('\n') {
            complain(key, "empty, with blanks around it, or of several lines".to_owned());
        }
        let (expected, found) = (placeholders(source), placeholders(text));
        // "Ein Arbeitstag" need not say the number.
        let may_lack = plural.is_some_and(|(_, form)| form != "other").then_some("count");
        if expected.iter().any(|name| !found.contains(name) && Some(*name) != may_lack) || !found.is_subset(&expected) {
            complain(key, format!("has the placeholders {found:?} for {expected:?}"));
        }
        if text.starts_with(TO_TRANSLATE) {
            complain(key, "to be translated".to_owned());
        } else if language != ENGLISH && text == source && !is_rightly_the_same(language, key, source) {
            complain(
                key,
                format!("the same as in English: {text:?}; if rightly so, list it in xtask/src/words/same.rs"),
            );
        }
    }
    complaints
}

/// The keys that a language needs: those of English, of what depends on a number in the forms that it has.
pub(super) fn needed(english: &Texts, language: &str) -> BTreeSet<String> {
    let keys = english.keys().flat_map(|key| match plural_of(english, key) {
        None => vec![key.clone()],
        Some((plural, _)) => forms_of(language).iter().map(|form| format!("{plural}.{form}")).collect(),
    });
    keys.collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name)).collect()
}

/// The keys that nothing in the component's source says.
fn unused(root: &Path, catalogue: &Catalogue) -> Result<Vec<String>> {
    let mut names = BTreeSet::new();
    for file in files::under(&root.join("src"), &["rs"])? {
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        names.extend(names_in(&text).map(str::to_owned));
    }
    let kinds = [("Word", &catalogue.words), ("Plural", &catalogue.plurals)];
    let all = kinds.into_iter().flat_map(|(kind, keys)| keys.iter().map(move |key| (kind, key)));
    Ok(all
        .map(|(kind, key)| (format!("{kind}::{}", camel_case(key)), key))
        .filter(|(name, _)| !names.contains(name))
        .map(|(name, key)| format!("{ENGLISH}: {key}: nothing under src/ says {name}"))
        .collect())
}

/// Every `Word::Name` and `Plural::Name` in a source file.
fn names_in(source: &str) -> impl Iterator<Item = &str> {
    ["Word::", "Plural::"].into_iter().flat_map(move |kind| {
        source.match_indices(kind).filter_map(move |(start, _)| {
            let rest = source.get(start..)?;
            let name = rest.get(kind.len()..)?;
            let end = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
            rest.get(..kind.len() + end)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> Texts {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn each_kind_of_mistake_is_told() {
        let english = texts(&[
            ("a.one", "{count} day"),
            ("a.other", "{count} days"),
            ("b", "Hello {name}"),
            ("c", "Name"),
            ("d", "Text"),
            ("e", "{a}, {b}"),
        ]);
        let slovak = texts(&[
            ("a.one", "jeden deň"),
            ("a.few", "{count} dni"),
            ("a.two", "dva dni"),
            ("b", "Ahoj {meno}"),
            ("c", "Name"),
            ("d", "[translate] Text"),
            ("e", "{a}, {b}"),
            ("f", "Čo"),
        ]);
        assert_eq!(
            of_language(&english, "sk", &slovak),
            [
                "sk: a.other: missing: `cargo xtask words add sk` adds it",
                "sk: a.two: the language has no form `two`",
                "sk: b: has the placeholders {\"meno\"} for {\"name\"}",
                "sk: c: the same as in English: \"Name\"; if rightly so, list it in xtask/src/words/same.rs",
                "sk: d: to be translated",
                "sk: f: English has no such text",
            ]
        );
    }

    #[test]
    fn names_are_found_whole() {
        let source = "say(Word::DoneTitle), Word::Done, [Plural::Days; Word::ALL]";
        assert_eq!(
            names_in(source).collect::<Vec<_>>(),
            ["Word::DoneTitle", "Word::Done", "Word::ALL", "Plural::Days"]
        );
    }
}
