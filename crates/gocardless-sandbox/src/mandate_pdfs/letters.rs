//! Text in the encoding of the standard fonts: Windows code page 1252.
//!
//! It has every letter of the languages that mandates are written in. A name may have others: those that are a letter of
//! the Latin alphabet with a mark lose the mark, and what is left, such as Greek, becomes `?`, never another letter.

/// The places 0x80 to 0x9F; the five that are none are spaces here.
const HIGH: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// What stands for U+0100 to U+017F, in their order.
const LATIN: &str = "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoŒœRrRrRrSsSsSsŠšTtTtTtUuUuUuUuUuUuWwYyŸZzZzŽžs";

/// A text in letters that the fonts have, without line breaks.
pub(super) fn letters(text: &str) -> Vec<u8> {
    text.chars().filter_map(letter).collect()
}

fn letter(character: char) -> Option<u8> {
    if let Some(letter) = own_letter(character) {
        return Some(letter);
    }
    let plain = match character {
        '\u{100}'..='\u{17f}' => LATIN.chars().nth(u32::from(character) as usize - 0x100)?,
        // Marks on the letter before, and what has no width.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => return None,
        'Ș' => 'S',
        'ș' => 's',
        'Ț' => 'T',
        'ț' => 't',
        'ẞ' => 'ß',
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => ' ',
        _ if character.is_whitespace() || character.is_control() => ' ',
        _ => '?',
    };
    own_letter(plain)
}

/// The letter itself, where the fonts have it.
fn own_letter(character: char) -> Option<u8> {
    match u32::from(character) {
        code @ (0x20..=0x7e | 0xa1..=0xac | 0xae..=0xff) => u8::try_from(code).ok(),
        0xa0 => Some(b' '),
        0xad => Some(b'-'),
        _ => HIGH.chars().position(|high| high == character).and_then(|at| u8::try_from(at + 0x80).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_mandates_languages_is_itself() {
        for (text, bytes) in [
            ("Az09 ~", b"Az09 ~".as_slice()),
            ("åäöæøÅÄÖÆØ", b"\xe5\xe4\xf6\xe6\xf8\xc5\xc4\xd6\xc6\xd8"),
            (
                "ñãõçßüéèêëïîôùàâáíóú",
                b"\xf1\xe3\xf5\xe7\xdf\xfc\xe9\xe8\xea\xeb\xef\xee\xf4\xf9\xe0\xe2\xe1\xed\xf3\xfa",
            ),
            ("€…‘’“”„•–—œŒšž", b"\x80\x85\x91\x92\x93\x94\x84\x95\x96\x97\x9c\x8c\x9a\x9e"),
            ("ºª¿¡«»§", b"\xba\xaa\xbf\xa1\xab\xbb\xa7"),
        ] {
            assert_eq!(letters(text), bytes, "{text}");
        }
    }

    #[test]
    fn other_letters_lose_their_marks_or_become_a_question_mark() {
        for (text, expected) in [
            ("Łukasz Żółć", "Lukasz Zólc"),
            ("Dvořák Ćosić Ğül İŞ", "Dvorák Cosic Gül IS"),
            ("Ștefan Țepeș", "Stefan Tepes"),
            ("Őry Ű", "Ory U"),
            ("ŠŽŸŒ", "ŠŽŸŒ"),
            ("ſŉĸŊ", "snkN"),
            ("Νίκος", "?????"),
            ("Иван 李", "???? ?"),
            ("a\u{301}\u{200b}b\tc\nd\u{7f}", "ab c d "),
        ] {
            assert_eq!(letters(text), letters(expected), "{text}");
        }
        assert_eq!((LATIN.chars().count(), HIGH.chars().count()), (128, 32));
    }
}
