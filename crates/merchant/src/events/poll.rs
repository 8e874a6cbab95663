//! Asking GoCardless for events: what a lost webhook would have told.

use std::time::Duration;

use gocardless_api::Page;
use gocardless_client::{Error, ListQuery};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::time::Instant;
use tracing::info;

use super::reading::read_event;
use super::{ORGANISATION, receive_events, take_apart};
use crate::AppState;
use crate::store::StoreError;

/// How often GoCardless is asked, whoever of us asks.
const PERIOD: SignedDuration = SignedDuration::from_mins(5);
/// How far back the first asking goes.
const FIRST: Duration = Duration::from_hours(7 * 24);
/// Events are written a while after they happen, and not in order: so far back is read again each time.
const OVERLAP: Duration = Duration::from_mins(15);
/// Few enough to stay below the longest answer that is read.
const PAGE: u32 = 200;
/// How long the rate limit is waited for, for one page.
const PATIENCE: Duration = Duration::from_mins(2);
/// How long what was kept in a flood is waited for.
const PATIENCE_WITH_FLOOD: Duration = Duration::from_secs(10);
/// How often it is looked whether it has ended.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Why events could not be asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PollError {
    /// GoCardless did not tell.
    #[error("{0}")]
    Gocardless(#[from] Error),
    /// They could not be stored.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// Reads GoCardless's list of events back to where it was last read to, if it is time to; returns how many were new.
///
/// The list is read from the newest event backwards, and how far it was read is kept only when all of it is stored: a
/// gap in what webhooks told is closed wherever it is. At rest that is one call.
pub(crate) async fn poll_events(state: &AppState) -> Result<u64, PollError> {
    let now = state.config.clock.now();
    let Some(turn) = state.store.claim_poll(ORGANISATION, now, PERIOD).await? else { return Ok(0) };
    // What webhooks have told, and only nobody has looked at, was not missed, nor what they tell while GoCardless is asked.
    let kept = state.counters.webhooks_kept.get();
    let is_all_known = take_apart(state, PATIENCE_WITH_FLOOD).await.is_ok_and(|taken| taken.are_all);
    let mut read_until = None;
    let mut missed = 0;
    let mut query = ListQuery { limit: Some(PAGE), ..ListQuery::default() };
    loop {
        let page = ask(state, &query).await?;
        let events: Vec<_> = page.items.iter().map(|event| read_event(event.to_string().into(), now)).collect();
        let oldest = events.iter().filter_map(|event| event.happened_at).min();
        let newest = events.iter().filter_map(|event| event.happened_at).max();
        missed += receive_events(state, events).await?;
        read_until = read_until.max(newest);
        // By GoCardless's clock where ours is ahead of it.
        let back_to =
            turn.read_until.map_or_else(|| read_until.map_or(now, |newest| newest.min(now)) - FIRST, |it| it - OVERLAP);
        match page.meta.cursors.after {
            Some(after) if oldest.is_none_or(|oldest| oldest >= back_to) => query.after = Some(after),
            _ => break,
        }
    }
    if let Some(read_until) = read_until {
        // An event of the future would keep what comes before it from being read.
        state.store.finish_poll(ORGANISATION, read_until.min(latest(now))).await?;
    }
    if missed > 0 && is_all_known && state.counters.webhooks_kept.get() == kept {
        info!(count = missed, "events came by asking that no webhook had told");
        state.counters.events_missed.add(missed);
    }
    Ok(missed)
}

/// Gets a page, and waits for the rate limit where a long list uses it up: beginning anew would use it up again.
async fn ask(state: &AppState, query: &ListQuery) -> Result<Page<Value>, Error> {
    let began = Instant::now();
    loop {
        match state.gocardless.events_as_told(query).await {
            Err(error) if began.elapsed() < PATIENCE && !state.gocardless.is_revoked() => {
                let Some(wait) = error.rate_limited_for() else { return Err(error) };
                tokio::time::sleep(wait.clamp(SHORTEST_WAIT, LONGEST_WAIT)).await;
            }
            page => return page,
        }
    }
}

/// Clocks differ.
fn latest(now: Timestamp) -> Timestamp {
    now + OVERLAP
}
