//! How much of large webhooks is in memory at once, before anybody knows who sent them.

use std::sync::Arc;

use axum::body::HttpBody;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::AppState;
use crate::error::AppError;
use crate::store::StoreError;

/// A webhook with 250 events has up to 4 MiB, and its signature is known when all of it is there: whoever opens many
/// connections and sends slowly must not fill the memory.
///
/// Bodies of one unit, as most webhooks and all other bodies are, do not count: the number of connections bounds them.
#[derive(Clone)]
pub(crate) struct BodyBudget(Arc<Semaphore>);

/// What counts as one, in bytes.
const UNIT: usize = 64 * 1024;
/// 64 MiB together.
const UNITS: usize = 1024;

impl Default for BodyBudget {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(UNITS)))
    }
}

/// Room for a body; given back when it is dropped.
struct Room(#[expect(dead_code, reason = "held")] Option<OwnedSemaphorePermit>);

impl BodyBudget {
    /// Room for a body of so many bytes; none when there is none. A body that does not tell its length, or tells a longer
    /// one, has `most`.
    fn take(&self, told: Option<u64>, most: usize) -> Option<Room> {
        let told = told.and_then(|told| usize::try_from(told).ok());
        let units = told.map_or(most, |told| told.min(most)).div_ceil(UNIT);
        if units <= 1 {
            return Some(Room(None));
        }
        let room = Arc::clone(&self.0).try_acquire_many_owned(u32::try_from(units).ok()?).ok()?;
        Some(Room(Some(room)))
    }
}

/// Lets bodies have `most` bytes, and answers 503 while there is no room for so many: GoCardless comes again.
pub(crate) async fn limit_bodies(
    State((state, most)): State<(AppState, usize)>,
    mut request: Request,
    next: Next,
) -> Response {
    DefaultBodyLimit::max(most).apply(&mut request);
    match state.bodies.take(request.body().size_hint().upper(), most) {
        Some(_room) => next.run(request).await,
        None => AppError::Store(StoreError::Overloaded).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_so_much_and_always_for_small_bodies() {
        let budget = BodyBudget::default();
        let take = |told| budget.take(told, 4 * 1024 * 1024);
        let mut held: Vec<_> = (0..8).map(|_| take(Some(4 * 1024 * 1024)).unwrap()).collect();
        held.extend((0..4).map(|_| take(None).unwrap()));
        held.extend((0..4).map(|_| take(Some(u64::MAX)).unwrap()));
        assert!(take(Some(65_537)).is_none() && take(None).is_none());
        held.extend((0..10_000).map(|_| take(Some(65_536)).unwrap()));
        drop(held);
        assert!(take(Some(65_537)).is_some() && take(None).is_some());
    }
}
