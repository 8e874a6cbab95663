//! Applying events: what follows from them is written, each once, whoever does it.

use std::time::Duration;

use gocardless_api::OrganisationId;
use gocardless_client::{Error, ListQuery};
use tracing::{error, warn};

use super::ORGANISATION;
use super::meaning::{Meaning, meaning};
use crate::AppState;
use crate::store::{EventKey, Lease, StoreError, StoredEvent, Verdict};

/// For how long events that were leased are left to whoever leased them.
const LEASE: Duration = Duration::from_mins(1);
/// As many as a webhook has at most.
const BATCH: u32 = 250;

/// Applies every event that waits and nobody else is at; returns how many were settled.
///
/// An event that cannot be applied is parked with an alarm, and the others are applied. Whoever dies half-way leaves
/// events that another takes up when their lease ends; applying an event again changes nothing.
pub(crate) async fn apply_events(state: &AppState) -> Result<u64, StoreError> {
    let mut settled = 0;
    loop {
        let now = state.config.clock.now();
        let claimed = state.store.claim_events(ORGANISATION, Lease { now, until: now + LEASE }, BATCH).await?;
        if claimed.is_empty() {
            return Ok(settled);
        }
        let mut verdicts = Vec::with_capacity(claimed.len());
        let are_all = claimed.len() < BATCH as usize;
        for event in claimed {
            verdicts.extend(judge(state, event).await?);
        }
        settled += verdicts.len() as u64;
        settle(state, verdicts).await?;
        if are_all {
            return Ok(settled);
        }
    }
}

/// What becomes of an event; none when that cannot be told yet: it comes again when its lease ends.
async fn judge(state: &AppState, event: StoredEvent) -> Result<Option<(EventKey, Verdict)>, StoreError> {
    let event = event.event;
    let verdict = match meaning(&event) {
        Ok(Meaning::Nothing) => Verdict::Applied(None),
        Ok(Meaning::Status(change)) => Verdict::Applied(Some(change)),
        Ok(Meaning::Disconnected(organisation)) => {
            if !disconnect(state, &organisation).await? {
                return Ok(None);
            }
            Verdict::Applied(None)
        }
        Err(unclear) => {
            error!(event.key = %event.key, reason = %unclear, "an event cannot be applied and is parked");
            Verdict::Parked
        }
    };
    Ok(Some((event.key, verdict)))
}

/// Stops every call for the organisation whose token we hold, once GoCardless refuses that token; that of another is no
/// business of ours. Returns whether it could be told.
///
/// The event alone is not believed: it may come late, when the organisation has connected again and there is another
/// token. (Connected organisations of a partner are to be found here by their id, once there are such.)
async fn disconnect(state: &AppState, organisation: &OrganisationId) -> Result<bool, StoreError> {
    let config = &state.config.gocardless;
    if config.organisation.as_ref() != Some(organisation) {
        error!(organisation.id = %organisation, "an organisation has disconnected that is not GOCARDLESS_ORGANISATION_ID");
        return Ok(true);
    }
    // Whoever has wiped it may not have come to recording it.
    if !state.gocardless.is_revoked() {
        match is_refused(state).await {
            Ok(true) => {}
            Ok(false) => {
                warn!(organisation.id = %organisation, "the organisation had disconnected, but the access token is a good one");
                return Ok(true);
            }
            Err(error) => {
                warn!(%error, organisation.id = %organisation, "whether the organisation has disconnected cannot be told yet");
                return Ok(false);
            }
        }
    }
    state.gocardless.revoke();
    state.store.disconnect(ORGANISATION, config.token_hash(), state.config.clock.now()).await?;
    error!(organisation.id = %organisation, "the organisation has disconnected: nothing is sent to GoCardless any more");
    Ok(true)
}

/// Whether GoCardless refuses the access token.
async fn is_refused(state: &AppState) -> Result<bool, Error> {
    let one = ListQuery { limit: Some(1), ..ListQuery::default() };
    match state.gocardless.in_background().creditors(&one).await {
        Err(error) if error.is_unavailable() => Err(error),
        asked => Ok(asked.is_err_and(|error| error.api().is_some_and(|error| error.code == 401))),
    }
}

/// Wipes the token when another instance, or this one before its start, was told that it is dead.
pub(crate) async fn obey_disconnection(state: &AppState) -> Result<(), StoreError> {
    if state.gocardless.is_revoked() {
        return Ok(());
    }
    if state.store.is_disconnected(ORGANISATION, state.config.gocardless.token_hash()).await? {
        state.gocardless.revoke();
        error!("GOCARDLESS_ACCESS_TOKEN is of an organisation that has disconnected: nothing is sent to GoCardless");
    }
    Ok(())
}

/// Writes what became of events, all at once; where one cannot be written it is parked, and the others are written.
async fn settle(state: &AppState, verdicts: Vec<(EventKey, Verdict)>) -> Result<(), StoreError> {
    match state.store.settle_events(ORGANISATION, verdicts.clone()).await {
        Ok(()) => count(state, &verdicts),
        Err(StoreError::Corrupt(_)) => {
            for (key, verdict) in verdicts {
                let settled = match state.store.settle_events(ORGANISATION, vec![(key.clone(), verdict.clone())]).await
                {
                    Err(StoreError::Corrupt(reason)) => {
                        error!(event.key = %key, reason, "an event cannot be applied and is parked");
                        let parked = (key, Verdict::Parked);
                        state.store.settle_events(ORGANISATION, vec![parked.clone()]).await?;
                        parked
                    }
                    result => {
                        result?;
                        (key, verdict)
                    }
                };
                count(state, &[settled]);
            }
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

fn count(state: &AppState, verdicts: &[(EventKey, Verdict)]) {
    let parked = verdicts.iter().filter(|(_, verdict)| *verdict == Verdict::Parked).count() as u64;
    state.counters.events_parked.add(parked);
    state.counters.events_applied.add(verdicts.len() as u64 - parked);
}
