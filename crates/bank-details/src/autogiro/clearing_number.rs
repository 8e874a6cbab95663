//! The clearing number: which bank and branch keeps an account.

use core::fmt;

use super::table::{self, Rule};
use crate::error::{Error, ErrorKind, Part};
use crate::number::{grouped, number};
use crate::packed::{Local, Shape};
use crate::text::significant;

number! {
    /// Four digits in the range of a bank; at Swedbank, where it begins with 8, a fifth as check digit may follow.
    ///
    /// Printed `7507` and `8123-4`. Not necessarily an existing branch. Source: Bankgirot, *Bankernas kontonummer*.
    ClearingNumber(Local), parse, print
}

impl ClearingNumber {
    /// The bank's name.
    pub fn bank(&self) -> &'static str {
        table::bank(four(self.0.as_bytes()))
    }

    pub(super) fn rule(self) -> Option<Rule> {
        table::rule(four(self.0.as_bytes()))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// From four digits, or five where the first is 8.
    pub(super) fn from_digits(digits: &[u8]) -> Result<Self, Error> {
        let unallocated = Part::BranchCode.error(ErrorKind::Unallocated);
        table::rule(four(digits)).map(|_| Self(Local::from_bytes(digits))).ok_or(unallocated)
    }
}

fn parse(text: &str) -> Result<Local, Error> {
    let most = if significant(text).next().is_some_and(|(_, first)| first == '8') { 5 } else { 4 };
    let digits = Local::shaped(Part::BranchCode, text, Shape::digits(4, 5)).map_err(|error| match error.kind {
        ErrorKind::Long { .. } => Part::BranchCode.error(ErrorKind::Long { most }),
        _ => error,
    })?;
    if digits.as_bytes().len() > most {
        return Err(Part::BranchCode.error(ErrorKind::Long { most }));
    }
    ClearingNumber::from_digits(digits.as_bytes()).map(|clearing| clearing.0)
}

fn print(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    grouped(text, &[4], "-", f)
}

/// The number that the first four of `digits` make.
fn four(digits: &[u8]) -> u16 {
    digits.iter().take(4).fold(0, |number, digit| number * 10 + u16::from(digit.wrapping_sub(b'0')))
}
