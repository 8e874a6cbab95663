//! Which branches there are, and how the accounts there are checked.

use super::check::Check;

/// Neighbouring branches of a bank.
struct Range {
    bank: u8,
    check: Check,
    from: u16,
    to: u16,
}

include!(concat!(env!("OUT_DIR"), "/new_zealand.rs"));

/// Whether there is such a bank.
pub(super) fn has_bank(bank: u16) -> bool {
    RANGES.iter().any(|range| u16::from(range.bank) == bank)
}

/// How accounts at `branch` of `bank` are checked, or none if there is no such branch.
pub(super) fn check(bank: u16, branch: u16) -> Option<Check> {
    let mut ranges = RANGES.iter().filter(|range| u16::from(range.bank) == bank);
    ranges.find(|range| (range.from..=range.to).contains(&branch)).map(|range| range.check)
}
