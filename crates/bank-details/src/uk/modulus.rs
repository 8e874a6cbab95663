//! The modulus check (Vocalink, *Validating account numbers: UK modulus checking*).
//!
//! The specification's letters and numbers are kept: digits `u` to `z` and `a` to `h`, exceptions 1 to 14.

#![expect(clippy::many_single_char_names, reason = "they are the specification's")]

mod algorithm;
mod digits;
mod exceptions;
mod row;
mod table;

pub(super) use digits::Digits;

use self::algorithm::remainder;
use self::row::Row;
use crate::verdict::{Unchecked, Verdict};

/// What the weight table says of an account.
pub(super) fn check(digits: Digits) -> Verdict {
    match table::rows(&digits) {
        Some([first, second]) => Verdict::from_pass(passes(first, second, &digits)),
        None => Verdict::Unchecked(Unchecked::NoRule),
    }
}

/// Whether an account passes the two rows for its sort code, which are the same where there is one.
fn passes(first: &Row, second: &Row, digits: &Digits) -> bool {
    // The shortest way for most sort codes.
    if first.exception() | second.exception() == 0 {
        return (remainder(first, digits, 0) | remainder(second, digits, 0)) == 0;
    }
    let passes_first = exceptions::passes(first, digits);
    if passes_first == exceptions::either_row_suffices(first) {
        passes_first
    } else {
        exceptions::passes(second, digits)
    }
}
