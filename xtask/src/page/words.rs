//! The words of each language in a file of its own, of which a payer downloads one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::files;
use crate::words::catalogue::{Catalogue, hash};

/// The names of the files by language: `words-de-0123456789abcdef.txt`, by their content.
pub(crate) struct Names(BTreeMap<String, String>);

/// Writes the files of all languages into `folder`.
pub(crate) fn write(folder: &Path, catalogue: &Catalogue) -> Result<Names> {
    let mut names = BTreeMap::new();
    for (language, file) in catalogue.files() {
        let name = format!("words-{language}-{}.txt", hash([file.as_str()]));
        fs::write(folder.join(&name), file).with_context(|| format!("cannot write {name}"))?;
        names.insert(language, name);
    }
    Ok(Names(names))
}

impl Names {
    /// `text` with `__WORDS__` replaced by an object of all names, relative to the script, and `__WORDS_de__` by the
    /// name of one.
    pub(crate) fn fill(&self, text: &str) -> Result<String> {
        let relative = self.0.iter().map(|(language, name)| (language, format!("./{name}"))).collect();
        let all = serde_json::to_string::<BTreeMap<_, _>>(&relative)?;
        let mut text = text.replace("__WORDS__", &all);
        for (language, name) in &self.0 {
            text = text.replace(&format!("__WORDS_{language}__"), name);
        }
        ensure!(!text.contains("__WORDS"), "words of a language that is not in locales/ are asked for");
        Ok(text)
    }
}

/// Fails if the program still has words inside: every payer would download English beside the language in use.
pub(crate) fn ensure_outside_program(folder: &Path, catalogue: &Catalogue) -> Result<()> {
    let longest = catalogue.english().iter().max_by_key(|(_, text)| text.len()).context("there are no words")?;
    for file in files::under(folder, &["wasm"])? {
        let program = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let has_words = program.windows(longest.1.len()).any(|bytes| bytes == longest.1.as_bytes());
        ensure!(
            !has_words,
            "{} has the text of {} inside: src/main.rs or what it calls uses `Words::english()`",
            file.display(),
            longest.0
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_they_are_asked_for() {
        let names =
            Names([("de", "words-de-0.txt"), ("en", "words-en-1.txt")].map(|(a, b)| (a.into(), b.into())).into());
        assert_eq!(
            names.fill("const W = __WORDS__; a('/__WORDS_de__')").unwrap(),
            r#"const W = {"de":"./words-de-0.txt","en":"./words-en-1.txt"}; a('/words-de-0.txt')"#
        );
        assert!(names.fill("__WORDS_xx__").is_err());
    }
}
