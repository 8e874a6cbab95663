//! The reconciler: finishes what was begun and nobody came back for.

use std::time::Duration;

use jiff::SignedDuration;
use signup_api::{Flow, SignupId};
use tracing::{info, warn};

use crate::AppState;
use crate::error::AppError;
use crate::signups::claim::{claim, hold};
use crate::signups::{OneAtATime, collect, complete, submit};
use crate::store::{OrganisationId, SignupState, StoreError, StoredSignup, Unfinished};

/// The organisation of every signup, as long as there is one access token.
const ORGANISATION: OrganisationId = OrganisationId::OWN;
/// A step that was recorded more recently may still be under way.
const UNDER_WAY: Duration = Duration::from_mins(1);
/// A signup that could not be finished is left alone for as long as it is old, but at least and at most so long.
const LEFT_AT_LEAST: SignedDuration = SignedDuration::from_secs(60);
const LEFT_AT_MOST: SignedDuration = SignedDuration::from_mins(10);

/// How often [`reconcile`] is called.
pub(crate) const EVERY: Duration = Duration::from_secs(10);
/// How many requests one call of [`reconcile`] may come to, payers' own counted: 600 a minute, of the 1,000 that
/// GoCardless allows.
const BUDGET: u64 = 100;
/// How many requests finishing one signup may come to: six calls, most at their first attempt.
const MOST: u32 = 10;

/// Finishes signups that were begun and have no known end, those that were begun first; returns how many it finished.
///
/// GoCardless is asked what happened, and the rest is done or given up as if the payer had come back. Ends when there are
/// none, when the budget or what the rate limit leaves is used up, or when GoCardless cannot be reached or refuses the
/// access token.
pub(crate) async fn reconcile(state: &AppState) -> Result<u64, StoreError> {
    let began = state.gocardless.requests_sent();
    let mut finished = 0;
    loop {
        let budget = BUDGET.saturating_sub(state.gocardless.requests_sent().saturating_sub(began));
        let budget = u32::try_from(budget).unwrap_or(u32::MAX);
        // Nothing is begun that the rate limit would stop half-way.
        let limit = state.gocardless.quota_left().map_or(budget, |left| left.min(budget)) / MOST;
        if limit == 0 || state.gocardless.is_revoked() {
            return Ok(finished);
        }
        let now = state.config.clock.now();
        let which = Unfinished {
            now,
            recorded_before: now - UNDER_WAY,
            refused_of_after: collect::refused_of_after(now),
            left_at_least: LEFT_AT_LEAST,
            left_at_most: LEFT_AT_MOST,
            limit,
        };
        let claimed = state.store.claim_unfinished(ORGANISATION, which).await?;
        if claimed.is_empty() {
            return Ok(finished);
        }
        for id in claimed {
            match resume(state, &id).await {
                Ok(Some(signup)) => {
                    info!(signup.id = %id, status = signup.state.as_str(), "finished what nobody came back for");
                    state.counters.signups_finished.add(1);
                    finished += 1;
                }
                Ok(None) => {}
                Err(AppError::Store(error)) => return Err(error),
                // With the others it would be the same.
                Err(error) if matches!(error, AppError::ProviderUnavailable(_)) || error.is_of_token() => {
                    warn!(%error, signup.id = %id, "what nobody came back for cannot be finished yet");
                    return Ok(finished);
                }
                Err(error) => info!(%error, signup.id = %id, "what nobody came back for is not finished"),
            }
        }
    }
}

/// Takes a signup up where it stands; none when it is no further than before, or another instance works on it.
async fn resume(state: &AppState, id: &SignupId) -> Result<Option<StoredSignup>, AppError> {
    let _one_at_a_time = state.locks.lock(OneAtATime::Signup(id.clone())).await;
    let Some(signup) = claim(state, id, None).await? else { return Ok(None) };
    let was = (signup.state, signup.first_charge_date.clone());
    let work = Box::pin(async {
        match (signup.state, signup.flow) {
            (SignupState::AwaitingPayer | SignupState::Started, Flow::Redirect) => {
                complete::resume(state, signup).await
            }
            _ => submit::settle(state, signup).await,
        }
    });
    let signup = hold(state, id, work).await?;
    Ok((was != (signup.state, signup.first_charge_date.clone())).then_some(signup))
}
