//! Work that goes on when the browser has gone away.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{RwLock, oneshot};
use tracing::{Instrument, Span, warn};

use crate::error::AppError;

/// The work in flight; each piece holds a share of the lock, and whoever gets it whole knows that all is done.
#[derive(Clone, Default)]
pub(crate) struct Tasks(Arc<RwLock<()>>);

impl Tasks {
    /// Runs `work` to its end, even when the caller is dropped half-way (the browser closed the connection); then its error,
    /// which nobody else can tell of, is logged.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        self.run_with(work, |_| None).await
    }

    /// The same for work that has more to say than its error, in which `error_in` finds that.
    pub(crate) async fn run_with<T, F>(&self, work: F, error_in: fn(&T) -> Option<&AppError>) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let share = Arc::clone(&self.0).read_owned().await;
        let (tell, told) = oneshot::channel();
        tokio::spawn(
            async move {
                if let Err(unheard) = tell.send(work.await)
                    && let Some(error) = unheard.as_ref().map_or_else(Some, error_in)
                {
                    warn!(%error, "nobody waits any more for what has failed");
                }
                drop(share);
            }
            .instrument(Span::current()),
        );
        told.await.unwrap_or(Err(AppError::Panicked))
    }

    /// Waits until nothing is in flight, but no longer than `patience`.
    pub(crate) async fn finish(&self, patience: Duration) {
        // Out of patience, the process ends; what was intended is recorded and is resumed later.
        let _ = tokio::time::timeout(patience, self.0.write()).await;
    }
}
