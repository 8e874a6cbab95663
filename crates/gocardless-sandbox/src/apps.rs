//! Partners' apps: who may ask merchants to let them call the API.

use std::fmt;

use serde::Deserialize;
use url::{Host, Url};

use crate::validation::is_redirect_url;
use crate::webhook_endpoint::WebhookEndpoint;

/// A partner's app, as it is registered. Source: GoCardless's guide "Partner apps".
///
/// Ids and secrets may be chosen; [`start`](crate::start) and `POST /_sandbox/apps` refuse what GoCardless would.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerApp {
    /// What merchants know it by.
    pub name: String,
    /// What it does, in a sentence; empty is none.
    #[serde(default)]
    pub description: String,
    /// Where it is presented.
    #[serde(default)]
    pub homepage_url: Option<String>,
    /// Empty where the sandbox shall make one.
    #[serde(default)]
    pub client_id: String,
    /// Empty where the sandbox shall make one.
    #[serde(default)]
    pub client_secret: String,
    /// Where merchants may be led back to, 1 to 20; compared character by character.
    pub redirect_urls: Vec<String>,
    /// Where merchants come back to after their verification.
    #[serde(default)]
    pub post_onboarding_url: Option<String>,
    /// Where its merchants' events go.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// What signs them; empty where the sandbox shall make one.
    #[serde(default)]
    pub webhook_secret: String,
}

/// The most redirect URLs of an app. Source: GoCardless's guide "Partner apps".
const MOST_REDIRECT_URLS: usize = 20;

/// The longest texts of an app, in characters; the sandbox's own limits.
const LONGEST_NAME: usize = 255;
const LONGEST_URL: usize = 2048;

impl PartnerApp {
    /// Where the app hears of its merchants' events.
    pub(crate) fn webhook_endpoint(&self) -> Option<WebhookEndpoint> {
        WebhookEndpoint::new(self.webhook_url.as_deref()?, &self.webhook_secret).ok()
    }

    /// What is wrong with the app: the first thing, in one sentence.
    ///
    /// Redirect URLs are https, or http on the machine itself, and have no fragment (RFC 6749, section 3.1.2).
    pub(crate) fn problem(&self) -> Option<String> {
        if self.name.trim().is_empty() || [&self.name, &self.description].iter().any(|it| it.len() > LONGEST_NAME) {
            return Some(format!("an app has a name, and name and description at most {LONGEST_NAME} characters"));
        }
        for (name, text) in [
            ("client_id", &self.client_id),
            ("client_secret", &self.client_secret),
            ("webhook_secret", &self.webhook_secret),
        ] {
            if text.len() > LONGEST_NAME || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Some(format!("{name} has visible ASCII characters, at most {LONGEST_NAME}"));
            }
        }
        if self.redirect_urls.is_empty() || self.redirect_urls.len() > MOST_REDIRECT_URLS {
            return Some(format!("an app has 1 to {MOST_REDIRECT_URLS} redirect URLs"));
        }
        for (place, url) in self.redirect_urls.iter().enumerate() {
            if !is_safe(url) || url.contains('#') {
                return Some(format!("redirect URL {} must be https, or http on localhost, without `#`", place + 1));
            }
            if self.redirect_urls.iter().take(place).any(|earlier| earlier == url) {
                return Some(format!("redirect URL {} is there twice", place + 1));
            }
        }
        for (name, url) in [
            ("homepage_url", &self.homepage_url),
            ("post_onboarding_url", &self.post_onboarding_url),
            ("webhook_url", &self.webhook_url),
        ] {
            if url.as_ref().is_some_and(|url| !is_safe(url)) {
                return Some(format!("{name} must be https, or http on localhost"));
            }
        }
        if self.webhook_url.is_some() && self.webhook_endpoint().is_none() {
            return Some(
                "webhook_url must have a host, without user or fragment, and webhook_secret a text".to_owned(),
            );
        }
        None
    }
}

/// The app that every sandbox begins with.
impl Default for PartnerApp {
    fn default() -> Self {
        Self {
            name: "Harbour Books".to_owned(),
            description: "Bookkeeping for small shops".to_owned(),
            homepage_url: Some("http://localhost:8080/".to_owned()),
            client_id: "sandbox_demo_app".to_owned(),
            client_secret: "sandbox_demo_app_secret".to_owned(),
            redirect_urls: ["localhost", "127.0.0.1"].map(|host| format!("http://{host}:8080/oauth/callback")).to_vec(),
            post_onboarding_url: Some("http://localhost:8080/onboarded".to_owned()),
            webhook_url: None,
            webhook_secret: "sandbox_demo_app_webhook_secret".to_owned(),
        }
    }
}

/// Shows everything but the secrets.
impl fmt::Debug for PartnerApp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PartnerApp")
            .field("name", &self.name)
            .field("client_id", &self.client_id)
            .field("redirect_urls", &self.redirect_urls)
            .finish_non_exhaustive()
    }
}

/// Whether nobody on the way can read along.
fn is_safe(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_own_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_private = url.username().is_empty() && url.password().is_none();
    text.len() <= LONGEST_URL && is_private && is_redirect_url(text) && (url.scheme() == "https" || is_own_machine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_app_could_be_registered_and_shows_no_secret() {
        let app = PartnerApp::default();
        assert_eq!(app.problem(), None);
        assert!(!format!("{app:?}").contains("secret"), "{app:?}");
    }

    #[test]
    fn redirect_urls_are_safe_and_none_is_there_twice() {
        let with = |urls: &[&str]| PartnerApp {
            redirect_urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            ..PartnerApp::default()
        };
        for urls in [
            &["https://books.example/cb"][..],
            &["https://books.example/cb?a=b", "https://books.example/cb?a=c"],
            &["http://localhost:1/cb", "http://127.0.0.1/cb", "http://[::1]:8080/cb", "http://books.localhost/"],
        ] {
            assert_eq!(with(urls).problem(), None, "{urls:?}");
        }
        for (urls, told) in [
            (&[][..], "1 to 20"),
            (&["http://books.example/cb"], "https, or http on localhost"),
            (&["https://books.example/cb#done"], "without `#`"),
            (&["https://ada:secret@books.example/cb"], "https"),
            (&["books://callback"], "https"),
            (&["/callback"], "https"),
            (&["https://books.example/cb", "https://books.example/cb"], "redirect URL 2 is there twice"),
        ] {
            let problem = with(urls).problem().unwrap_or_default();
            assert!(problem.contains(told), "{urls:?}: {problem}");
        }
        let many: Vec<_> = (0..21).map(|number| format!("https://books.example/{number}")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert_eq!(with(&many[..20]).problem(), None);
        assert!(with(&many).problem().is_some());
    }

    #[test]
    fn an_app_has_a_name_and_addresses_that_can_be_called() {
        for app in [
            PartnerApp { name: " ".to_owned(), ..PartnerApp::default() },
            PartnerApp { client_secret: "a b".to_owned(), ..PartnerApp::default() },
            PartnerApp { webhook_url: Some("http://books.example".to_owned()), ..PartnerApp::default() },
            PartnerApp { post_onboarding_url: Some("javascript:1".to_owned()), ..PartnerApp::default() },
        ] {
            assert!(app.problem().is_some(), "{app:?}");
        }
    }
}
