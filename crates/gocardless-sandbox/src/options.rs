//! How a sandbox is set up.

use std::fmt;
use std::path::PathBuf;

use jiff::Timestamp;
use url::Url;

use crate::apps::PartnerApp;
use crate::seed::Seed;
use crate::webhook_endpoint::WebhookEndpoint;

/// How a sandbox is set up; [`Default`] is what the program does without flags.
#[derive(Clone)]
pub struct Options {
    /// The access token that opens the one organisation.
    pub access_token: String,
    /// The partner's app that is registered from the start; [`start`](crate::start) refuses one that cannot be.
    pub app: PartnerApp,
    /// Where the sandbox's clock stands still; without it, it runs on from the machine's time.
    pub clock: Option<Timestamp>,
    /// Whether what GoCardless's published samples send is taken where it is wrong, as numbers in texts are.
    pub lenient: bool,
    /// The folder of the built component, served under `/pages/`; without it the hosted pages are plain forms.
    pub pages: Option<PathBuf>,
    /// What payers' browsers reach the sandbox under, without a path; without it, where it listens.
    pub public_url: Option<Url>,
    /// What is there from the start, and after every reset.
    pub seed: Option<Seed>,
    /// Where webhooks go at first; without it there are none until an endpoint is set.
    pub webhook: Option<WebhookEndpoint>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            access_token: "sandbox_demo".to_owned(),
            app: PartnerApp::default(),
            clock: None,
            lenient: false,
            pages: None,
            public_url: None,
            seed: None,
            webhook: None,
        }
    }
}

/// Shows everything but the access token, the app's secrets and the webhooks'.
impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("app", &self.app)
            .field("clock", &self.clock)
            .field("lenient", &self.lenient)
            .field("pages", &self.pages)
            .field("public_url", &self.public_url.as_ref().map(Url::as_str))
            .field("webhook", &self.webhook)
            .finish_non_exhaustive()
    }
}
