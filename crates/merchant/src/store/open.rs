//! From configuration to store.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::postgres::PostgresStore;
use super::sqlite::SqliteStore;
use super::{Store, StoreError};
use crate::StoreConfig;

/// Opens the configured store and brings it to this program's version.
///
/// # Errors
///
/// [`StoreError::NewerSchema`] when a newer program has migrated it; [`StoreError::Unavailable`] when it cannot be
/// reached, or has to be migrated and cannot be written.
pub async fn open(config: &StoreConfig) -> Result<Arc<dyn Store>, StoreError> {
    match config {
        StoreConfig::Postgres(config) => Ok(Arc::new(PostgresStore::open(config).await?)),
        StoreConfig::Sqlite(path) => {
            let path = path.clone();
            let opening = spawn_blocking(move || SqliteStore::open(&path)).await;
            let store = opening.unwrap_or_else(|error| Err(StoreError::Unavailable(error.to_string())))?;
            Ok(Arc::new(store))
        }
    }
}
