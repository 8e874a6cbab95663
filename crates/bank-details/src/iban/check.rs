//! Country, structure, length and check digits, in this order.

use super::registry::{Country, Run};
use crate::error::ErrorKind;

/// The shortest IBAN is Norway's.
pub(super) const SHORTEST: usize = 15;

/// The country of a compact IBAN, of which the first 34 characters will do: no IBAN has as many.
///
/// Fails with what is wrong with any other bytes. As long as characters are missing, what is there is checked.
pub(super) fn check(compact: &[u8]) -> Result<Country, ErrorKind> {
    let (country, prefix) = match *compact {
        [] => return Err(ErrorKind::Empty),
        [first] if Country::any_begins_with(first) => return Err(ErrorKind::Short { found: 1, least: SHORTEST }),
        [_] => return Err(ErrorKind::Country),
        [first, second, ..] => match Country::from_letters(first, second) {
            Some(country) => (country, append(append(0, value(first)), value(second))),
            None => return Err(ErrorKind::Country),
        },
    };
    let mut position = 2;
    let prefix = prefix * 100 + read(compact, &mut position, Run::CHECK_DIGITS, 0)?;
    let mut bban = 0;
    for run in country.runs() {
        bban = read(compact, &mut position, run, bban)?;
    }
    let (found, right) = (compact.len(), country.iban_length());
    if found < right {
        return Err(ErrorKind::Short { found, least: right });
    }
    if found > right {
        return Err(ErrorKind::Long { most: right });
    }
    // ISO 7064 mod 97-10 gives 02 to 98; 00, 01 and 99 leave the same remainder as one of these, yet are never issued.
    let issued = (2..=98).contains(&(prefix % 100));
    if issued && (bban % 97 * 1_000_000 + prefix) % 97 == 1 { Ok(country) } else { Err(ErrorKind::CheckDigits) }
}

/// Whether there is nothing but capital letters and digits.
pub(super) fn is_compact(text: &[u8]) -> bool {
    text.iter().all(|character| value(*character) < 36)
}

/// `number` with the characters of the next `run` at its end, or as many as there are, modulo 97.
fn read(compact: &[u8], position: &mut usize, run: Run, mut number: u64) -> Result<u64, ErrorKind> {
    let rest = compact.get(*position..).unwrap_or_default();
    let characters = rest.get(..run.count()).unwrap_or(rest);
    // Behind a remainder, eight letters of two digits each do not overflow.
    for characters in characters.chunks(8) {
        number %= 97;
        for character in characters {
            let value = value(*character);
            if !run.takes(value) {
                return Err(ErrorKind::Structure { position: *position });
            }
            *position += 1;
            number = append(number, value);
        }
    }
    Ok(number)
}

/// `number` with one more character at its end, which must not overflow.
pub(super) fn append(number: u64, value: u8) -> u64 {
    number * if value < 10 { 10 } else { 100 } + u64::from(value)
}

/// A digit's own value, a capital letter's from 10 to 35, and 255 for all else.
pub(super) fn value(character: u8) -> u8 {
    VALUES[usize::from(character)]
}

/// By character; a table, since what comes next in an IBAN cannot be foreseen.
static VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < 36 {
        values[(if value < 10 { b'0' + value } else { b'A' - 10 + value }) as usize] = value;
        value += 1;
    }
    values
};
