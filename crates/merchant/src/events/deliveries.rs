//! Webhooks that come faster than they can be taken apart: they are kept as they came and acknowledged, and taken apart later.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use bytestring::ByteString;
use futures_util::future::join_all;
use tokio::sync::{Mutex, Notify};
use tokio::time::{Instant, sleep};
use tracing::error;

use super::ORGANISATION;
use super::reading::{read_delivery, read_event};
use super::receive::receive_delivery;
use crate::AppState;
use crate::routes::receive_webhook::WEBHOOKS_KIB;
use crate::store::{Delivery, DeliveryId, StoreError};

/// Smaller ones are stored as fast as they are kept; in bytes.
const LARGE: usize = 8 * 1024;
/// While no more than this of others is being stored, nobody waits long for his turn; in KiB.
const FEW_KIB: usize = 128;
/// Once they are taken apart so late, those that come are stored at once: what is told of mandates is not to be older.
const LATE: Duration = Duration::from_secs(5);
/// So many are taken apart at a time: a signup's writes wait behind theirs.
const BATCH: u32 = 4;
/// A turn at taking apart ends after so long, whatever comes meanwhile.
const LONGEST_TURN: Duration = Duration::from_secs(10);

/// What is known of webhooks that were kept.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    /// Wakes whoever takes them apart.
    pub(crate) came: Arc<Notify>,
    /// How long the last one waited, while others do; in milliseconds.
    late: AtomicU64,
    /// Held by whoever takes apart: which of them are known not to be possible, lest that be told again and again.
    impossible: Mutex<BTreeSet<DeliveryId>>,
}

/// What came of taking apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TakenApart {
    /// How many events were new.
    pub(crate) new: u64,
    /// Whether nothing was left.
    pub(crate) are_all: bool,
}

impl Deliveries {
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
        state.counters.webhooks_kept.add(1);
        state.deliveries.came.notify_one();
    }
    Ok(is_kept)
}

/// Takes apart what was kept, one caller at a time. Where more comes without pause, some may be left.
pub(crate) async fn take_apart(state: &AppState) -> Result<TakenApart, StoreError> {
    let deliveries = &state.deliveries;
    let mut impossible = deliveries.impossible.lock().await;
    let taken = take_apart_in_turn(state, &mut impossible).await;
    match &taken {
        // Until the trouble is over no more is put off.
        Err(_) => deliveries.late.store(u64::MAX, Ordering::Relaxed),
        Ok(TakenApart { are_all: true, .. }) => deliveries.late.store(0, Ordering::Relaxed),
        Ok(_) => deliveries.came.notify_one(),
    }
    taken
}

async fn take_apart_in_turn(state: &AppState, impossible: &mut BTreeSet<DeliveryId>) -> Result<TakenApart, StoreError> {
    let turn_begun = Instant::now();
    let (mut new, mut last) = (0, None);
    while turn_begun.elapsed() < LONGEST_TURN {
        let begun = Instant::now();
        let batch = state.store.deliveries(ORGANISATION, last, BATCH).await?;
        let Some(first) = batch.first() else { return Ok(TakenApart { new, are_all: true }) };
        let waited = state.config.clock.now().duration_since(first.received_at).as_millis();
        state.deliveries.late.store(u64::try_from(waited).unwrap_or(0), Ordering::Relaxed);
        last = batch.last().map(|delivery| delivery.id);
        let ids: Vec<_> = batch.iter().map(|delivery| delivery.id).collect();
        // Together: they share a commit.
        let taken = join_all(batch.into_iter().map(|delivery| take_one_apart(state, delivery))).await;
        for (id, of_one) in ids.into_iter().zip(taken) {
            match of_one {
                // It keeps back nothing else.
                Err(StoreError::Corrupt(reason)) => {
                    if impossible.insert(id) {
                        error!(delivery = id.0, reason, "a webhook that was acknowledged cannot be taken apart");
                    }
                }
                of_one => new += of_one?,
            }
        }
        // Half of the time is left to those that come.
        if state.webhook_room.available_permits() < WEBHOOKS_KIB as usize && !state.deliveries.are_late() {
            sleep(begun.elapsed()).await;
        }
    }
    Ok(TakenApart { new, are_all: false })
}

/// Returns how many events were new.
async fn take_one_apart(state: &AppState, Delivery { id, received_at, body }: Delivery) -> Result<u64, StoreError> {
    let body = body.ok_or_else(|| StoreError::Corrupt("its body cannot be read".to_owned()))?;
    let events = read_delivery(body.clone().into_bytes(), received_at);
    let events = events.unwrap_or_else(|| vec![read_event(body.clone(), received_at)]);
    receive_delivery(state, id, body, events).await
}
