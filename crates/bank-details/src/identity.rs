//! Identity numbers that two schemes want of a payer: Autogiro (Sweden) and Betalingsservice (Denmark).
//!
//! They are personal: `Debug` shows nothing of them.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use crate::luhn::luhn;
use crate::text::significant;

/// A personnummer, samordningsnummer or organisationsnummer: ten digits, `YYMMDD-NNNN`.
///
/// Twelve digits, with the century (for companies `16`) in front, are read too. The last digit is the Luhn digit of the
/// nine before it; a person's begin with a birthday (in a samordningsnummer 60 is added to the day), an organisation's
/// third digit is 2 or more. Sources: Skatteverket, SKV 704 (personnummer) and SKV 709 (organisationsnummer).
#[derive(Clone, Eq, PartialEq)]
pub struct SwedishIdentityNumber(String);

/// A CPR number, `DDMMYY-NNNN`, or a CVR number, eight digits.
///
/// A CPR number begins with a birthday, whose century follows from its seventh digit; it has no check digit: numbers that
/// fail modulus 11 have been given out since 2007. A CVR number's digits, weighted 2 7 6 5 4 3 2 1, add up to a multiple of
/// eleven. Sources: CPR-kontoret, *Personnummeret i CPR-systemet*; Erhvervsstyrelsen on CVR numbers.
#[derive(Clone, Eq, PartialEq)]
pub struct DanishIdentityNumber(String);

/// Why a text is no identity number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum IdentityError {
    /// Nothing was typed.
    Empty,
    /// No such number can exist: wrong length, character, date or check digit.
    Invalid,
}

impl SwedishIdentityNumber {
    /// The number as GoCardless takes it: six digits, a hyphen, four digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DanishIdentityNumber {
    /// The number as GoCardless takes it: CPR as six digits, a hyphen, four digits; CVR as eight digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IdentityError {
    /// A stable word: `missing` or `invalid_identity_number`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "missing",
            Self::Invalid => "invalid_identity_number",
        }
    }
}

impl FromStr for SwedishIdentityNumber {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, IdentityError> {
        // Between birthday and serial number a plus says that the person is a hundred or older.
        let (typed, count) = digits(text, Some('+'))?;
        let ten = match count {
            10 => typed.first_chunk::<10>(),
            12 if matches!(typed, [b'1', b'6' | b'8' | b'9', ..] | [b'2', b'0', ..]) => typed.last_chunk::<10>(),
            _ => None,
        };
        let ten = ten.ok_or(IdentityError::Invalid)?;
        let year = two(ten, 0);
        let is_organisation = two(ten, 2) >= 20;
        let day = two(ten, 4);
        let is_person = is_day(year.is_multiple_of(4), two(ten, 2), if day > 60 { day - 60 } else { day });
        if (is_organisation || is_person) && luhn(ten) { Ok(Self(hyphened(ten))) } else { Err(IdentityError::Invalid) }
    }
}

impl FromStr for DanishIdentityNumber {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, IdentityError> {
        let (typed, count) = digits(text, None)?;
        match count {
            8 => {
                let weighted = typed.iter().zip([2, 7, 6, 5, 4, 3, 2, 1]).map(|(digit, weight)| value(*digit) * weight);
                let is_right = typed[0] != b'0' && weighted.sum::<u32>().is_multiple_of(11);
                is_right.then(|| Self(typed[..8].iter().copied().map(char::from).collect()))
            }
            10 => typed.first_chunk::<10>().filter(|cpr| is_cpr(cpr)).map(|cpr| Self(hyphened(cpr))),
            _ => None,
        }
        .ok_or(IdentityError::Invalid)
    }
}

/// Whether the first six digits are a day of the century that the seventh tells.
fn is_cpr(digits: &[u8; 10]) -> bool {
    let year = two(digits, 4);
    let century = match (digits[6], year) {
        (b'4' | b'9', ..=36) | (b'5'..=b'8', ..=57) => 20,
        (b'5'..=b'8', _) => 18,
        _ => 19,
    };
    // 1800 and 1900 had no 29 February, 2000 had one.
    let is_leap = year.is_multiple_of(4) && (year != 0 || century == 20);
    is_day(is_leap, two(digits, 2), two(digits, 0))
}

fn is_day(is_leap: bool, month: u32, day: u32) -> bool {
    let last = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

/// The digits in `text`, and how many there are: at most twelve, and nothing else but separators and `mark`.
fn digits(text: &str, mark: Option<char>) -> Result<([u8; 12], usize), IdentityError> {
    let (mut digits, mut count) = ([b'0'; 12], 0);
    for (_, character) in significant(text) {
        if Some(character) == mark {
            continue;
        }
        match (digits.get_mut(count), u8::try_from(character)) {
            (Some(place), Ok(digit)) if digit.is_ascii_digit() => *place = digit,
            _ => return Err(IdentityError::Invalid),
        }
        count += 1;
    }
    if count == 0 { Err(IdentityError::Empty) } else { Ok((digits, count)) }
}

fn value(digit: u8) -> u32 {
    digit.wrapping_sub(b'0').into()
}

fn two(digits: &[u8; 10], at: usize) -> u32 {
    digits.get(at..at + 2).map_or(0, |two| two.iter().fold(0, |sum, digit| 10 * sum + value(*digit)))
}

fn hyphened(digits: &[u8; 10]) -> String {
    let (front, back) = digits.split_at(6);
    front.iter().chain(b"-").chain(back).copied().map(char::from).collect()
}

impl fmt::Debug for SwedishIdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SwedishIdentityNumber(…)")
    }
}

impl fmt::Debug for DanishIdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DanishIdentityNumber(…)")
    }
}
