//! The check digit of a Swedish account number.

use crate::luhn::luhn;

/// Over which digits, and how; the numbers are Bankgirot's types and comments (*Bankernas kontonummer*).
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Check {
    /// 1.2: modulo 11 over clearing number and account number.
    Clearing,
    /// 1.1: modulo 11 over the last three digits of the clearing number and the account number.
    ClearingTail,
    /// 2.1 and 2.3: the Luhn digit of the account number.
    Luhn,
    /// 2.2: modulo 11 over the account number.
    Mod11,
    /// None is known.
    None,
}

impl Check {
    /// Whether the check digit fits; `number` has all its digits. None where there is no check.
    pub(super) fn passes(self, clearing: &[u8], number: &[u8]) -> Option<bool> {
        let clearing = match self {
            Self::Clearing => clearing.get(..4),
            Self::ClearingTail => clearing.get(1..4),
            Self::Luhn => return Some(luhn(number)),
            Self::Mod11 => None,
            Self::None => return None,
        };
        Some(mod_11(clearing.unwrap_or_default(), number))
    }

    /// Whether every account has the digit.
    pub(super) fn is_reliable(self) -> bool {
        matches!(self, Self::Clearing | Self::ClearingTail)
    }
}

/// Weights 1, 10, 9, … 2, 1, the last of them for the last digit.
fn mod_11(clearing: &[u8], number: &[u8]) -> bool {
    let (mut after, mut sum) = (clearing.len() + number.len(), 0);
    for digit in clearing.iter().chain(number) {
        after -= 1;
        sum += usize::from(digit.wrapping_sub(b'0')) * (after % 10 + 1);
    }
    sum.is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_bankgirots() {
        // 1*1 + 10*2 + 9*3 + 8*4 + 7*5 + 6*6 + 5*7 + 4*8 + 3*9 + 2*0 + 1*7 = 252 = 22*11 + 10; with 8 at the end, 253.
        assert!(!mod_11(b"1234", b"5678907"));
        assert!(mod_11(b"1234", b"5678908"));
    }
}
