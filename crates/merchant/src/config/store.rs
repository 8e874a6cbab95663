//! Where signups and mandates are kept.

use std::path::PathBuf;

use super::{ConfigError, Connections, lookup::Lookup};
use crate::PostgresConfig;

/// Where signups and mandates are kept: `DATABASE_URL`, default `sqlite:merchant.sqlite3`; and for PostgreSQL
/// `DATABASE_CONNECTIONS`, default 22.
#[derive(Clone, Debug)]
pub enum StoreConfig {
    /// `postgres://user:password@host:5432/database`: one database for as many instances as there are.
    Postgres(Box<PostgresConfig>),
    /// `sqlite:` and a file, made when missing: for one instance.
    Sqlite(PathBuf),
}

impl StoreConfig {
    pub(super) fn from_env(lookup: &Lookup<'_>) -> Result<Self, ConfigError> {
        let connections = lookup
            .parse("DATABASE_CONNECTIONS", "22", |value| value.parse::<Connections>().map_err(|it| it.to_string()))?;
        lookup.parse("DATABASE_URL", "sqlite:merchant.sqlite3", |value| {
            if value.starts_with("postgres://") || value.starts_with("postgresql://") {
                let postgres = value.parse::<PostgresConfig>().map_err(|error| error.to_string())?;
                return Ok(Self::Postgres(Box::new(postgres.with_connections(connections))));
            }
            match value.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path)) {
                None => {
                    Err("it does not begin with sqlite: and a file, as sqlite:merchant.sqlite3, or with postgres://"
                        .to_owned())
                }
                Some("" | ":memory:") => Err("it names no file; signups must outlive the process".to_owned()),
                Some(path) => Ok(Self::Sqlite(path.into())),
            }
        })
    }
}
