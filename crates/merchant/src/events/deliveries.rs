//! Webhooks that come faster than they can be taken apart: they are kept as they came and acknowledged, and taken apart later.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
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
use crate::store::{Delivery, DeliveryId, StoreError};
use crate::webhook_room::Place;

/// Smaller ones are stored as fast as they are kept; in bytes.
const LARGE: usize = 8 * 1024;
/// While no more than this of others is being stored, nobody waits long for his turn; in KiB.
const FEW_KIB: usize = 128;
/// While so many wait, those that come are stored with their events: whoever sends is held back, and no status is old.
const MANY: u64 = 16 * 1024;
/// So many are taken apart at a time: a signup's writes wait behind theirs.
const BATCH: u32 = 4;
/// While many wait, so many: about as many as come at the same time are stored with their events.
const LARGE_BATCH: u32 = 20;
/// A turn at taking apart ends after so long, whatever comes meanwhile.
const LONGEST_TURN: Duration = Duration::from_secs(1);
/// How soon one is tried again that could not be taken apart.
const AGAIN: Duration = Duration::from_mins(10);

/// What is known of webhooks that were kept.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    /// Wakes whoever takes them apart.
    pub(crate) came: Arc<Notify>,
    /// How many wait, about: neither those from before the start count nor those whose sender had gone away.
    waiting: AtomicU64,
    /// Whether they could not be taken apart when that was last tried.
    are_stuck: AtomicBool,
    /// Those that could not be taken apart, and when that was tried. Locked by whoever takes apart.
    given_up: Mutex<HashMap<DeliveryId, Instant>>,
}

/// What came of taking apart.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TakenApart {
    /// How many were.
    webhooks: u64,
    /// How many of their events were new.
    pub(crate) new: u64,
    /// How many could not be taken apart.
    given_up: u64,
    /// Whether nothing is left but what cannot be taken apart.
    pub(crate) are_all: bool,
}

impl Deliveries {
    fn are_many(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) >= MANY
    }

    fn note_taken_apart(&self) {
        let one_less = |waiting: u64| Some(waiting.saturating_sub(1));
        let _ = self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
    }
}

/// Keeps a genuine webhook as it came, where many others are being stored; returns whether it did.
///
/// It is not read before it is acknowledged, but that it begins as GoCardless's do. Where the rest of it is no webhook's, all of
/// it is kept as one event that cannot be applied.
pub(crate) async fn keep_in_flood(state: &AppState, body: &Bytes, place: &Place<'_>) -> Result<bool, StoreError> {
    let deliveries = &state.deliveries;
    let is_flood = place.others() > FEW_KIB && !deliveries.are_many() && !deliveries.are_stuck.load(Ordering::Relaxed);
    if !is_flood || body.len() < LARGE || !body.starts_with(br#"{"events":["#) {
        return Ok(false);
    }
    let Ok(body) = ByteString::try_from(body.clone()) else { return Ok(false) };
    let is_kept = state.store.keep_delivery(ORGANISATION, state.config.clock.now(), body).await?;
    if is_kept {
        deliveries.waiting.fetch_add(1, Ordering::Relaxed);
        deliveries.came.notify_one();
        state.counters.webhooks_kept.add(1);
    }
    Ok(is_kept)
}

/// Takes apart what was kept, one caller at a time. Where more comes without pause, some may be left.
pub(crate) async fn take_apart(state: &AppState) -> Result<TakenApart, StoreError> {
    let deliveries = &state.deliveries;
    let mut given_up = deliveries.given_up.lock().await;
    let taken = take_apart_in_turn(state, &mut given_up).await;
    let are_stuck = taken.as_ref().map_or(true, |taken| taken.webhooks == 0 && taken.given_up > 0);
    deliveries.are_stuck.store(are_stuck, Ordering::Relaxed);
    let taken = taken?;
    if taken.are_all {
        deliveries.waiting.store(given_up.len() as u64, Ordering::Relaxed);
    } else {
        deliveries.came.notify_one();
    }
    Ok(taken)
}

async fn take_apart_in_turn(
    state: &AppState,
    given_up: &mut HashMap<DeliveryId, Instant>,
) -> Result<TakenApart, StoreError> {
    let turn_begun = Instant::now();
    let (mut taken, mut last) = (TakenApart::default(), None);
    while turn_begun.elapsed() < LONGEST_TURN {
        let begun = Instant::now();
        let are_many = state.deliveries.are_many();
        let limit = if are_many { LARGE_BATCH } else { BATCH };
        let ids = state.store.deliveries(ORGANISATION, last, limit).await?;
        last = ids.last().copied();
        if last.is_none() {
            taken.are_all = true;
            break;
        }
        take_some_apart(state, ids, given_up, &mut taken).await?;
        // Half of the time is left to those that come.
        if !state.webhook_room.is_empty() && !are_many {
            sleep(begun.elapsed()).await;
        }
    }
    Ok(taken)
}

/// What is wrong with one keeps back no other; what is wrong with the store is returned.
async fn take_some_apart(
    state: &AppState,
    mut ids: Vec<DeliveryId>,
    given_up: &mut HashMap<DeliveryId, Instant>,
    taken: &mut TakenApart,
) -> Result<(), StoreError> {
    ids.retain(|id| given_up.get(id).is_none_or(|tried| tried.elapsed() >= AGAIN));
    let mut trouble = Ok(());
    // Together: they share a commit.
    for (id, of_one) in join_all(ids.into_iter().map(|id| take_one_apart(state, id))).await {
        match of_one {
            Ok(new) => {
                taken.webhooks += 1;
                taken.new += new;
                given_up.remove(&id);
                state.deliveries.note_taken_apart();
            }
            Err(StoreError::Corrupt(reason)) => {
                error!(delivery = id.0, reason, "a webhook that was acknowledged cannot be taken apart");
                taken.given_up += 1;
                given_up.insert(id, Instant::now());
            }
            Err(error) => trouble = Err(error),
        }
    }
    trouble
}

/// Returns how many events were new.
async fn take_one_apart(state: &AppState, id: DeliveryId) -> (DeliveryId, Result<u64, StoreError>) {
    let take = async {
        let Some(delivery) = state.store.delivery(ORGANISATION, id).await? else { return Ok(0) };
        let Delivery { received_at, body, .. } = &delivery;
        let events = read_delivery(body.clone().into_bytes(), *received_at);
        let events = events.unwrap_or_else(|| vec![read_event(body.clone(), *received_at)]);
        receive_delivery(state, delivery, events).await
    };
    (id, take.await)
}
