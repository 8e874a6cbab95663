//! Configuration: one struct per concern, read from the environment once, at start.

mod bearer_tokens;
mod connections;
mod error;
mod gocardless;
mod limits;
mod lookup;
mod metrics;
mod postgres;
mod proxies;
mod server;
mod store;

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use self::lookup::Lookup;
use crate::{Clock, MandateTexts, Plans, Random};

pub use self::bearer_tokens::BearerTokens;
pub use self::connections::{Connections, ConnectionsError};
pub use self::error::ConfigError;
pub use self::gocardless::{Environment, GocardlessConfig};
pub use self::limits::LimitsConfig;
pub use self::metrics::MetricsConfig;
pub use self::postgres::{Encryption, PostgresConfig, PostgresConfigError};
pub use self::proxies::{AddressRange, AddressRangeError, Proxies};
pub use self::server::{LogFormat, Pages, ServerConfig};
pub use self::store::StoreConfig;

/// Everything that the merchant backend is told from outside; `.env.sample` lists the variables.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which GoCardless, and as whom.
    pub gocardless: GocardlessConfig,
    /// `MERCHANT_API_TOKEN` and `MERCHANT_API_TOKEN_PREVIOUS`: who may call for the merchant's own systems; default
    /// nobody. Each has 32 visible ASCII characters or more.
    pub merchant_api: BearerTokens,
    /// Who may read what is measured; default nobody.
    pub metrics: MetricsConfig,
    /// How often somebody may ask.
    pub limits: LimitsConfig,
    /// Where the server listens and who may talk to it.
    pub server: ServerConfig,
    /// Where signups and mandates are kept.
    pub store: StoreConfig,
    /// `PLANS_FILE`: what is sold; default `plans.json`.
    pub plans: Plans,
    /// `MANDATE_TEXTS_FILE`: the merchant's own wording of mandates; default none.
    pub mandate_texts: MandateTexts,
    /// For how long a payer who is back waits for GoCardless to know that they have finished: 10 seconds.
    pub confirm_within: Duration,
    /// The time; the system's unless a test moves it.
    pub clock: Clock,
    /// Where secrets and ids come from; the operating system unless a simulation draws them from its seed.
    pub random: Random,
}

const CONFIRM_WITHIN: Duration = Duration::from_secs(10);

impl Config {
    /// Reads the configuration through `lookup`, which gives a variable's value by its name.
    ///
    /// # Errors
    ///
    /// The first variable that is missing or wrong, as one line that names it and says what to do.
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let lookup = Lookup::new(&lookup);
        let gocardless = GocardlessConfig::from_env(&lookup)?;
        Ok(Self {
            merchant_api: BearerTokens::from_env(&lookup, ["MERCHANT_API_TOKEN", "MERCHANT_API_TOKEN_PREVIOUS"])?,
            metrics: MetricsConfig::from_env(&lookup)?,
            limits: LimitsConfig::from_env(&lookup)?,
            server: ServerConfig::from_env(&lookup, gocardless.environment)?,
            store: StoreConfig::from_env(&lookup)?,
            plans: lookup.parse("PLANS_FILE", "plans.json", |path| {
                Plans::read(path.as_ref()).map_err(|error| error.to_string())
            })?,
            mandate_texts: lookup.parse("MANDATE_TEXTS_FILE", "", |path| {
                if path.is_empty() {
                    return Ok(MandateTexts::default());
                }
                MandateTexts::read(path.as_ref()).map_err(|error| error.to_string())
            })?,
            confirm_within: CONFIRM_WITHIN,
            clock: Clock::default(),
            random: Random::default(),
            gocardless,
        })
    }

    /// A configuration for tests and demos: the sandbox's access token and the one plan `magazine`.
    ///
    /// `gocardless_url` is a local sandbox, `database` an SQLite file (made when missing), `public_url` where browsers
    /// find the merchant, `pages` the folder of the built page (may be missing).
    pub fn for_testing(
        gocardless_url: Url,
        database: impl Into<PathBuf>,
        public_url: Url,
        pages: impl Into<PathBuf>,
    ) -> Self {
        Self {
            gocardless: GocardlessConfig::for_testing(gocardless_url),
            merchant_api: BearerTokens::of(&[]),
            metrics: MetricsConfig { listen_addr: None, tokens: BearerTokens::of(&[]) },
            limits: LimitsConfig::for_testing(),
            server: ServerConfig::for_testing(public_url, pages.into()),
            store: StoreConfig::Sqlite(database.into()),
            plans: Plans::for_testing(),
            mandate_texts: MandateTexts::default(),
            confirm_within: Duration::from_millis(400),
            clock: Clock::default(),
            random: Random::default(),
        }
    }
}
