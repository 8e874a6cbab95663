//! How much of webhooks is in memory at once, before anybody knows who sent them.

use std::sync::Arc;

use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::AppState;
use crate::error::AppError;
use crate::store::StoreError;

/// A webhook with 250 events has up to 4 MiB, and its signature is known when all of it is there: whoever opens many
/// connections and sends slowly must not fill the memory. Small webhooks, as most are, have room of their own.
#[derive(Clone)]
pub(crate) struct BodyBudget {
    small: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

/// What counts as one, in bytes.
const UNIT: usize = 64 * 1024;
/// 16 MiB of small bodies, one unit at most.
const SMALL: usize = 256;
/// 48 MiB of others.
const LARGE: usize = 768;

impl Default for BodyBudget {
    fn default() -> Self {
        Self { small: Arc::new(Semaphore::new(SMALL)), large: Arc::new(Semaphore::new(LARGE)) }
    }
}

impl BodyBudget {
    /// Room for a body, until it is dropped; none when there is none. A body that does not tell its length, or tells a
    /// longer one, has `most` bytes.
    fn take(&self, told: Option<u64>, most: usize) -> Option<OwnedSemaphorePermit> {
        let told = told.and_then(|told| usize::try_from(told).ok());
        let units = told.map_or(most, |told| told.min(most)).div_ceil(UNIT).max(1);
        let room = if units == 1 { &self.small } else { &self.large };
        Arc::clone(room).try_acquire_many_owned(u32::try_from(units).ok()?).ok()
    }
}

/// Answers 503 while there is no room for a body of at most `most` bytes: GoCardless comes again.
pub(crate) async fn limit_bodies(
    State((state, most)): State<(AppState, usize)>,
    request: Request,
    next: Next,
) -> Response {
    match state.bodies.take(request.body().size_hint().upper(), most) {
        Some(_room) => next.run(request).await,
        None => AppError::Store(StoreError::Overloaded).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_bodies_have_room_when_large_ones_have_taken_theirs() {
        let (budget, most) = (BodyBudget::default(), 4 * 1024 * 1024);
        let take = |length| budget.take(length, most);
        let mut held: Vec<_> = (0..8).map(|_| take(Some(4_194_304)).unwrap()).collect();
        held.extend((0..4).map(|_| take(None).unwrap()));
        assert!(take(Some(65_537)).is_none() && take(None).is_none() && take(Some(u64::MAX)).is_none());

        let small: Vec<_> = (0..SMALL).map(|_| take(Some(100)).unwrap()).collect();
        assert!(take(Some(0)).is_none());
        held.pop();
        drop(small);
        assert!(take(Some(65_537)).is_some() && take(Some(0)).is_some());
    }
}
