//! Words: one table per language, generated from `locales/`. English is built in; every other language comes as a file.

use std::sync::{Mutex, PoisonError};

use crate::format;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The words of one language: a handle, which costs nothing to copy.
#[derive(Clone, Copy)]
pub struct Words {
    language: &'static str,
    direction: &'static str,
    /// The texts in the order of [`Word`], then those of [`Plural`], with all their forms.
    table: &'static [&'static str],
    /// The language's rule of numbers.
    rule: fn(language: &str, count: u32) -> PluralForm,
}

/// The form that a language gives to what is said of a number.
///
/// Source: CLDR, Language Plural Rules.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PluralForm {
    Other,
    Zero,
    One,
    Two,
    Few,
    Many,
}

impl Words {
    /// English, without a file.
    pub fn english() -> Self {
        let rule = |_: &str, count| if count == 1 { PluralForm::One } else { PluralForm::Other };
        Self { language: "en", direction: "ltr", table: &ENGLISH, rule }
    }

    /// The words in a file that the build made of `locales/`; none where the file belongs to another build, whose texts
    /// stand in another order.
    ///
    /// They are kept for good, once for each language.
    pub fn read(file: &str) -> Option<Self> {
        static READ: Mutex<Vec<Words>> = Mutex::new(Vec::new());
        let mut lines = file.split('\n');
        let (layout, language, direction) = (lines.next()?, lines.next()?, lines.next()?);
        if layout != LAYOUT || lines.clone().count() != TEXTS {
            return None;
        }
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = read.iter().find(|words| words.language == language) {
            return Some(*words);
        }
        let language = kept(language);
        let direction = if direction == "rtl" { "rtl" } else { "ltr" };
        let table: Vec<_> = lines.map(kept).collect();
        let words = Self { language, direction, table: table.leak(), rule: format::plural_form };
        read.push(words);
        Some(words)
    }

    /// The language, as in BCP 47.
    pub fn language(self) -> &'static str {
        self.language
    }

    /// The direction in which the language is written: `ltr` or `rtl`.
    pub fn direction(self) -> &'static str {
        self.direction
    }

    /// The text of `word`, with its `{placeholders}` as they are.
    pub fn get(self, word: Word) -> &'static str {
        self.text(word as usize)
    }

    /// The text of `word` with every `{name}` replaced by its value.
    pub fn fill(self, word: Word, values: &[(&str, &str)]) -> String {
        fill(self.get(word), values)
    }

    /// What is said of `count`, in the form that the language has for it, with every `{name}` replaced by its value;
    /// `{count}` is the number itself.
    pub fn plural(self, plural: Plural, count: u32, values: &[(&str, &str)]) -> String {
        let first = Word::ALL.len() + plural as usize * FORMS;
        let form = self.text(first + (self.rule)(self.language, count) as usize);
        // A language leaves out the forms that it does not have.
        let text = if form.is_empty() { self.text(first) } else { form };
        let count = count.to_string();
        let mut values = values.to_vec();
        values.push(("count", &count));
        fill(text, &values)
    }

    fn text(self, index: usize) -> &'static str {
        self.table.get(index).copied().unwrap_or_default()
    }
}

/// How many forms each plural has in a table.
const FORMS: usize = 6;

const TEXTS: usize = Word::ALL.len() + Plural::ALL.len() * FORMS;

fn kept(text: &str) -> &'static str {
    Box::leak(Box::from(text))
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        filled.push_str(before);
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_says_something_in_every_language() {
        for (language, file) in FILES {
            let words = Words::read(file).expect("a file of this build");
            assert_eq!(words.language(), language);
            for word in Word::ALL {
                assert!(!words.get(word).trim().is_empty(), "{language} {}", word.key());
            }
        }
    }

    #[test]
    fn placeholders_are_filled_wherever_they_stand() {
        let text = Words::english().plural(Plural::GuaranteeChanges, 3, &[("creditor", "Acme")]);
        assert!(text.contains("Acme will notify you 3 working days") && !text.contains('{'), "{text}");
    }

    #[test]
    fn english_has_a_form_for_one_and_one_for_everything_else() {
        for (count, said) in [(0, " 0 working days "), (1, " 1 working day "), (2, " 2 working days ")] {
            assert!(Words::english().plural(Plural::NoticeDays, count, &[]).contains(said), "{said}");
        }
    }

    #[test]
    fn the_file_of_another_build_is_refused() {
        let (_, file) = FILES[0];
        let another = file.replacen(LAYOUT, "0123456789abcdef", 1);
        let longer = [file, "\nOne more"].concat();
        let shorter = file.rsplit_once('\n').map(|(shorter, _)| shorter).expect("lines");
        for refused in ["", "<!doctype html>", &another, &longer, shorter] {
            assert!(Words::read(refused).is_none(), "{refused:.40}");
        }
    }

    #[test]
    fn a_language_is_kept_once() {
        let [first, second] = [(); 2].map(|()| Words::read(FILES[0].1).expect("a file of this build"));
        assert!(std::ptr::eq(first.table, second.table));
    }
}
