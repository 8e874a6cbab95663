//! An IBAN as people type and paste it.

use super::check::SHORTEST;
use crate::error::ErrorKind;
use crate::packed::Packed;
use crate::text::significant;

/// The most characters that the standard allows; no country has as many.
pub(super) const LONGEST: usize = 34;

/// Capital letters and digits of `text` without the word `IBAN` in front, with or without its colon; the first
/// [`LONGEST`] of them.
pub(super) fn compact(text: &str) -> Result<Packed<LONGEST>, ErrorKind> {
    let (mut bytes, mut length, mut after_word) = ([0; LONGEST], 0, false);
    for (position, character) in significant(text) {
        if character == ':' && after_word && length == 0 {
            continue;
        }
        if !character.is_ascii_alphanumeric() {
            return Err(ErrorKind::Character { position });
        }
        if let Some(place) = bytes.get_mut(length) {
            *place = character.to_ascii_uppercase() as u8;
            length += 1;
        }
        if !after_word && bytes[..length] == *b"IBAN" {
            (after_word, length) = (true, 0);
        }
    }
    // No country has the code `IB`, but the word may be on its way.
    if !after_word && matches!(bytes[..length], [b'I', b'B'] | [b'I', b'B', b'A']) {
        return Err(ErrorKind::Short { found: length, least: SHORTEST });
    }
    Ok(Packed::from_bytes(&bytes[..length]))
}
