//! Read-only connections.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::super::StoreError;
use super::connection::{BUSY_TIMEOUT, open_read_only};

/// A few read-only connections, opened when first needed.
pub(super) struct Readers {
    path: PathBuf,
    /// Of those who look up: they wait for no lock.
    quick: Mutex<Vec<Connection>>,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

/// As many reads at a time: each is well under a millisecond.
const READERS: usize = 4;

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, quick: Mutex::default(), idle: Arc::default(), permits: Arc::new(Semaphore::new(READERS)) }
    }

    /// Runs `work`, which finds a few rows by their key, where it is called: it is over before another thread would have
    /// begun. When it fails, for want of a lock as likely as not, it is left to a thread that may wait.
    pub(super) async fn look_up<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let found = self.look_up_here(&work);
        if found.is_ok() {
            return found;
        }
        self.read(work).await
    }

    fn look_up_here<T>(&self, work: &impl Fn(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let connection = self.quick.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = connection.map_or_else(|| open_read_only(&self.path, Duration::ZERO), Ok)?;
        let found = work(&connection)?;
        self.quick.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(found)
    }

    /// Runs `work` on one of the connections, on a thread that may wait.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| StoreError::Unavailable("closed".to_owned()))?;
        let (path, idle) = (self.path.clone(), Arc::clone(&self.idle));
        let reading = spawn_blocking(move || {
            let _permit = permit;
            let connection = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = connection.map_or_else(|| open_read_only(&path, BUSY_TIMEOUT), Ok)?;
            let result = work(&connection);
            // A connection that failed is dropped, and with it whatever ails it.
            if result.is_ok() {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            }
            result
        });
        reading.await.unwrap_or_else(|_| Err(StoreError::Unavailable("a read was stopped".to_owned())))
    }
}
