//! Where webhooks go, and how they are signed.

use std::fmt;

use axum::http::Uri;
use gocardless_api::WebhookSecret;
use url::Url;

/// Where webhooks go, and the secret that they are signed with.
#[derive(Clone)]
pub struct WebhookEndpoint {
    url: Url,
    secret: WebhookSecret,
}

/// Why webhooks cannot go there.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum WebhookEndpointError {
    /// An empty secret.
    #[error("the webhook secret cannot be empty")]
    Secret,
    /// No URL, one without a host, or one with a user, a password or a fragment.
    #[error("the webhook URL must be http or https with a host, without user or fragment")]
    Url,
}

impl WebhookEndpoint {
    /// An endpoint of one's own, such as `http://127.0.0.1:8080/webhooks`.
    ///
    /// GoCardless itself takes only https; the sandbox follows http too, and for https knows the public roots alone.
    ///
    /// # Errors
    ///
    /// When nothing can be sent there; see [`WebhookEndpointError`].
    pub fn new(url: &str, secret: &str) -> Result<Self, WebhookEndpointError> {
        let url = Url::parse(url).map_err(|_| WebhookEndpointError::Url)?;
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if !(plain && url.has_host() && matches!(url.scheme(), "http" | "https") && url.as_str().parse::<Uri>().is_ok())
        {
            return Err(WebhookEndpointError::Url);
        }
        if secret.is_empty() {
            return Err(WebhookEndpointError::Secret);
        }
        Ok(Self { url, secret: WebhookSecret::new(secret) })
    }

    /// Where webhooks go.
    pub fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn secret(&self) -> &WebhookSecret {
        &self.secret
    }

    /// Whether webhooks that go there are the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.url == other.url && self.secret.as_str() == other.secret.as_str()
    }
}

/// Shows everything but the secret.
impl fmt::Debug for WebhookEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WebhookEndpoint").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_sent_to_and_signed_is_an_endpoint() {
        for (url, secret, problem) in [
            ("http://127.0.0.1:8080/webhooks?shop=1", "s", None),
            ("https://shop.example", "s", None),
            ("shop.example", "s", Some(WebhookEndpointError::Url)),
            ("ftp://shop.example", "s", Some(WebhookEndpointError::Url)),
            ("https://user@shop.example", "s", Some(WebhookEndpointError::Url)),
            ("https://:pass@shop.example", "s", Some(WebhookEndpointError::Url)),
            ("https://shop.example/#a", "s", Some(WebhookEndpointError::Url)),
            ("https://shop.example", "", Some(WebhookEndpointError::Secret)),
        ] {
            assert_eq!(WebhookEndpoint::new(url, secret).err(), problem, "{url}");
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        let shown = format!("{:?}", WebhookEndpoint::new("https://shop.example", "s3cret").unwrap());
        assert!(shown.contains("shop.example") && !shown.contains("s3cret"), "{shown}");
    }
}
