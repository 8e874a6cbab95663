//! Words: one table per language, generated from `locales/`.

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The words of one language.
#[derive(Clone, Copy)]
pub struct Words {
    table: &'static [&'static str; Word::ALL.len()],
}

impl Words {
    /// English, the only language so far.
    pub fn english() -> Self {
        Self { table: &ENGLISH }
    }

    /// The text of `word`, with its `{placeholders}` as they are.
    pub fn get(self, word: Word) -> &'static str {
        self.table[word as usize]
    }

    /// The text of `word` with every `{name}` replaced by its value.
    pub fn fill(self, word: Word, values: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.get(word);
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_says_something() {
        for word in Word::ALL {
            assert!(!Words::english().get(word).trim().is_empty(), "{}", word.key());
        }
    }

    #[test]
    fn placeholders_are_filled_wherever_they_stand() {
        let text = Words::english().fill(Word::GuaranteeChanges, &[("creditor", "Acme"), ("notice", "3")]);
        assert!(text.contains("Acme will notify you 3 working days") && !text.contains('{'), "{text}");
    }
}
