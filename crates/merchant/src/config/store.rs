//! Where signups and mandates are kept.

use std::path::PathBuf;

use super::{ConfigError, lookup::Lookup};

/// Where signups and mandates are kept.
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// `DATABASE_URL`: `sqlite:` and a file, made when missing; default `sqlite:merchant.sqlite3`.
    pub sqlite: PathBuf,
}

impl StoreConfig {
    pub(super) fn from_env(lookup: &Lookup<'_>) -> Result<Self, ConfigError> {
        let sqlite = lookup.parse("DATABASE_URL", "sqlite:merchant.sqlite3", |value| {
            let scheme = value.split(':').next().unwrap_or_default();
            let path = value.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
            match (scheme, path) {
                ("postgres" | "postgresql", _) => {
                    Err("PostgreSQL is not supported yet; use sqlite: and a file".to_owned())
                }
                (_, None) => Err("it does not begin with sqlite: and a file, as sqlite:merchant.sqlite3".to_owned()),
                (_, Some("" | ":memory:")) => Err("it names no file; signups must outlive the process".to_owned()),
                (_, Some(path)) => Ok(path.into()),
            }
        })?;
        Ok(Self { sqlite })
    }
}
