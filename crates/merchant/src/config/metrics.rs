//! Who may read what is measured.

use std::net::SocketAddr;

use super::{BearerTokens, ConfigError, lookup::Lookup};

/// Who may read what is measured, at `/metrics`; nobody unless configured.
#[derive(Clone, Debug)]
pub struct MetricsConfig {
    /// `METRICS_ADDR`: an address and port of its own at which `/metrics` is served to whoever reaches it; default none.
    pub listen_addr: Option<SocketAddr>,
    /// `METRICS_TOKEN` and `METRICS_TOKEN_PREVIOUS`: who may read `/metrics` at the server's own address; default nobody.
    pub tokens: BearerTokens,
}

impl MetricsConfig {
    pub(super) fn from_env(lookup: &Lookup<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            listen_addr: lookup.parse("METRICS_ADDR", "", |value| match value {
                "" => Ok(None),
                value => value
                    .parse()
                    .map(Some)
                    .map_err(|_| format!("{value:?} is not an address and port such as 127.0.0.1:9090")),
            })?,
            tokens: BearerTokens::from_env(lookup, ["METRICS_TOKEN", "METRICS_TOKEN_PREVIOUS"])?,
        })
    }

    /// Whether anybody may read.
    pub(crate) fn is_on(&self) -> bool {
        self.listen_addr.is_some() || self.tokens.are_any()
    }
}
