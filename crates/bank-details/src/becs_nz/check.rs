//! The weighted check of New Zealand account numbers.
//!
//! Source: Inland Revenue, *Resident withholding tax and non-resident withholding tax: specification* (31 March 2016
//! and 2020), chapter "Bank account number validation".

/// Inland Revenue's letter for an algorithm.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Check {
    /// A where the number of the account is below 990000, else B.
    A,
    D,
    E,
    F,
    G,
    /// Always passes.
    X,
}

/// For branch (4), base (7) and suffix (3); the digits of the bank never count.
struct Weights {
    factors: [u8; 14],
    modulus: u32,
    /// Whether the two digits of each product are added, and those of the result again.
    adds_digits: bool,
}

static A: Weights = Weights { factors: [6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0], modulus: 11, adds_digits: false };
static B: Weights = Weights { factors: [0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0], modulus: 11, adds_digits: false };
static D: Weights = Weights { factors: [0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0], modulus: 11, adds_digits: false };
static E: Weights = Weights { factors: [0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 1], modulus: 11, adds_digits: true };
static F: Weights = Weights { factors: [0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1, 0, 0, 0], modulus: 10, adds_digits: false };
static G: Weights = Weights { factors: [0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1], modulus: 10, adds_digits: true };

impl Check {
    /// Whether the check passes for the 16 digits of an account.
    pub(super) fn passes(self, account: &[u8]) -> bool {
        let base = account.get(6..13).unwrap_or_default();
        let weights = match self {
            Self::A if base < b"0990000".as_slice() => &A,
            Self::A => &B,
            Self::D => &D,
            Self::E => &E,
            Self::F => &F,
            Self::G => &G,
            Self::X => return true,
        };
        weights.sum(account).is_multiple_of(weights.modulus)
    }
}

impl Weights {
    fn sum(&self, account: &[u8]) -> u32 {
        let products = account.iter().skip(2).zip(&self.factors).map(|(digit, factor)| {
            let product = u32::from(digit.wrapping_sub(b'0')) * u32::from(*factor);
            if self.adds_digits { add_digits(add_digits(product)) } else { product }
        });
        products.sum()
    }
}

fn add_digits(product: u32) -> u32 {
    product / 10 + product % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand, from Inland Revenue's weights; G is example 3 of its document.
    #[test]
    fn digits_of_products_are_added_twice_over() {
        // Base 0320871, suffix 032: 3*3=9, 2*7=14>5, 0, 8*3=24>6, 7*7=49>13>4, 1*1=1; 0, 3*7=21>3, 2*1=2.
        assert_eq!(G.sum(b"2626000320871032"), 9 + 5 + 6 + 4 + 1 + 3 + 2);
        // Base 0009876, suffix 003: 9*5=45>9, 8*4=32>5, 7*3=21>3, 6*2=12>3; 3*1=3.
        assert_eq!(E.sum(b"0900000009876003"), 9 + 5 + 3 + 3 + 3);
    }
}
