//! What people type and paste, reduced to what counts.

/// The characters of `text` that count, in ASCII where there is such a form, each with its place in `text` in
/// characters.
///
/// Left out: white space of any kind, zero-width marks, hyphens and dashes, dots, slashes and underscores. Full-width
/// letters and digits (as Asian keyboards type them) become ASCII.
pub(crate) fn significant(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.chars().map(fold).enumerate().filter(|(_, character)| !is_separator(*character))
}

/// Whether people write `character` between digits to make a number readable.
pub(crate) fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '.' | '/' | '_' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The ASCII form of a full-width character.
pub(crate) fn fold(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        _ => character,
    }
}
