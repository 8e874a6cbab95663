//! The cookie that ties a signup to one browser.

use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header::COOKIE;
use secrecy::{ExposeSecret, SecretString};

use crate::{BrowserHash, Random};

/// A browser's token: 256 random bits in a `__Host-`, `HttpOnly`, `Secure`, `SameSite=Lax` cookie.
///
/// Lax, not Strict: the return from GoCardless is a cross-site navigation, and must carry it. Only the hash is stored.
#[derive(Clone, Debug)]
pub(crate) struct BrowserToken(SecretString);

const NAME: &str = "__Host-signup";
/// 30 days, in seconds.
const MAX_AGE: u32 = 30 * 24 * 60 * 60;

impl BrowserToken {
    pub(crate) fn generate(random: &Random) -> Self {
        Self(random.token().into())
    }

    /// The request's cookie, if it has a well-formed one.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let mut values = pairs.filter(|(name, _)| *name == NAME).map(|(_, value)| value);
        values.find(|value| well_formed(value)).map(|value| Self(value.to_owned().into()))
    }

    pub(crate) fn hash(&self) -> BrowserHash {
        BrowserHash::of(&[self.0.expose_secret()])
    }

    /// The token itself, to hash other things with.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The `Set-Cookie` header's value.
    ///
    /// A signup is over after 30 minutes, but its confirmation stays readable: whoever reloads it, or comes back to the
    /// tab, is still known for 30 days.
    pub(crate) fn set_cookie(&self) -> HeaderValue {
        let cookie = format!("{NAME}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={MAX_AGE}", self.expose());
        let mut value = HeaderValue::from_str(&cookie).expect("hexadecimal can stand in a header");
        value.set_sensitive(true);
        value
    }
}

fn well_formed(value: &str) -> bool {
    value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_well_formed_cookie_counts() {
        let token = "0123456789abcdef".repeat(4);
        for (cookie, found) in [
            (format!("a=b; {NAME}={token}; c=d"), true),
            (format!("{NAME}=evil; {NAME}={token}"), true),
            (format!("{NAME}={}", token.to_uppercase()), false),
            (format!("{NAME}={token}0"), false),
            (format!("signup={token}"), false),
            (NAME.to_owned(), false),
            (String::new(), false),
        ] {
            let headers = HeaderMap::from_iter([(COOKIE, cookie.parse().unwrap())]);
            assert_eq!(BrowserToken::from_headers(&headers).is_some(), found, "{cookie}");
        }
    }

    #[test]
    fn the_cookie_goes_to_this_host_only_and_debug_hides_it() {
        let token = BrowserToken::generate(&Random::default());
        let cookie = token.set_cookie();
        let cookie = cookie.to_str().unwrap();
        assert_eq!(
            cookie.replace(token.expose(), "TOKEN"),
            "__Host-signup=TOKEN; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000"
        );
        assert!(!format!("{token:?}{:?}", token.set_cookie()).contains(token.expose()));
    }
}
