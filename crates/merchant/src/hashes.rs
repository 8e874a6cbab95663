//! Hashes under which the store knows what it must not hold itself.

use std::fmt;

use sha2::{Digest, Sha256};

macro_rules! hashes {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Eq, Hash, PartialEq)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The SHA-256 of `parts`, each with its length before it.
            pub fn of(parts: &[&str]) -> Self {
                Self(sha256(parts))
            }

            /// The hash read back from the store.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The hash as the store keeps it.
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({}…)", stringify!($name), hex::encode(&self.0[..4]))
            }
        }
    )+};
}

hashes! {
    /// The hash of a browser's cookie: what ties a signup to a browser.
    BrowserHash,
    /// The hash of the `Idempotency-Key` that a signup was started with.
    ClientKeyHash,
    /// The hash of an access token.
    TokenHash,
    /// The hash of what a signup was started with; the browser's cookie is part of it, so it cannot be guessed from a
    /// name and an email.
    RequestHash,
}

fn sha256(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_a_character_between_parts_changes_the_hash() {
        assert_ne!(RequestHash::of(&["ab", "c"]), RequestHash::of(&["a", "bc"]));
        assert_eq!(RequestHash::of(&["ab", "c"]), RequestHash::of(&["ab", "c"]));
    }
}
