//! What is weighed.

/// The digits of a sort code, `u v w x y z` and two zeros, and of an account number, `a b c d e f g h`.
#[derive(Clone, Copy)]
pub(crate) struct Digits {
    pub(super) sort_code: [u8; 8],
    pub(super) account: [u8; 8],
}

impl Digits {
    /// Of digits given as characters.
    pub(crate) fn new(sort_code: [u8; 6], account: [u8; 8]) -> Self {
        Self { sort_code: values(eight(sort_code)), account: values(account) }
    }

    /// The sort code as a number.
    pub(in crate::uk) fn number(&self) -> u32 {
        let digits = u64::from_le_bytes(self.sort_code);
        // Each byte's digit and the next one make two digits, in every second byte: `uv`, `wx`, `yz`.
        let pairs = (digits * 10 + (digits >> 8)).to_le_bytes();
        let [uv, _, wx, _, yz, ..] = pairs.map(u32::from);
        uv * 10_000 + wx * 100 + yz
    }

    /// At another branch.
    pub(super) fn at(self, sort_code: [u8; 6]) -> Self {
        Self { sort_code: eight(sort_code), ..self }
    }

    /// With zeros for `u` to `b`, which is the same as weighing those with zeros.
    pub(super) fn c_to_h(self) -> Self {
        let [_, _, c, d, e, f, g, h] = self.account;
        Self { sort_code: [0; 8], account: [0, 0, c, d, e, f, g, h] }
    }
}

fn eight([u, v, w, x, y, z]: [u8; 6]) -> [u8; 8] {
    [u, v, w, x, y, z, 0, 0]
}

/// Of eight characters, all at once.
fn values(characters: [u8; 8]) -> [u8; 8] {
    (u64::from_le_bytes(characters) & 0x0f0f_0f0f_0f0f_0f0f).to_le_bytes()
}
