//! The key that makes a repeated call harmless.

use std::fmt;
use std::str::FromStr;

/// What a creation is known by when it is repeated: 1 to 128 visible ASCII characters.
///
/// GoCardless keeps keys per token and endpoint, and answers a second creation under one key with
/// `idempotent_creation_conflict`. Derive the key from a row that is stored before the first attempt.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct IdempotencyKey(String);

/// Why a text is not an [`IdempotencyKey`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdempotencyKeyError {
    /// A character that is not visible ASCII; its place in bytes.
    #[error("an idempotency key has visible ASCII characters only, found something else at position {0}")]
    Character(usize),
    /// No character at all.
    #[error("an idempotency key cannot be empty")]
    Empty,
    /// More than 128 characters.
    #[error("an idempotency key has at most 128 characters")]
    TooLong,
}

impl IdempotencyKey {
    /// The key as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = IdempotencyKeyError;

    fn from_str(text: &str) -> Result<Self, IdempotencyKeyError> {
        if text.is_empty() {
            return Err(IdempotencyKeyError::Empty);
        }
        if let Some(position) = text.bytes().position(|byte| !byte.is_ascii_graphic()) {
            return Err(IdempotencyKeyError::Character(position));
        }
        if text.len() > 128 {
            return Err(IdempotencyKeyError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_ascii_of_limited_length() {
        for (text, expected) in [
            ("SG1-redirect_flow", Ok(())),
            ("", Err(IdempotencyKeyError::Empty)),
            ("a b", Err(IdempotencyKeyError::Character(1))),
            ("a\r\nX-Evil: 1", Err(IdempotencyKeyError::Character(1))),
            ("é", Err(IdempotencyKeyError::Character(0))),
        ] {
            assert_eq!(text.parse::<IdempotencyKey>().map(|_| ()), expected, "{text:?}");
        }
        assert!("k".repeat(128).parse::<IdempotencyKey>().is_ok());
        assert_eq!("k".repeat(129).parse::<IdempotencyKey>(), Err(IdempotencyKeyError::TooLong));
    }
}
