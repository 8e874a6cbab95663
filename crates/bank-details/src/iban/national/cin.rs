//! The *carattere interno di controllo*.

/// What a character in an odd place counts, by its own value: a digit's, or the letter's place in the alphabet from 0.
const ODD: [u8; 26] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// The first letter checks all that follows: Italy, San Marino.
pub(super) fn italy(bban: &[u8]) -> bool {
    let Some((letter, rest)) = bban.split_first() else { return false };
    let sum: u32 = rest
        .iter()
        .enumerate()
        .map(|(place, character)| {
            let value = if character.is_ascii_digit() { character - b'0' } else { character - b'A' };
            u32::from(if place % 2 == 0 { ODD[usize::from(value) % ODD.len()] } else { value })
        })
        .sum();
    u32::from(letter - b'A') == sum % 26
}
