//! One row of the weight table.

use super::algorithm::Algorithm;

/// Weights for the digits of sort code and account number.
///
/// Weights of MOD10 and MOD11 are remainders, so none is negative.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// Six weights, then algorithm and exception, which meet the zeros after the sort code's digits.
    pub(super) sort_code: [u8; 8],
    /// Eight weights.
    pub(super) account: [u8; 8],
}

impl Row {
    pub(super) fn algorithm(&self) -> Algorithm {
        let [.., algorithm, _] = self.sort_code;
        match algorithm {
            0 => Algorithm::Mod10,
            1 => Algorithm::Mod11,
            _ => Algorithm::Dblal,
        }
    }

    /// By the specification's number; 0 where there is none.
    pub(super) fn exception(&self) -> u8 {
        let [.., exception] = self.sort_code;
        exception
    }

    /// With other weights: those of a MOD10 or MOD11 row.
    pub(super) fn with_weights(self, [u, v, w, x, y, z]: [u8; 6], account: [u8; 8]) -> Self {
        let [.., algorithm, exception] = self.sort_code;
        Self { sort_code: [u, v, w, x, y, z, algorithm, exception], account }
    }
}
