//! How a sandbox is set up.

use std::fmt;
use std::path::PathBuf;

use jiff::Timestamp;
use url::Url;

/// How a sandbox is set up; [`Default`] is what the program does without flags.
#[derive(Clone)]
pub struct Options {
    /// The access token that opens the one organisation.
    pub access_token: String,
    /// Where the sandbox's clock stands still; without it, it runs on from the machine's time.
    pub clock: Option<Timestamp>,
    /// The folder of the built component, served under `/pages/`; without it the hosted pages are plain forms.
    pub pages: Option<PathBuf>,
    /// What payers' browsers reach the sandbox under, without a path; without it, where it listens.
    pub public_url: Option<Url>,
}

impl Default for Options {
    fn default() -> Self {
        Self { access_token: "sandbox_demo".to_owned(), clock: None, pages: None, public_url: None }
    }
}

/// Shows everything but the access token.
impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("clock", &self.clock)
            .field("pages", &self.pages)
            .field("public_url", &self.public_url.as_ref().map(Url::as_str))
            .finish_non_exhaustive()
    }
}
