//! Tells whoever watches that something changed.

use std::sync::Arc;

use tokio::sync::watch;

/// A number that grows with every change; cheap to clone, and cheap where nobody watches.
#[derive(Clone, Debug)]
pub(crate) struct Changes(Arc<watch::Sender<Seen>>);

/// What a watcher sees.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Grows with every change, past a reset too.
    pub(crate) sequence: u64,
    /// Whether the sandbox is stopping: watchers are to leave.
    pub(crate) is_over: bool,
}

impl Default for Changes {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Seen::default())))
    }
}

impl Changes {
    /// Something changed that the page shows.
    pub(crate) fn note(&self) {
        self.0.send_modify(|seen| seen.sequence += 1);
    }

    /// Lets watchers go, for good.
    pub(crate) fn end(&self) {
        self.0.send_modify(|seen| seen.is_over = true);
    }

    pub(crate) fn seen(&self) -> Seen {
        *self.0.borrow()
    }

    /// Waits until the number is another than `sequence`, or the sandbox stops.
    pub(crate) async fn past(&self, sequence: u64) -> Seen {
        let mut receiver = self.0.subscribe();
        // An error means that the sender is gone, which this holds itself.
        receiver.wait_for(|seen| seen.is_over || seen.sequence != sequence).await.map_or(Seen::default(), |seen| *seen)
    }
}
