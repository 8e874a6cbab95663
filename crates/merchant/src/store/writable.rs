//! Whether the last write worked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::{error, info};

use super::StoreError;

/// Whether the last write worked; shared by all who write. Changes are logged once.
#[derive(Clone)]
pub(super) struct Writable(Arc<AtomicBool>);

impl Writable {
    /// What is hoped of a store that has just been opened.
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Takes down how a write, or the attempt to find out, has ended.
    pub(super) fn note(&self, error: Option<&StoreError>) {
        let was_writable = self.0.swap(error.is_none(), Ordering::Relaxed);
        match error {
            Some(error) if was_writable => error!(%error, "the store cannot be written"),
            None if !was_writable => info!("the store can be written again"),
            _ => {}
        }
    }
}
