#![doc = include_str!("../README.md")]

mod app;
mod audit;
pub mod background;
mod bank_details_lookup;
mod body_budget;
mod client_address;
mod clock;
mod config;
mod connections;
#[cfg(test)]
mod contract;
mod cookie;
pub mod core_dumps;
mod counters;
mod creditor;
mod csrf;
mod embedded_page;
mod error;
mod events;
#[cfg(any(fuzzing, test))]
pub mod fuzzing;
mod hashes;
mod headers;
mod html;
mod idempotency_key;
mod json;
mod json_log;
mod keyed_locks;
mod last_request;
mod mandate_texts;
mod measurements;
mod origin;
mod plans;
mod random;
mod rate_limit;
mod reconcile;
mod request_log;
mod routes;
mod serve;
mod signups;
mod state;
mod static_files;
pub mod store;
mod tasks;
pub mod telemetry;
mod upstream;
mod webhook_room;

pub use app::app;
pub use clock::Clock;
pub use config::{
    AddressRange, AddressRangeError, BearerTokens, Config, ConfigError, Connections, ConnectionsError, Encryption,
    Environment, GocardlessConfig, LimitsConfig, LogFormat, MetricsConfig, Pages, PostgresConfig, PostgresConfigError,
    Proxies, ServerConfig, StoreConfig,
};
pub use counters::{Counter, Counters};
pub use hashes::{BrowserHash, ClientKeyHash, RequestHash, TokenHash};
pub use mandate_texts::{MandateTexts, MandateTextsError};
pub use origin::{Origin, OriginError};
pub use plans::{Plans, PlansError};
pub use random::Random;
pub use serve::{RunningMerchant, StartError, start};
pub use state::AppState;
