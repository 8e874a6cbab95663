//! The whole account number.

use core::fmt;
use core::ops::Range;

use super::table;
use crate::error::{Error, ErrorKind, Part};
use crate::groups::Groups;
use crate::number::{grouped, number};
use crate::packed::{Local, Shape};
use crate::verdict::Verdict;

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
    /// The account that has `account_number`, base and suffix as typed, at this bank and branch.
    ///
    /// # Errors
    ///
    /// Says of each part what is wrong with it.
    pub fn from_parts(bank_code: &str, branch_code: &str, account_number: &str) -> Result<Self, Error> {
        let bank = Local::shaped(Part::BankCode, bank_code, Shape::digits(2, 2))?;
        let branch = Local::shaped(Part::BranchCode, branch_code, Shape::digits(4, 4))?;
        let (bank_number, branch_number) = (value(bank.as_bytes()), value(branch.as_bytes()));
        if table::check(bank_number, branch_number).is_none() {
            let part = if table::has_bank(bank_number) { Part::BranchCode } else { Part::BankCode };
            return Err(part.error(ErrorKind::Unallocated));
        }
        let groups = Groups::read(Part::AccountNumber, account_number)?;
        let (base, suffix) = base_and_suffix(&groups, 0)?;
        Ok(Self(join(bank.as_bytes(), branch.as_bytes(), base, suffix)))
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
        Verdict::from_pass(check.is_none_or(|check| check.passes(digits)))
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
    let (base, suffix) = base_and_suffix(&groups, at)?;
    Ok(join(bank, branch, base, suffix))
}

/// The part that begins at digit `from` and where it ends: a group of at most `width` digits, or else `width` digits.
fn leading(groups: &Groups, from: usize, width: usize) -> Option<(&[u8], usize)> {
    let most = from + width;
    let end = groups.end(from).filter(|end| groups.begins(from) && *end <= most).unwrap_or(most);
    (end <= groups.len()).then(|| (groups.digits(from, end), end))
}

/// Base and suffix, from digit `from` on.
///
/// Where a separator tells them from the branch, the last separator tells them apart; else there are seven digits and two
/// or three.
fn base_and_suffix(groups: &Groups, from: usize) -> Result<(&[u8], &[u8]), Error> {
    let found = groups.len();
    // With bank and branch, 15.
    let least = if from == 0 { 9 } else { 15 };
    let short = Part::AccountNumber.error(ErrorKind::Short { found, least });
    let long = Part::AccountNumber.error(ErrorKind::Long { most: least + 1 });
    if found > LONGEST {
        return Err(long);
    }
    let break_before_suffix = (from + 1..found).rev().find(|at| groups.begins(*at));
    let Some(middle) = break_before_suffix.filter(|middle| groups.begins(from) || *middle == from + 7) else {
        return match found - from {
            0..=8 => Err(short),
            9..=10 => Ok((groups.digits(from, from + 7), groups.digits(from + 7, LONGEST))),
            _ => Err(long),
        };
    };
    let (base, suffix) = (groups.digits(from, middle), groups.digits(middle, LONGEST));
    // Whoever writes all zeros of the rest has yet to type the suffix's second digit.
    if (base.len(), suffix.len()) == (7, 1) && matches!(from, 0 | 6) {
        return Err(short);
    }
    // What is too long for a suffix may be the end of the base, until there are more digits than that has.
    let error = if base.len() + suffix.len() > 8 { long } else { short };
    without_zero(base, 7).zip(without_zero(suffix, 3)).ok_or(error)
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
