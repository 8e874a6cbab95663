//! The whole account number.

use core::fmt;
use core::ops::Range;

use super::table;
use crate::error::{Error, ErrorKind, Part};
use crate::groups::Groups;
use crate::number::{grouped, number};
use crate::packed::{Local, Shape};
use crate::verdict::{Unchecked, Verdict};

number! {
    /// Bank (two digits), branch (four), base (seven) and suffix (three); the bank has such a branch.
    ///
    /// Not necessarily an existing account. Printed `01-0902-0068389-00`: a suffix of three digits without its zero in
    /// front. Read from 15 or 16 digits; zeros in front of a part may be missing where separators tell it from the
    /// next. Source: `data/new-zealand-branches.csv`.
    Account(Local), parse, print
}

/// The most digits that a text can have: base and suffix with a zero in front, as tax forms have them.
const LONGEST: usize = 18;

impl Account {
    /// From its four parts as typed, each with or without its zeros in front.
    ///
    /// # Errors
    ///
    /// Says of the part what is wrong with it; the suffix counts as [`Part::AccountNumber`].
    pub fn from_parts(bank_code: &str, branch_code: &str, account_number: &str, suffix: &str) -> Result<Self, Error> {
        let bank = Local::shaped(Part::BankCode, bank_code, Shape::digits(1, 2))?;
        let branch = Local::shaped(Part::BranchCode, branch_code, Shape::digits(1, 4))?;
        let (base, suffix) = (number(account_number, 7)?, number(suffix, 3)?);
        let (bank_number, branch_number) = (value(bank.as_bytes()), value(branch.as_bytes()));
        if table::check(bank_number, branch_number).is_none() {
            let part = if table::has_bank(bank_number) { Part::BranchCode } else { Part::BankCode };
            return Err(part.error(ErrorKind::Unallocated));
        }
        Ok(Self(join(bank.as_bytes(), branch.as_bytes(), base.as_bytes(), suffix.as_bytes())))
    }

    /// The bank: two digits.
    pub fn bank_code(&self) -> &str {
        self.digits(0..2)
    }

    /// The branch: four digits.
    pub fn branch_code(&self) -> &str {
        self.digits(2..6)
    }

    /// The number of the account at the branch: seven digits.
    pub fn base(&self) -> &str {
        self.digits(6..13)
    }

    /// Which of the holder's accounts: three digits.
    pub fn suffix(&self) -> &str {
        self.digits(13..16)
    }

    /// What the bank's check says; advice, never a refusal: the sample account of GoCardless's own `ibandit` fails it.
    pub fn advice(&self) -> Verdict {
        let digits = self.0.as_bytes();
        let part = |places| digits.get(places).unwrap_or_default();
        let check = table::check(value(part(0..2)), value(part(2..6)));
        match check.and_then(|check| check.passes(digits)) {
            Some(passes) => Verdict::from_pass(passes && part(6..13) != b"0000000"),
            None => Verdict::Unchecked(Unchecked::NoRule),
        }
    }

    fn digits(&self, range: Range<usize>) -> &str {
        self.as_str().get(range).unwrap_or_default()
    }
}

fn parse(text: &str) -> Result<Local, Error> {
    let groups = Groups::read(Part::AccountNumber, text)?;
    let short = Part::AccountNumber.error(ErrorKind::Short { found: groups.len(), least: 15 });
    let (bank, at) = leading(&groups, 0, 2).ok_or(short)?;
    let (branch, at) = leading(&groups, at, 4).ok_or(short)?;
    if table::check(value(bank), value(branch)).is_none() {
        return Err(Part::AccountNumber.error(ErrorKind::Unallocated));
    }
    if let Some((base, suffix)) = base_and_suffix(&groups, at) {
        return Ok(join(bank, branch, base, suffix));
    }
    match groups.len() - at {
        0..=8 => Err(short),
        9..=10 => Ok(join(bank, branch, groups.digits(at, at + 7), groups.digits(at + 7, LONGEST))),
        _ => Err(Part::AccountNumber.error(ErrorKind::Long { most: 16 })),
    }
}

/// Base or suffix typed on its own: at most `most` digits, or a zero and `most` more.
fn number(text: &str, most: usize) -> Result<Local, Error> {
    let long = Part::AccountNumber.error(ErrorKind::Long { most });
    let digits = Local::shaped(Part::AccountNumber, text, Shape::digits(1, 8)).map_err(|error| match error.kind {
        ErrorKind::Long { .. } => long,
        _ => error,
    })?;
    without_zero(digits.as_bytes(), most).map(Local::from_bytes).ok_or(long)
}

/// The part that begins at digit `from` and where it ends: a group of at most `width` digits, or else `width` digits.
fn leading(groups: &Groups, from: usize, width: usize) -> Option<(&[u8], usize)> {
    let most = from + width;
    let end = groups.end(from).filter(|end| groups.begins(from) && *end <= most).unwrap_or(most);
    (end <= groups.len()).then(|| (groups.digits(from, end), end))
}

/// Base and suffix where a separator divides the digits from `from` on into them.
fn base_and_suffix(groups: &Groups, from: usize) -> Option<(&[u8], &[u8])> {
    let middle = groups.end(from)?;
    let follows_separator = groups.begins(from) || middle == from + 7;
    let divides_in_two = middle < groups.len() && groups.end(middle).is_none_or(|end| end == groups.len());
    // Whoever writes all zeros of the rest has yet to type the suffix's second digit.
    let is_on_its_way = (from, middle, groups.len()) == (6, 13, 14);
    if !follows_separator || !divides_in_two || is_on_its_way || groups.len() > LONGEST {
        return None;
    }
    Some((without_zero(groups.digits(from, middle), 7)?, without_zero(groups.digits(middle, LONGEST), 3)?))
}

/// `digits` if there are at most `width`, or without the first if that is a zero too many.
fn without_zero(digits: &[u8], width: usize) -> Option<&[u8]> {
    match digits {
        [b'0', rest @ ..] if rest.len() == width => Some(rest),
        _ => (digits.len() <= width).then_some(digits),
    }
}

/// The four parts, each with its zeros.
fn join(bank: &[u8], branch: &[u8], base: &[u8], suffix: &[u8]) -> Local {
    let mut joined = [b'0'; 16];
    for (part, end) in [(bank, 2), (branch, 6), (base, 13), (suffix, 16)] {
        for (place, digit) in joined.iter_mut().take(end).rev().zip(part.iter().rev()) {
            *place = *digit;
        }
    }
    Local::from_bytes(&joined)
}

/// The number that at most four digits make.
fn value(digits: &[u8]) -> u16 {
    digits.iter().take(4).fold(0, |number, digit| number * 10 + u16::from(digit.wrapping_sub(b'0')))
}

fn print(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (rest, suffix) = text.split_at_checked(13).unwrap_or((text, ""));
    grouped(rest, &[2, 4], "-", f)?;
    write!(f, "-{}", suffix.strip_prefix('0').unwrap_or(suffix))
}
