//! Work that goes on when the browser has gone away.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::RwLock;
use tracing::{Instrument, Span};

use crate::error::AppError;

/// The work in flight; each piece holds a share of the lock, and whoever gets it whole knows that all is done.
#[derive(Clone, Default)]
pub(crate) struct Tasks(Arc<RwLock<()>>);

impl Tasks {
    /// Runs `work` to its end, even when the caller is dropped half-way (the browser closed the connection).
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let share = Arc::clone(&self.0).read_owned().await;
        let task = tokio::spawn(
            async move {
                let result = work.await;
                drop(share);
                result
            }
            .instrument(Span::current()),
        );
        task.await.unwrap_or_else(|_| Err(AppError::Panicked))
    }

    /// Waits until nothing is in flight, but no longer than `patience`.
    pub(crate) async fn finish(&self, patience: Duration) {
        // Out of patience, the process ends; what was intended is recorded and is resumed later.
        let _ = tokio::time::timeout(patience, self.0.write()).await;
    }
}
