//! A check's answer.

use core::fmt;

/// What a check says of well-formed details; only [`Invalid`](Self::Invalid) ever stops a payer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// The check fails: no such account can exist.
    Invalid,
    /// The check cannot tell; the account is presumed good.
    Unchecked(Unchecked),
    /// The check passes: such an account can exist.
    Valid,
}

/// Why a check cannot tell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unchecked {
    /// No rule is known for the bank or the country.
    NoRule,
    /// There is a rule and the account breaks it, but so do real accounts of this bank.
    Unreliable,
}

impl Verdict {
    /// [`Valid`](Self::Valid) or [`Invalid`](Self::Invalid).
    pub(crate) fn from_pass(passes: bool) -> Self {
        if passes { Self::Valid } else { Self::Invalid }
    }
}

impl fmt::Display for Unchecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRule => "no rule covers it",
            Self::Unreliable => "the check digit does not fit, but not all accounts of this bank have one that does",
        })
    }
}
