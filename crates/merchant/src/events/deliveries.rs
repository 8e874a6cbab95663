//! Webhooks that come faster than they can be taken apart: they are kept as they came and acknowledged, and taken apart later.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use bytestring::ByteString;
use tokio::sync::{Mutex, Notify};
use tokio::time::{Instant, sleep};
use tracing::error;

use super::ORGANISATION;
use super::reading::{read_delivery, read_event};
use super::receive::receive_delivery;
use crate::AppState;
use crate::routes::receive_webhook::WEBHOOKS_KIB;
use crate::store::{Delivery, StoreError};

/// Smaller ones are stored as fast as they are kept; in bytes.
const LARGE: usize = 8 * 1024;
/// While no more than this of others is being stored, nobody waits long for his turn; in KiB.
const FEW_KIB: usize = 128;
/// Once they are taken apart so late, those that come are stored at once: what is told of mandates is not to be older.
const LATE: Duration = Duration::from_secs(5);
/// So many are taken apart at a time: a signup's writes wait behind theirs.
const BATCH: u32 = 4;
/// Whoever waits for what was kept to be taken apart, waits no longer.
const LONGEST_TURN: Duration = Duration::from_secs(10);

/// What is known of webhooks that were kept.
#[derive(Debug)]
pub(crate) struct Deliveries {
    /// Wakes whoever takes them apart.
    pub(crate) came: Arc<Notify>,
    /// How many were kept since the start, and one more: before it there may have been some.
    kept: AtomicU64,
    /// How many had been kept when all of them were last taken apart.
    taken_apart: AtomicU64,
    /// How long the last one waited, while others do; in milliseconds.
    late: AtomicU64,
    turn: Mutex<()>,
}

impl Default for Deliveries {
    fn default() -> Self {
        Self {
            came: Arc::default(),
            kept: AtomicU64::new(1),
            taken_apart: AtomicU64::new(0),
            late: AtomicU64::new(0),
            turn: Mutex::new(()),
        }
    }
}

impl Deliveries {
    /// Whether any may wait.
    pub(crate) fn may_wait(&self) -> bool {
        self.taken_apart.load(Ordering::Acquire) < self.kept.load(Ordering::Acquire)
    }

    fn are_late(&self) -> bool {
        Duration::from_millis(self.late.load(Ordering::Relaxed)) > LATE
    }
}

/// Keeps a genuine webhook of so many KiB as it came, where many others are being stored; returns whether it did.
///
/// It is not read before it is acknowledged, but that it begins as GoCardless's do. Where the rest of it is no webhook's, all of
/// it is kept as one event that cannot be applied.
pub(crate) async fn keep_in_flood(state: &AppState, body: &Bytes, size: u32) -> Result<bool, StoreError> {
    let others = WEBHOOKS_KIB as usize - state.webhook_room.available_permits() - size as usize;
    if others <= FEW_KIB || body.len() < LARGE || !body.starts_with(br#"{"events":["#) || state.deliveries.are_late() {
        return Ok(false);
    }
    let Ok(body) = ByteString::try_from(body.clone()) else { return Ok(false) };
    let is_kept = state.store.keep_delivery(ORGANISATION, state.config.clock.now(), body).await?;
    if is_kept {
        state.deliveries.kept.fetch_add(1, Ordering::Release);
        state.deliveries.came.notify_one();
    }
    Ok(is_kept)
}

/// Takes apart what was kept, one caller at a time, and returns how many events were new. What comes without pause may leave some.
pub(crate) async fn take_apart(state: &AppState) -> Result<u64, StoreError> {
    let deliveries = &state.deliveries;
    let _turn = deliveries.turn.lock().await;
    if !deliveries.may_wait() {
        return Ok(0);
    }
    let kept = deliveries.kept.load(Ordering::Acquire);
    let mut new = 0;
    let are_all = take_apart_in_turn(state, &mut new).await.inspect_err(|_| {
        // Until it is known what the trouble is, no more is put off.
        deliveries.late.store(u64::MAX, Ordering::Relaxed);
    })?;
    if are_all {
        deliveries.taken_apart.store(kept, Ordering::Release);
        deliveries.late.store(0, Ordering::Relaxed);
    } else {
        deliveries.came.notify_one();
    }
    Ok(new)
}

/// Counts events that were new; returns whether nothing is left.
async fn take_apart_in_turn(state: &AppState, new: &mut u64) -> Result<bool, StoreError> {
    let begun = Instant::now();
    let mut last = None;
    while begun.elapsed() < LONGEST_TURN {
        let batch_begun = Instant::now();
        let batch = state.store.deliveries(ORGANISATION, last, BATCH).await?;
        let Some(first) = batch.first() else { return Ok(true) };
        let waited = state.config.clock.now().duration_since(first.received_at).as_millis();
        state.deliveries.late.store(u64::try_from(waited).unwrap_or(0), Ordering::Relaxed);
        last = batch.last().map(|delivery| delivery.id);
        // Together: they share a commit.
        for received in futures_util::future::join_all(batch.into_iter().map(|it| take_one_apart(state, it))).await {
            *new += received?;
        }
        // Half of the time is left to those that come.
        if state.webhook_room.available_permits() < WEBHOOKS_KIB as usize && !state.deliveries.are_late() {
            sleep(batch_begun.elapsed()).await;
        }
    }
    Ok(false)
}

/// What cannot be taken apart keeps back nothing else.
async fn take_one_apart(state: &AppState, Delivery { id, received_at, body }: Delivery) -> Result<u64, StoreError> {
    let Some(body) = body else {
        error!(delivery = id.0, "a webhook that was acknowledged cannot be read any more");
        return Ok(0);
    };
    let events = read_delivery(body.clone().into_bytes(), received_at);
    let events = events.unwrap_or_else(|| vec![read_event(body.clone(), received_at)]);
    match receive_delivery(state, id, body, events).await {
        Err(StoreError::Corrupt(reason)) => {
            error!(delivery = id.0, reason, "a webhook that was acknowledged cannot be taken apart");
            Ok(0)
        }
        received => received,
    }
}
