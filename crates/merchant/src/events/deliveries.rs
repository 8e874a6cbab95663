//! Webhooks that come faster than they can be taken apart: they are kept as they came and acknowledged, and taken apart later.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use bytestring::ByteString;
use futures_util::future::join_all;
use tokio::sync::{Mutex, Notify, Semaphore};
use tokio::time::{Instant, sleep, timeout};
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
/// While so many wait, those that come have to wait for one to be taken apart: whoever sends is held back, and no status is old.
const MANY: usize = 16 * 1024;
/// But no longer than this; then they are stored with their events.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many are taken apart at a time: a signup's writes wait behind theirs.
const BATCH: u32 = 4;
/// A turn at taking apart ends after so long, whatever comes meanwhile.
const LONGEST_TURN: Duration = Duration::from_secs(1);
/// How soon one is tried again that could not be taken apart.
const AGAIN: Duration = Duration::from_mins(10);

/// What is known of webhooks that were kept.
#[derive(Debug)]
pub(crate) struct Deliveries {
    /// Wakes whoever takes them apart.
    pub(crate) came: Arc<Notify>,
    /// A permit for each that may be kept; about, for neither those from before the start have one, nor those whose sender had gone
    /// away.
    room: Semaphore,
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

impl Default for Deliveries {
    fn default() -> Self {
        Self {
            came: Arc::default(),
            room: Semaphore::new(MANY),
            are_stuck: AtomicBool::new(false),
            given_up: Mutex::default(),
        }
    }
}

impl Deliveries {
    /// Nothing waits but so many.
    fn count_anew(&self, waiting: usize) {
        let (is, should_be) = (self.room.available_permits(), MANY.saturating_sub(waiting));
        self.room.add_permits(should_be.saturating_sub(is));
        self.room.forget_permits(is.saturating_sub(should_be));
    }
}

/// Keeps a genuine webhook as it came, where many others are being stored; returns whether it did.
///
/// It is not read before it is acknowledged, but that it begins as GoCardless's do. Where the rest of it is no webhook's, all of
/// it is kept as one event that cannot be applied.
pub(crate) async fn keep_in_flood(state: &AppState, body: &Bytes, place: &Place<'_>) -> Result<bool, StoreError> {
    let deliveries = &state.deliveries;
    let is_flood = place.others() > FEW_KIB && !deliveries.are_stuck.load(Ordering::Relaxed);
    if !is_flood || body.len() < LARGE || !body.starts_with(br#"{"events":["#) {
        return Ok(false);
    }
    let Ok(body) = ByteString::try_from(body.clone()) else { return Ok(false) };
    let Ok(Ok(room)) = timeout(PATIENCE, deliveries.room.acquire()).await else { return Ok(false) };
    if !state.store.keep_delivery(ORGANISATION, state.config.clock.now(), body).await? {
        return Ok(false);
    }
    // Given back when it is taken apart.
    room.forget();
    deliveries.came.notify_one();
    state.counters.webhooks_kept.add(1);
    Ok(true)
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
        deliveries.count_anew(given_up.len());
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
        let ids = state.store.deliveries(ORGANISATION, last, BATCH).await?;
        last = ids.last().copied();
        if last.is_none() {
            taken.are_all = true;
            break;
        }
        take_some_apart(state, ids, given_up, &mut taken).await?;
        // Half of the time is left to those that come, unless they wait for this.
        if !state.webhook_room.is_empty() && state.deliveries.room.available_permits() > 0 {
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
                state.deliveries.room.add_permits(1);
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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tempfile::TempDir;

    use super::*;
    use crate::Config;
    use crate::store::sqlite::SqliteStore;

    const BEGIN: &str = r#"{"events":["#;

    fn start() -> (TempDir, AppState) {
        let folder = tempfile::tempdir().unwrap();
        let (file, url) = (folder.path().join("db"), "http://localhost:1".parse().unwrap());
        let config = Config::for_testing(url, &file, "http://localhost:2".parse().unwrap(), folder.path().to_owned());
        let state = AppState::new(config, Arc::new(SqliteStore::open(&file).unwrap())).unwrap();
        (folder, state)
    }

    fn body(begin: &str, size: usize) -> Bytes {
        format!("{begin}{}", " ".repeat(size - begin.len())).into()
    }

    async fn is_kept(state: &AppState, body: &Bytes) -> bool {
        let place = state.webhook_room.enter(body.len()).await;
        keep_in_flood(state, body, &place).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_large_is_kept_while_others_come() {
        let (_folder, state) = start();
        let large = body(BEGIN, LARGE);
        assert!(!is_kept(&state, &large).await, "nobody else comes");
        let few = state.webhook_room.enter(FEW_KIB * 1024).await;
        assert!(!is_kept(&state, &large).await, "few others come");
        let others = state.webhook_room.enter(1).await;
        assert!(is_kept(&state, &large).await);
        assert!(!is_kept(&state, &body(BEGIN, LARGE - 1)).await, "small");
        assert!(!is_kept(&state, &body(r#"{"event":["#, LARGE)).await, "another text");
        assert!(!is_kept(&state, &Bytes::from([&large[..], b"\xff"].concat())).await, "no text");
        state.deliveries.are_stuck.store(true, Ordering::Relaxed);
        assert!(!is_kept(&state, &large).await, "nothing can be taken apart");

        drop((few, others));
        assert!(take_apart(&state).await.unwrap().are_all);
        assert!(!state.deliveries.are_stuck.load(Ordering::Relaxed));
    }

    #[tokio::test]
    async fn while_many_wait_whoever_comes_waits_for_one_to_be_taken_apart() {
        let (_folder, state) = start();
        let (large, _others) = (body(BEGIN, LARGE), state.webhook_room.enter(256 * 1024).await);
        let many = u32::try_from(MANY - 1).unwrap();
        state.deliveries.room.acquire_many(many).await.unwrap().forget();
        assert!(is_kept(&state, &large).await);
        let mut next = Box::pin(is_kept(&state, &large));
        assert!((&mut next).now_or_never().is_none());
        assert_eq!(take_apart(&state).await.unwrap().new, 1);
        assert!(next.await);

        // As many as wait are counted anew when it is known that none does.
        assert_eq!(take_apart(&state).await.unwrap().new, 0, "the same");
        assert_eq!(state.deliveries.room.available_permits(), MANY);
        state.deliveries.room.add_permits(9);
        take_apart(&state).await.unwrap();
        assert_eq!(state.deliveries.room.available_permits(), MANY);
    }
}
