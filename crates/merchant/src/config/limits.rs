//! How often somebody may ask.

use std::num::NonZeroU32;

use super::{ConfigError, lookup::Lookup};

/// How often somebody may start, submit, complete, look up or have a mandate as a PDF: so many at once, and then as many a minute.
#[derive(Clone, Copy, Debug)]
pub struct LimitsConfig {
    /// `CLIENT_REQUESTS_PER_MINUTE`: from one IPv4 address or IPv6 network (/64); default 240, 0 for any number.
    pub client_requests_per_minute: Option<NonZeroU32>,
    /// `BROWSER_REQUESTS_PER_MINUTE`: with one browser's cookie, and so for its signups; default 60, 0 for any number.
    pub browser_requests_per_minute: Option<NonZeroU32>,
}

impl Default for LimitsConfig {
    /// What nobody meets who only signs up; `docs/SECURITY.md` says how the two were chosen.
    fn default() -> Self {
        Self { client_requests_per_minute: NonZeroU32::new(240), browser_requests_per_minute: NonZeroU32::new(60) }
    }
}

impl LimitsConfig {
    pub(super) fn from_env(lookup: &Lookup<'_>) -> Result<Self, ConfigError> {
        let read = |variable, default| {
            lookup.parse(variable, "", |value| match value {
                "" => Ok(default),
                value => match value.parse() {
                    Ok(number) => Ok(NonZeroU32::new(number)),
                    Err(_) => Err(format!("{value:?} is not a number of requests a minute")),
                },
            })
        };
        let default = Self::default();
        Ok(Self {
            client_requests_per_minute: read("CLIENT_REQUESTS_PER_MINUTE", default.client_requests_per_minute)?,
            browser_requests_per_minute: read("BROWSER_REQUESTS_PER_MINUTE", default.browser_requests_per_minute)?,
        })
    }

    /// No limits: a test is one client.
    pub(super) fn for_testing() -> Self {
        Self { client_requests_per_minute: None, browser_requests_per_minute: None }
    }
}
