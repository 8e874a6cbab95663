//! Which GoCardless, and as whom.

use std::num::NonZeroU32;

use gocardless_api::{OrganisationId, WebhookSecret};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{ConfigError, lookup::Lookup};
use crate::{Origin, TokenHash};

/// Which GoCardless, and as whom.
#[derive(Clone, Debug)]
pub struct GocardlessConfig {
    /// `GOCARDLESS_ENVIRONMENT`: `local` (default), `sandbox` or `live`.
    pub environment: Environment,
    /// Where the API is. `GOCARDLESS_URL` with `local` only, default `http://127.0.0.1:8081`.
    pub url: Url,
    /// `GOCARDLESS_ACCESS_TOKEN`: has no default; the local sandbox's is `sandbox_demo`.
    pub access_token: SecretString,
    /// `GOCARDLESS_ORGANISATION_ID`: whose access token it is, where it was given to a partner's app; default none. When
    /// this organisation disconnects the app, nothing is sent to GoCardless any more.
    pub organisation: Option<OrganisationId>,
    /// `GOCARDLESS_WEBHOOK_SECRET` and, while the secret is being changed, `GOCARDLESS_WEBHOOK_SECRET_PREVIOUS`: what
    /// webhooks are signed with; default none. Without one every webhook is refused, and events are only asked for.
    pub webhook_secrets: Vec<WebhookSecret>,
    /// `GOCARDLESS_REQUESTS_PER_MINUTE`: how many requests are sent in any minute by this process; default 1,000, which is
    /// what GoCardless allows a token, 0 for any number.
    pub requests_per_minute: Option<NonZeroU32>,
}

/// Which of GoCardless's worlds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Environment {
    /// Real money.
    Live,
    /// A sandbox on this machine or network.
    Local,
    /// GoCardless's own sandbox.
    Sandbox,
}

const TOKEN_ADVICE: &str = "set it to an access token from GoCardless's dashboard, Developers > Create > Access \
                            token; for the local sandbox to the one it was started with, by default sandbox_demo";

impl GocardlessConfig {
    pub(super) fn from_env(lookup: &Lookup<'_>) -> Result<Self, ConfigError> {
        let environment = lookup.parse("GOCARDLESS_ENVIRONMENT", "local", |value| match value {
            "live" => Ok(Environment::Live),
            "local" => Ok(Environment::Local),
            "sandbox" => Ok(Environment::Sandbox),
            other => Err(format!("{other:?} is none of local, sandbox and live")),
        })?;
        let url = lookup.parse("GOCARDLESS_URL", environment.default_url(), |value| match environment {
            Environment::Local => base_url(value),
            _ if value == environment.default_url() => base_url(value),
            _ => Err("it is for GOCARDLESS_ENVIRONMENT=local only; unset it".to_owned()),
        })?;
        let access_token = lookup.required("GOCARDLESS_ACCESS_TOKEN", TOKEN_ADVICE)?;
        check_token(environment, &access_token)
            .map_err(|problem| ConfigError::Invalid { variable: "GOCARDLESS_ACCESS_TOKEN", problem })?;
        let organisation = lookup.parse("GOCARDLESS_ORGANISATION_ID", "", |value| match value {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|error| format!("{id:?} is not an id ({error})")),
        })?;
        let requests_per_minute =
            lookup.parse("GOCARDLESS_REQUESTS_PER_MINUTE", "1000", |value| match value.parse() {
                Ok(number) => Ok(NonZeroU32::new(number)),
                Err(_) => Err(format!("{value:?} is not a number of requests a minute")),
            })?;
        let secrets = ["GOCARDLESS_WEBHOOK_SECRET", "GOCARDLESS_WEBHOOK_SECRET_PREVIOUS"];
        let webhook_secrets = secrets.into_iter().filter_map(|variable| lookup.get(variable));
        Ok(Self {
            environment,
            url,
            access_token: access_token.into(),
            organisation,
            webhook_secrets: webhook_secrets.map(WebhookSecret::new).collect(),
            requests_per_minute,
        })
    }

    pub(super) fn for_testing(url: Url) -> Self {
        Self {
            environment: Environment::Local,
            url,
            access_token: "sandbox_demo".to_owned().into(),
            organisation: None,
            webhook_secrets: Vec::new(),
            requests_per_minute: None,
        }
    }

    /// The origins of GoCardless's hosted pages, where a form may lead to.
    pub(crate) fn hosted_origins(&self) -> Vec<Origin> {
        match self.environment {
            Environment::Live => vec![Origin::known("https://pay.gocardless.com")],
            Environment::Local => Origin::of(&self.url).into_iter().collect(),
            Environment::Sandbox => vec![Origin::known("https://pay-sandbox.gocardless.com")],
        }
    }

    /// Whether a payer may be sent to `url`: GoCardless's own hosts over https, or exactly the local sandbox.
    pub(crate) fn may_send_payer_to(&self, url: &Url) -> bool {
        match self.environment {
            Environment::Local => matches!(url.scheme(), "http" | "https") && url.origin() == self.url.origin(),
            Environment::Live | Environment::Sandbox => {
                let ours = url.domain().is_some_and(|host| host.ends_with(".gocardless.com"));
                url.scheme() == "https" && ours && url.port().is_none() && url.username().is_empty()
            }
        }
    }

    /// What the store knows the access token by.
    pub(crate) fn token_hash(&self) -> TokenHash {
        TokenHash::of(&[self.access_token.expose_secret()])
    }

    /// The access token, for the client alone.
    pub(crate) fn token(&self) -> SecretString {
        self.access_token.expose_secret().to_owned().into()
    }
}

impl Environment {
    fn default_url(self) -> &'static str {
        match self {
            Self::Live => "https://api.gocardless.com",
            Self::Local => "http://127.0.0.1:8081",
            Self::Sandbox => "https://api-sandbox.gocardless.com",
        }
    }
}

fn base_url(value: &str) -> Result<Url, String> {
    let url: Url = value.parse().map_err(|error| format!("{value:?} is not a URL ({error})"))?;
    match url.scheme() {
        "http" | "https" if url.username().is_empty() && url.query().is_none() && url.fragment().is_none() => Ok(url),
        _ => Err(format!("{:?} is not a plain http or https address", url.scheme())),
    }
}

/// Tokens are opaque, but a prefix of the wrong world is always a mix-up.
fn check_token(environment: Environment, token: &str) -> Result<(), String> {
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("it has a character that no token has".to_owned());
    }
    match environment {
        Environment::Live if token.starts_with("sandbox_") => {
            Err("it is a sandbox token, but GOCARDLESS_ENVIRONMENT is live".to_owned())
        }
        Environment::Sandbox | Environment::Local if token.starts_with("live_") => {
            Err("it is a live token, but GOCARDLESS_ENVIRONMENT is not live".to_owned())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payer_is_sent_to_gocardless_only() {
        let local = GocardlessConfig::for_testing("http://127.0.0.1:8081".parse().unwrap());
        let live = GocardlessConfig { environment: Environment::Live, ..local.clone() };
        for (url, by_local, by_live) in [
            ("http://127.0.0.1:8081/flow/RE1", true, false),
            ("http://127.0.0.1:8082/flow/RE1", false, false),
            ("https://pay.gocardless.com/flow/RE1", false, true),
            ("https://pay-sandbox.gocardless.com/billing/static/flow?id=BRF1", false, true),
            ("http://pay.gocardless.com/flow/RE1", false, false),
            ("https://pay.gocardless.com:8443/flow/RE1", false, false),
            ("https://evil@pay.gocardless.com/flow/RE1", false, false),
            ("https://pay.gocardless.com.evil.example/", false, false),
            ("https://evilgocardless.com/", false, false),
            ("javascript:alert(1)", false, false),
        ] {
            let url = url.parse().unwrap();
            assert_eq!((local.may_send_payer_to(&url), live.may_send_payer_to(&url)), (by_local, by_live), "{url}");
        }
    }
}
