//! Webhooks that come faster than they can be taken apart: they are kept as they came, acknowledged, and taken apart
//! later.

use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytestring::ByteString;
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use serde_json::Value;
use tokio::sync::{Mutex, Notify, Semaphore};
use tokio::task::yield_now;
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
/// While so many wait, those that come have to wait for one to be taken apart: whoever sends is held back, and no status
/// is old.
const MANY: u32 = 16 * 1024;
/// But no longer than this; then they are stored with their events.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many are taken apart at a time: a signup's writes wait behind theirs.
const BATCH: u32 = 4;
/// How soon one is tried again that could not be taken apart.
const AGAIN: Duration = Duration::from_mins(10);

/// What is known of webhooks that were kept.
#[derive(Debug)]
pub(crate) struct Deliveries {
    /// Wakes whoever takes them apart.
    pub(crate) came: Arc<Notify>,
    /// A permit for each that may still be kept; about, for those whose senders had gone away do not count.
    room: Semaphore,
    /// Whether those that were tried last could not be taken apart.
    are_stuck: AtomicBool,
    /// Locked by whoever takes apart.
    turn: Mutex<Turn>,
}

/// What whoever takes apart has to know of the turns before.
#[derive(Debug, Default)]
struct Turn {
    /// Whether those of before the start were counted.
    is_counted: bool,
    /// Those that could not be taken apart, and when that was tried.
    given_up: HashMap<DeliveryId, Instant>,
}

/// What came of taking apart.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TakenApart {
    /// How many webhooks were.
    webhooks: u64,
    /// How many could not be, as was not known yet.
    given_up: u64,
    /// How many of their events were new.
    pub(crate) new: u64,
    /// Whether nothing is left but what cannot be taken apart.
    pub(crate) are_all: bool,
}

impl Default for Deliveries {
    fn default() -> Self {
        Self {
            came: Arc::default(),
            room: Semaphore::new(MANY as usize),
            are_stuck: AtomicBool::new(false),
            turn: Mutex::default(),
        }
    }
}

impl Deliveries {
    /// So many wait.
    fn count_anew(&self, waiting: usize) {
        let (is, should_be) = (self.room.available_permits(), (MANY as usize).saturating_sub(waiting));
        self.room.add_permits(should_be.saturating_sub(is));
        self.room.forget_permits(is.saturating_sub(should_be));
    }

    fn note(&self, taken: &Result<TakenApart, StoreError>, turn: &Turn) {
        let are_stuck = match taken {
            Err(_) => true,
            Ok(taken) if taken.webhooks > 0 => false,
            Ok(taken) if taken.given_up > 0 => true,
            // Nothing was tried.
            Ok(_) => !turn.given_up.is_empty() && self.are_stuck.load(Ordering::Relaxed),
        };
        self.are_stuck.store(are_stuck, Ordering::Relaxed);
    }
}

/// Keeps a genuine webhook as it came, where many others are being stored; returns whether it did.
///
/// It is not read before it is acknowledged, but that it begins as GoCardless's do. Where the rest of it is no
/// webhook's, all of it is kept as one event that cannot be applied.
pub(crate) async fn keep_in_flood(state: &AppState, body: &ByteString, place: &Place<'_>) -> Result<bool, StoreError> {
    let deliveries = &state.deliveries;
    let is_flood = place.others() > FEW_KIB && !deliveries.are_stuck.load(Ordering::Relaxed);
    if !is_flood || body.len() < LARGE || !body.starts_with(r#"{"events":["#) {
        return Ok(false);
    }
    let Ok(Ok(room)) = timeout(PATIENCE, deliveries.room.acquire()).await else { return Ok(false) };
    if !state.store.keep_delivery(ORGANISATION, state.config.clock.now(), body.clone()).await? {
        return Ok(false);
    }
    // Given back when it is taken apart.
    room.forget();
    deliveries.came.notify_one();
    state.counters.webhooks_kept.add(1);
    Ok(true)
}

/// Takes apart what was kept, one caller at a time, for no longer than `longest`: where more comes without pause, some
/// is left.
pub(crate) async fn take_apart(state: &AppState, longest: Duration) -> Result<TakenApart, StoreError> {
    let mut turn = state.deliveries.turn.lock().await;
    let taken = take_apart_in(state, &mut turn, longest).await;
    state.deliveries.note(&taken, &turn);
    let taken = taken?;
    if taken.are_all {
        state.deliveries.count_anew(turn.given_up.len());
    } else {
        state.deliveries.came.notify_one();
    }
    Ok(taken)
}

async fn take_apart_in(state: &AppState, turn: &mut Turn, longest: Duration) -> Result<TakenApart, StoreError> {
    if !turn.is_counted {
        state.deliveries.count_anew(state.store.deliveries(ORGANISATION, None, MANY).await?.len());
        turn.is_counted = true;
    }
    let turn_begun = Instant::now();
    let mut taken = TakenApart::default();
    // Those that are left, all of which are given up; whatever comes has greater ids.
    let (mut left, mut last) = (HashSet::new(), None);
    while turn_begun.elapsed() < longest {
        let begun = Instant::now();
        let ids = state.store.deliveries(ORGANISATION, last, BATCH).await?;
        if ids.is_empty() {
            // Somebody may have taken others away.
            turn.given_up.retain(|id, _| left.contains(id));
            taken.are_all = true;
            break;
        }
        take_some_apart(state, &ids, &mut turn.given_up, &mut taken).await?;
        for id in ids.into_iter().filter(|id| turn.given_up.contains_key(id)) {
            left.insert(id);
            last = Some(id);
        }
        // Half of the time is left to those that come, unless they wait for this.
        if !state.webhook_room.is_empty() && state.deliveries.room.available_permits() > 0 {
            sleep(begun.elapsed()).await;
        } else {
            yield_now().await;
        }
    }
    Ok(taken)
}

/// What is wrong with one keeps back no other; what is wrong with writing is returned.
async fn take_some_apart(
    state: &AppState,
    ids: &[DeliveryId],
    given_up: &mut HashMap<DeliveryId, Instant>,
    taken: &mut TakenApart,
) -> Result<(), StoreError> {
    let is_due = |id: &&DeliveryId| given_up.get(id).is_none_or(|tried| tried.elapsed() >= AGAIN);
    let due: Vec<_> = ids.iter().filter(is_due).map(|id| take_one_apart(state, *id)).collect();
    let mut trouble = Ok(());
    // Together: they share a commit.
    for (id, of_one) in join_all(due).await {
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
        // Others can be read: it is this one that cannot, whatever the disk says.
        let found =
            state.store.delivery(ORGANISATION, id).await.map_err(|error| StoreError::Corrupt(error.to_string()));
        let Some(delivery) = found? else { return Ok(0) };
        let Delivery { received_at, body, .. } = &delivery;
        let events = read_delivery(body, *received_at).unwrap_or_else(|| {
            // As a text it can be shown.
            vec![read_event(Value::from(&**body).to_string().into(), *received_at)]
        });
        receive_delivery(state, delivery, events).await
    };
    let taken = AssertUnwindSafe(take).catch_unwind().await;
    (id, taken.unwrap_or_else(|_| Err(StoreError::Corrupt("taking it apart was stopped by a bug".to_owned()))))
}

#[cfg(test)]
mod tests {
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

    fn body(begin: &str, size: usize) -> ByteString {
        format!("{begin}{}", " ".repeat(size - begin.len())).into()
    }

    async fn is_kept(state: &AppState, body: &ByteString) -> bool {
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
        state.deliveries.are_stuck.store(true, Ordering::Relaxed);
        assert!(!is_kept(&state, &large).await, "nothing can be taken apart");

        drop((few, others));
        assert!(take_apart(&state, PATIENCE).await.unwrap().are_all);
        assert!(!state.deliveries.are_stuck.load(Ordering::Relaxed));
    }

    #[tokio::test]
    async fn while_many_wait_whoever_comes_waits_for_one_to_be_taken_apart() {
        let (_folder, state) = start();
        let _others = state.webhook_room.enter(256 * 1024).await;
        let waiting = async || state.store.deliveries(ORGANISATION, None, 9).await.unwrap().len();
        state.deliveries.turn.lock().await.is_counted = true;
        state.deliveries.room.acquire_many(MANY - 1).await.unwrap().forget();
        assert!(is_kept(&state, &body(BEGIN, LARGE)).await);
        let next_body = body(BEGIN, LARGE + 1);
        let mut next = Box::pin(is_kept(&state, &next_body));
        assert!((&mut next).now_or_never().is_none());
        // What is written now is written after whatever was to be written before.
        let now = state.config.clock.now();
        assert!(state.store.keep_delivery(ORGANISATION, now, body(BEGIN, LARGE + 2)).await.unwrap());
        assert_eq!(waiting().await, 2);
        assert_eq!(take_apart(&state, PATIENCE).await.unwrap().new, 2);
        assert!(next.await);
        assert_eq!(waiting().await, 1);

        // How many wait is counted anew when it is known that none does.
        assert_eq!(take_apart(&state, PATIENCE).await.unwrap().new, 1);
        assert_eq!(state.deliveries.room.available_permits(), MANY as usize);
        state.deliveries.room.add_permits(9);
        take_apart(&state, PATIENCE).await.unwrap();
        assert_eq!(state.deliveries.room.available_permits(), MANY as usize);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever_for_one_to_be_taken_apart() {
        let (_folder, state) = start();
        let _others = state.webhook_room.enter(256 * 1024).await;
        state.deliveries.room.acquire_many(MANY).await.unwrap().forget();
        let begun = Instant::now();
        assert!(!is_kept(&state, &body(BEGIN, LARGE)).await);
        assert_eq!(begun.elapsed(), PATIENCE);
    }

    #[tokio::test]
    async fn what_waits_from_before_the_start_has_its_room() {
        let (_folder, state) = start();
        for size in LARGE..LARGE + 9 {
            let now = state.config.clock.now();
            assert!(state.store.keep_delivery(ORGANISATION, now, body(BEGIN, size)).await.unwrap());
        }
        assert!(!take_apart(&state, Duration::ZERO).await.unwrap().are_all);
        assert_eq!(state.deliveries.room.available_permits(), MANY as usize - 9);
        assert_eq!(take_apart(&state, PATIENCE).await.unwrap().new, 9);
        assert_eq!(state.deliveries.room.available_permits(), MANY as usize);
    }
}
