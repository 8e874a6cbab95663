//! Texts that are rightly the same in a language as in English.

/// A language, or `*` for all, and the key.
const SAME: &[(&str, &str)] = &[("*", "bank.bsb"), ("*", "bank.form.iban"), ("*", "bank.iban"), ("de", "review.name")];

/// Whether the text may stay as it is in English.
pub(super) fn is_rightly_the_same(language: &str, key: &str, english: &str) -> bool {
    let is_listed = |(listed, name): &(&str, &str)| *name == key && ["*", language].contains(listed);
    !has_words(english) || SAME.iter().any(is_listed)
}

/// Whether anything is left to translate but placeholders, digits and signs.
fn has_words(text: &str) -> bool {
    let mut is_inside = false;
    text.chars().any(|character| {
        match character {
            '{' => is_inside = true,
            '}' => is_inside = false,
            _ => {}
        }
        !is_inside && character.is_alphabetic()
    })
}
