//! An account: clearing number and account number.

use core::fmt;
use core::str::FromStr;

use super::ClearingNumber;
use crate::error::{Error, ErrorKind, Part};
use crate::groups::Groups;
use crate::luhn::luhn;
use crate::packed::{Local, Shape};
use crate::verdict::{Unchecked, Verdict};

/// A clearing number and an account number of the length that its bank has; not necessarily an existing account.
///
/// Printed `7507, 1211203` and `8123-4, 0123456789`. Source: Bankgirot, *Bankernas kontonummer*; lengths:
/// `data/sweden-clearing.csv`.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Account {
    clearing: ClearingNumber,
    number: Local,
}

/// The longest text that can be an account: clearing number with check digit, and Intergiro's account number.
const LONGEST: usize = 22;

impl Account {
    /// The account that has `account_number`, as typed, at `clearing`.
    ///
    /// Zeros in front may be missing where the bank leaves them out. The check digit of a Swedbank clearing number may
    /// stand in front of an account number that has all its digits.
    ///
    /// # Errors
    ///
    /// Says of [`Part::AccountNumber`] that it has another length than the bank's accounts, or zeros only.
    pub fn new(clearing: ClearingNumber, account_number: &str) -> Result<Self, Error> {
        let digits = Local::shaped(Part::AccountNumber, account_number, Shape::digits(1, 17)).map_err(|error| {
            match error.kind {
                ErrorKind::Long { .. } => too_long(clearing),
                _ => error,
            }
        })?;
        Self::from_digits(clearing, digits.as_bytes())
    }

    fn from_digits(clearing: ClearingNumber, digits: &[u8]) -> Result<Self, Error> {
        let rule = clearing.rule().ok_or(Part::BranchCode.error(ErrorKind::Unallocated))?;
        let (found, width) = (digits.len(), usize::from(rule.digits));
        if found > width {
            return match with_check_digit(clearing, digits) {
                Some((clearing, digits)) if digits.len() == width => Self::from_digits(clearing, digits),
                _ => Err(too_long(clearing)),
            };
        }
        let number = Local::from_bytes(digits).zero_filled(width);
        let least = if rule.zero_fill { 2 } else { width };
        if found < least {
            return Err(Part::AccountNumber.error(ErrorKind::Short { found, least }));
        }
        if digits.iter().all(|digit| *digit == b'0') {
            return Err(Part::AccountNumber.error(ErrorKind::Zeros));
        }
        Ok(Self { clearing, number })
    }

    /// The clearing number.
    pub fn clearing_number(&self) -> &ClearingNumber {
        &self.clearing
    }

    /// The account number with all its zeros, without separators.
    pub fn account_number(&self) -> &str {
        self.number.as_str()
    }

    /// The last two digits: all that may be shown once the number has been handed in.
    pub fn ending(&self) -> &str {
        self.number.ending()
    }

    /// What the check digits say; advice, never a refusal: `ibandit`, which GoCardless validates with, does not test them.
    ///
    /// [`Unchecked::Unreliable`] where the digit of the account number does not fit but need not: Bankgirot's type 2.
    pub fn advice(&self) -> Verdict {
        let clearing = self.clearing.as_bytes();
        if clearing.len() == 5 && !luhn(clearing) {
            return Verdict::Invalid;
        }
        let Some(check) = self.clearing.rule().map(|rule| rule.check) else {
            return Verdict::Unchecked(Unchecked::NoRule);
        };
        match check.passes(clearing, self.number.as_bytes()) {
            None => Verdict::Unchecked(Unchecked::NoRule),
            Some(false) if !check.is_reliable() => Verdict::Unchecked(Unchecked::Unreliable),
            Some(passes) => Verdict::from_pass(passes),
        }
    }
}

fn too_long(clearing: ClearingNumber) -> Error {
    let most = clearing.rule().map_or(0, |rule| rule.digits.into());
    Part::AccountNumber.error(ErrorKind::Long { most })
}

/// `clearing` with its check digit, if it lacks it and that is the first of `digits`; and the other digits.
fn with_check_digit(clearing: ClearingNumber, digits: &[u8]) -> Option<(ClearingNumber, &[u8])> {
    let &[a @ b'8', b, c, d] = clearing.as_bytes() else { return None };
    let (first, rest) = digits.split_first()?;
    let clearing = [a, b, c, d, *first];
    if luhn(&clearing) { Some((ClearingNumber::from_digits(&clearing).ok()?, rest)) } else { None }
}

/// Both numbers in one text: `7507-1211203`, `8123-4, 123 456 789-0`, with or without separators.
///
/// Errors of the clearing number are said of [`Part::BranchCode`], all others of [`Part::AccountNumber`].
impl FromStr for Account {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let groups = Groups::read(Part::AccountNumber, text)?;
        let found = groups.len();
        if found < 4 {
            return Err(Part::BranchCode.error(ErrorKind::Short { found, least: 4 }));
        }
        let end = if fifth_belongs_to_clearing(&groups) { 5 } else { 4 };
        let clearing = ClearingNumber::from_digits(groups.digits(0, end))?;
        if found > LONGEST {
            return Err(too_long(clearing));
        }
        Self::from_digits(clearing, groups.digits(end, LONGEST))
    }
}

/// Whether the fifth digit is Swedbank's check digit, not the first of the account number.
///
/// A separator or the length may tell. Else it is one if it fits, unless the account number has a right check digit
/// only together with it (never both, but for 0, where both readings are the same account).
fn fifth_belongs_to_clearing(groups: &Groups) -> bool {
    let with = groups.digits(4, LONGEST);
    let Some((b'8', Some((_, without)))) = groups.digits(0, 1).first().map(|first| (*first, with.split_first())) else {
        return false;
    };
    match groups.comma() {
        Some(4) => false,
        Some(5) => true,
        _ if groups.begins(5) || with.len() > 10 => true,
        _ => luhn(groups.digits(0, 5)) && (luhn(without) || !luhn(with)),
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.clearing, self.account_number())
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account(…{})", self.ending())
    }
}
