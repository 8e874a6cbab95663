//! Which clearing numbers there are, and what holds for accounts there.

use super::check::Check;

/// Neighbouring clearing numbers with the same rule.
pub(super) struct Range {
    from: u16,
    to: u16,
    rule: Rule,
}

/// What the account numbers of a range look like.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// How many digits they have.
    pub(super) digits: u8,
    /// Whether they are written shorter, without the zeros in front.
    pub(super) zero_fill: bool,
    pub(super) check: Check,
}

include!(concat!(env!("OUT_DIR"), "/sweden.rs"));

/// The rule for `clearing`, or none if no bank has it.
pub(super) fn rule(clearing: u16) -> Option<Rule> {
    RANGES.iter().find(|range| (range.from..=range.to).contains(&clearing)).map(|range| range.rule)
}

/// The name of the bank that has `clearing`, which is in one of the ranges.
pub(super) fn bank(clearing: u16) -> &'static str {
    let after = BANKS.partition_point(|(from, _)| *from <= clearing);
    let name = after.checked_sub(1).and_then(|at| BANKS.get(at)).map(|(_, name)| usize::from(*name));
    name.and_then(|name| NAMES.split('\n').nth(name)).unwrap_or_default()
}
