//! Origins: scheme, host and port.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// An http or https origin as a browser writes it: `https://shop.example`, `http://localhost:8080`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Origin(String);

/// The text is not an origin.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("is not an origin such as https://shop.example, without user, path, query or fragment")]
pub struct OriginError;

impl Origin {
    /// The origin of an http or https address.
    pub(crate) fn of(url: &Url) -> Option<Self> {
        let origin = url.origin();
        (matches!(url.scheme(), "http" | "https") && origin.is_tuple()).then(|| Self(origin.ascii_serialization()))
    }

    /// An origin that we wrote ourselves.
    pub(crate) fn known(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The origin as a browser writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

/// Accepts what a person may write; `Origin` headers are compared, not parsed.
impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let url: Url = text.parse().map_err(|_| OriginError)?;
        let plain = url.username().is_empty() && url.password().is_none();
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        match Self::of(&url) {
            Some(origin) if plain && bare => Ok(origin),
            _ => Err(OriginError),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_more_than_scheme_host_and_port() {
        for (text, expected) in [
            ("https://shop.example", Ok("https://shop.example")),
            ("https://Shop.Example:443/", Ok("https://shop.example")),
            ("http://localhost:8080", Ok("http://localhost:8080")),
            ("https://shop.example/path", Err(OriginError)),
            ("https://user@shop.example", Err(OriginError)),
            ("https://shop.example?x", Err(OriginError)),
            ("file:///etc", Err(OriginError)),
            ("null", Err(OriginError)),
            ("*", Err(OriginError)),
        ] {
            let origin = text.parse::<Origin>();
            assert_eq!(origin.as_ref().map(Origin::as_str).map_err(|error| *error), expected, "{text}");
        }
    }
}
