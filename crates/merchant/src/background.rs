//! What goes on without anybody asking: webhooks are taken apart, events are applied, what was missed is asked for,
//! what was begun is finished, the audit log is written.
//!
//! [`start`](crate::start) runs all of it until the program ends; the functions are here for whoever runs an
//! [`AppState`] without a server. Many instances may run them against one store: each piece of work is leased to one.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tracing::warn;

use crate::events::{apply, poll, take_apart};
use crate::measurements::TIDY_EVERY;
use crate::store::StoreError;
use crate::{AppState, audit, reconcile};

/// What goes on in the background.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Work {
    TakeApart,
    ApplyEvents,
    PollEvents,
    Reconcile,
    WriteAudit,
}

impl Work {
    pub(crate) const ALL: [Self; 5] =
        [Self::TakeApart, Self::ApplyEvents, Self::PollEvents, Self::Reconcile, Self::WriteAudit];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::TakeApart => "take_webhooks_apart",
            Self::ApplyEvents => "apply_events",
            Self::PollEvents => "poll_events",
            Self::Reconcile => "reconcile",
            Self::WriteAudit => "write_audit",
        }
    }
}

/// How long webhooks wait of which nobody was woken: of before the start, or kept when their sender had gone away.
const TAKE_APART_EVERY: Duration = Duration::from_secs(1);
/// A turn at taking webhooks apart ends after so long, whatever comes meanwhile: a stop waits for it.
const LONGEST_TURN: Duration = Duration::from_secs(1);
/// How long an event waits when another instance received it.
const APPLY_EVERY: Duration = Duration::from_secs(1);
/// How long it is waited for more events once one came.
const GATHER: Duration = Duration::from_millis(20);
/// How often it is looked whether it is time to ask for events.
const POLL_EVERY: Duration = Duration::from_secs(30);

/// Takes apart all webhooks that were kept as they came; returns how many events were new.
///
/// # Errors
///
/// When the store cannot be read or written; what is left is taken up again.
pub async fn take_webhooks_apart(state: &AppState) -> Result<u64, StoreError> {
    take_apart_for(state, Duration::MAX).await
}

async fn take_apart_for(state: &AppState, longest: Duration) -> Result<u64, StoreError> {
    let taken = take_apart(state, longest).await?;
    note_done(state, Work::TakeApart);
    Ok(taken.new)
}

/// Applies every event that waits; returns how many there were.
///
/// # Errors
///
/// When the store cannot be written; what is not settled is taken up again.
pub async fn apply_events(state: &AppState) -> Result<u64, StoreError> {
    apply::obey_disconnection(state).await?;
    let applied = apply::apply_events(state).await?;
    note_done(state, Work::ApplyEvents);
    Ok(applied)
}

/// Asks GoCardless for events, when it was last asked five minutes ago or longer; returns how many were new.
///
/// They wait to be applied then. A GoCardless that cannot be reached is asked again when it is next time.
///
/// # Errors
///
/// When the store cannot be written.
pub async fn poll_events(state: &AppState) -> Result<u64, StoreError> {
    let state = &state.in_background();
    if state.gocardless.is_revoked() {
        return Ok(0);
    }
    match poll::poll_events(state).await {
        Ok(count) => {
            note_done(state, Work::PollEvents);
            Ok(count)
        }
        Err(poll::PollError::Gocardless(error)) => {
            warn!(%error, "events cannot be asked for");
            Ok(0)
        }
        Err(poll::PollError::Store(error)) => Err(error),
    }
}

/// Finishes signups whose last step was recorded a minute ago or longer and has no known end, within a budget of
/// requests; returns how many were finished.
///
/// # Errors
///
/// When the store cannot be read or written; the others are taken up again.
pub async fn reconcile(state: &AppState) -> Result<u64, StoreError> {
    let finished = reconcile::reconcile(&state.in_background()).await?;
    note_done(state, Work::Reconcile);
    Ok(finished)
}

/// Moves lines that are due into the audit log; returns how many.
///
/// While the log cannot be written they wait, somebody is told, and nothing else fails.
///
/// # Errors
///
/// When the store cannot be read.
pub async fn write_audit(state: &AppState) -> Result<u64, StoreError> {
    let written = audit::write_due(state).await?;
    note_done(state, Work::WriteAudit);
    Ok(written)
}

fn note_done(state: &AppState, work: Work) {
    state.counters.note_done(work, state.config.clock.now());
}

/// Runs everything until the set is dropped; work that is under way then is finished, and waited for as all tasks are.
pub(crate) fn run(state: &AppState) -> JoinSet<()> {
    let mut running = JoinSet::new();
    let never = Arc::new(Notify::new());
    let woken = Arc::clone(&state.deliveries.came);
    running.spawn(repeat(state.clone(), TAKE_APART_EVERY, woken, |state| async move {
        take_apart_for(&state, LONGEST_TURN).await
    }));
    let woken = Arc::clone(&state.events_came);
    running.spawn(repeat(state.clone(), APPLY_EVERY, woken, |state| async move {
        // One event seldom comes alone, and many are applied at the cost of a few.
        sleep(GATHER).await;
        apply_events(&state).await
    }));
    let woken = Arc::clone(&never);
    running.spawn(repeat(state.clone(), POLL_EVERY, woken, |state| async move { poll_events(&state).await }));
    let woken = Arc::clone(&never);
    running.spawn(repeat(state.clone(), reconcile::EVERY, woken, |state| async move { reconcile(&state).await }));
    running.spawn(repeat(state.clone(), audit::EVERY, never, |state| async move { write_audit(&state).await }));
    if let Some(measurements) = state.measurements.clone() {
        running.spawn(async move {
            let mut ticks = interval(TIDY_EVERY);
            loop {
                ticks.tick().await;
                measurements.tidy();
            }
        });
    }
    running
}

/// Works again and again: when time is up, and when woken.
async fn repeat<F>(state: AppState, every: Duration, woken: Arc<Notify>, work: fn(AppState) -> F)
where
    F: Future<Output = Result<u64, StoreError>> + Send + 'static,
{
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = woken.notified() => {}
        }
        let of_task = state.clone();
        let done = state.tasks.run(async move { Ok(work(of_task).await?) }).await;
        if let Err(error) = done {
            warn!(%error, "work in the background is put off");
        }
    }
}
