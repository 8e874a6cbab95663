//! Receiving events: they are kept together with what follows from them.

use std::collections::HashSet;
use std::sync::Arc;

use tracing::error;

use super::ORGANISATION;
use super::meaning::{Meaning, Unclear, meaning};
use crate::AppState;
use crate::store::{Arrival, Delivery, EventKey, NewEvent, Received, StoreError, Verdict};

/// Keeps events in one transaction, each once, and returns how many were new.
///
/// The statuses that follow are written with them, for that takes no longer than to remember that they are to be. What
/// takes more waits to be [applied](super::apply), as do all of them when what follows cannot be written. Events that mean
/// nothing clear are parked with an alarm.
pub(crate) async fn receive_events(state: &AppState, events: Vec<NewEvent>) -> Result<u64, StoreError> {
    receive(state, events, |arrivals| state.store.receive_events(ORGANISATION, arrivals)).await
}

/// The same for the events of a webhook that was kept: in the same transaction it ceases to wait.
pub(super) async fn receive_delivery(
    state: &AppState,
    delivery: Delivery,
    events: Vec<NewEvent>,
) -> Result<u64, StoreError> {
    receive(state, events, |arrivals| state.store.receive_delivery(ORGANISATION, delivery.clone(), arrivals)).await
}

async fn receive<F>(
    state: &AppState,
    events: Vec<NewEvent>,
    keep: impl Fn(Arc<[Arrival]>) -> F,
) -> Result<u64, StoreError>
where
    F: Future<Output = Result<Received, StoreError>>,
{
    let mut unclear = Vec::new();
    let arrivals: Arc<[_]> = events.into_iter().map(|event| judged(event, &mut unclear)).collect();
    let received = match keep(Arc::clone(&arrivals)).await {
        Err(StoreError::Corrupt(reason)) => {
            error!(reason, "events cannot be applied together, and wait to be applied one by one");
            keep(arrivals.iter().map(|arrival| Arrival::from(arrival.event.clone())).collect()).await?
        }
        received => received?,
    };
    take_down(state, &received, &unclear);
    Ok(received.all())
}

fn judged(event: NewEvent, unclear: &mut Vec<(EventKey, Unclear)>) -> Arrival {
    let verdict = match meaning(&event) {
        Ok(Meaning::Nothing) => Some(Verdict::Applied(None)),
        Ok(Meaning::Status(change)) => Some(Verdict::Applied(Some(change))),
        Ok(Meaning::Disconnected(_)) => None,
        Err(reason) => {
            unclear.push((event.key.clone(), reason));
            Some(Verdict::Parked)
        }
    };
    Arrival { event, verdict }
}

fn take_down(state: &AppState, received: &Received, unclear: &[(EventKey, Unclear)]) {
    let parked: HashSet<_> = received.parked.iter().collect();
    for (key, reason) in unclear.iter().filter(|(key, _)| parked.contains(key)) {
        error!(event.key = %key, %reason, "an event cannot be applied and is parked");
    }
    let counters = &state.counters;
    counters.events_received.add(received.all());
    counters.events_applied.add(received.applied);
    counters.events_parked.add(received.parked.len() as u64);
    if received.waiting > 0 {
        state.events_came.notify_one();
    }
}
