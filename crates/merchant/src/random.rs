//! Random numbers.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use signup_api::SignupId;

/// Where random numbers come from: the operating system by default.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

impl Random {
    /// Numbers that `fill` fills in, for simulations: whoever can guess them knows every secret that is made of them.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// Random bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// 256 random bits, in hexadecimal.
    pub(crate) fn token(&self) -> String {
        hex::encode(self.bytes::<32>())
    }

    /// A new signup's id: 48 bits of time, so that rows lie in order, and 80 random bits, in Crockford's base 32.
    pub(crate) fn signup_id(&self, now: Timestamp) -> SignupId {
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

        let random = self.bytes::<10>().iter().fold(0u128, |sum, byte| (sum << 8) | u128::from(*byte));
        let time = u128::try_from(now.as_millisecond()).unwrap_or_default() & ((1 << 48) - 1);
        let number = (time << 80) | random;
        let digits = (0..26).rev().map(|place| char::from(DIGITS[((number >> (5 * place)) & 31) as usize]));
        format!("SG{}", digits.collect::<String>()).parse().expect("SG and 26 letters and digits")
    }
}

/// Panics when the operating system has none to give: nothing safe can be done without.
impl Default for Random {
    fn default() -> Self {
        Self::new(|bytes| getrandom::fill(bytes).expect("the operating system gives random bytes"))
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Random")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let at = |millis| Random::default().signup_id(Timestamp::from_millisecond(millis).unwrap()).as_str().to_owned();
        assert!(at(1_700_000_000_000) < at(1_700_000_000_001));
        assert_eq!(at(0).len(), 28);
        assert!(at(0).starts_with("SG0000000000"));
    }
}
