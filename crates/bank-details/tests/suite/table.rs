//! What table tests and typing tests share.

use bank_details::{Error, Unchecked, Verdict};

/// The lines of a CSV table after its header; a field in quotes may have commas.
pub(crate) fn rows(table: &str) -> impl Iterator<Item = Vec<String>> {
    table.lines().skip(1).map(|line| {
        let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
        for character in line.chars() {
            match character {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(std::mem::take(&mut field)),
                _ => field.push(character),
            }
        }
        fields.push(field);
        fields
    })
}

/// The word for a verdict in tables.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Invalid => "invalid",
        Verdict::Unchecked(Unchecked::NoRule) => "no rule",
        Verdict::Unchecked(Unchecked::Unreliable) => "unreliable",
        Verdict::Valid => "valid",
    }
}

/// Types `text` one character at a time: after an error that typing on cannot cure, nothing is ever right.
pub(crate) fn stays_wrong<T>(text: &str, parse: impl Fn(&str) -> Result<T, Error>) {
    let mut hopeless = None;
    for (end, character) in text.char_indices() {
        let typed = &text[..end + character.len_utf8()];
        match (parse(typed), hopeless) {
            (Ok(_), Some(error)) => panic!("{typed:?} is right, though before it was said: {error}"),
            (Err(error), None) if !error.can_be_completed() => hopeless = Some(error),
            _ => {}
        }
    }
}
