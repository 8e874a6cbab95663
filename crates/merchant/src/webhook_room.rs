//! How much of webhooks is stored at a time.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::store::sqlite::QUEUE;

/// So much of webhooks is taken apart and stored at a time, whatever comes at once: a bound on memory, and on how long a
/// signup's writes wait behind theirs. Two dozen full ones, or all small ones: while some are forced to the disk, others are
/// taken apart.
const KIB: u32 = 2048;
/// Webhooks alone, a KiB each at least, do not fill the queue of those who write: signups find room beside them.
const _: () = assert!(QUEUE >= 2 * KIB as usize);

/// Room for webhooks that are being stored.
pub(crate) struct WebhookRoom(Semaphore);

/// A webhook's part of the room; given back when it is dropped.
pub(crate) struct Place<'a> {
    room: &'a Semaphore,
    permit: Option<SemaphorePermit<'a>>,
}

impl Default for WebhookRoom {
    fn default() -> Self {
        Self(Semaphore::new(KIB as usize))
    }
}

impl WebhookRoom {
    /// Waits for a place for a body of so many bytes; what is larger than the room has all of it.
    pub(crate) async fn enter(&self, bytes: usize) -> Place<'_> {
        let size = u32::try_from(bytes.div_ceil(1024)).unwrap_or(KIB).min(KIB);
        // Nobody closes it.
        Place { room: &self.0, permit: self.0.acquire_many(size).await.ok() }
    }

    /// Whether nobody is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.available_permits() == KIB as usize
    }
}

impl Place<'_> {
    /// How much others have of the room; in KiB.
    pub(crate) fn others(&self) -> usize {
        let own = self.permit.as_ref().map_or(0, SemaphorePermit::num_permits);
        (KIB as usize).saturating_sub(self.room.available_permits() + own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_knows_how_much_others_have() {
        let room = WebhookRoom::default();
        assert!(room.is_empty());
        let small = room.enter(0).await;
        assert_eq!((small.others(), room.is_empty()), (0, true));
        let one = room.enter(1).await;
        let large = room.enter(100 * 1024 + 1).await;
        assert_eq!((one.others(), large.others(), room.is_empty()), (101, 1, false));
        drop((small, one, large));
        let whole = room.enter(usize::MAX).await;
        assert_eq!((whole.others(), room.is_empty()), (0, false));
    }
}
