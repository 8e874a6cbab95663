//! Who may call with a token.

use std::fmt;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{ConfigError, lookup::Lookup};
use crate::Random;

/// The tokens that let somebody in, such as the merchant's own systems; known by their hashes only.
///
/// The hashes are keyed with a random key of this process, and compared in constant time.
#[derive(Clone)]
pub struct BearerTokens {
    key: [u8; 32],
    hashes: Vec<[u8; 32]>,
}

/// The fewest characters of a token, in which 128 bits or more can stand.
const SHORTEST: usize = 32;

impl BearerTokens {
    /// Reads the token in use and the one before or after it.
    pub(super) fn from_env(lookup: &Lookup<'_>, variables: [&'static str; 2]) -> Result<Self, ConfigError> {
        let mut tokens = Vec::new();
        for variable in variables {
            tokens.extend(lookup.parse(variable, "", |token| match token {
                "" => Ok(None),
                token if token.len() < SHORTEST => Err(format!("it has fewer than {SHORTEST} characters")),
                token if token.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Some(token.to_owned())),
                _ => Err("it has a character that no token has".to_owned()),
            })?);
        }
        Ok(Self::of(&tokens))
    }

    /// Lets whoever has one of these tokens call.
    pub fn of(tokens: &[String]) -> Self {
        let key = Random::default().bytes();
        let hashes = tokens.iter().map(|token| mac(&key, token.as_bytes()).finalize().into_bytes().into()).collect();
        Self { key, hashes }
    }

    /// Whether there is any token.
    pub(crate) fn are_any(&self) -> bool {
        !self.hashes.is_empty()
    }

    /// Whether the request has one of the tokens, and no other.
    pub(crate) fn lets_in(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(AUTHORIZATION).into_iter();
        let (Some(value), None) = (values.next(), values.next()) else { return false };
        let Some((scheme, token)) = value.as_bytes().split_at_checked(7) else { return false };
        if !scheme.eq_ignore_ascii_case(b"Bearer ") {
            return false;
        }
        // Every hash is looked at, whichever fits.
        let fits = |hash: &[u8; 32]| mac(&self.key, token).verify_slice(hash).is_ok();
        self.hashes.iter().filter(|hash| fits(hash)).count() > 0
    }
}

fn mac(key: &[u8; 32], token: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("a key of any length will do").chain_update(token)
}

/// Shows how many tokens there are.
impl fmt::Debug for BearerTokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BearerTokens").field("tokens", &self.hashes.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_token_in_its_header_is_let_in() {
        let (old, new) = ("o".repeat(32), "n".repeat(32));
        let config = BearerTokens::of(&[old.clone(), new.clone()]);
        for (headers, expected) in [
            (vec![format!("Bearer {old}")], true),
            (vec![format!("bearer {new}")], true),
            (vec![format!("Bearer {new}"), format!("Bearer {new}")], false),
            (vec![format!("Bearer {new}x")], false),
            (vec![format!("Bearer {}", &new[1..])], false),
            (vec![format!("Basic {new}")], false),
            (vec![new.clone()], false),
            (vec!["Bearer ".to_owned()], false),
            (vec!["Bearer".to_owned()], false),
            (vec![], false),
        ] {
            let mut all = HeaderMap::new();
            for value in &headers {
                all.append(AUTHORIZATION, value.parse().unwrap());
            }
            assert_eq!(config.lets_in(&all), expected, "{headers:?}");
        }
        assert!(!BearerTokens::of(&[]).lets_in(&HeaderMap::new()));
        assert!(!format!("{config:?}").contains("nnn"));
    }
}
