//! Texts that are rightly the same in a language as in English.

/// A language, or `*` for all, and the key.
///
/// What banks of other countries print on documents keeps its name where a translation would not be found on them.
#[rustfmt::skip]
const SAME: &[(&str, &str)] = &[
    ("*", "bank.bsb"), ("*", "bank.form.iban"), ("*", "bank.iban"), ("*", "bank.routing"), ("*", "bank.sort_code"),
    ("*", "field.postal_code_us"), ("*", "reference.ach"), ("*", "reference.bacs"), ("*", "reference.becs"),
    ("*", "reference.pad"),
    ("de", "review.name"),
    ("es", "authority.no"), ("es", "collection.kind.personal"), ("es", "error.prefix"),
    ("fr", "creditor.contact"),
    ("it", "authority.no"),
    ("nl", "creditor.contact"), ("nl", "field.postal_code"),
];

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
