//! One instance at a time: whoever works on a signup has a claim on it, which ends by itself when its holder does.
//!
//! Within an instance a lock does the same ([`crate::keyed_locks`]); whoever comes here holds it. Nothing depends on the
//! claim but how often GoCardless is called: where two hold one all the same, because one of them stood still for longer
//! than a claim lasts, idempotency keys and "already completed" see to it that one call takes effect.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use signup_api::{Flow, SignupId};
use tokio::time::{Instant, sleep};
use tracing::{Instrument, info_span, warn};

use super::ORGANISATION;
use super::collect::is_due;
use crate::AppState;
use crate::error::AppError;
use crate::last_request::remembering;
use crate::store::{Lease, SignupState, Step, StepName, StepState, StoreError, StoredSignup};

/// How long a claim lasts unless it is renewed: so long others wait for a holder that has died.
const LASTS: Duration = Duration::from_secs(3);
/// How often it is renewed while there is work.
const RENEWED: Duration = Duration::from_secs(1);
/// How long a payer waits for another instance: longer than a dead one's claim lasts.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long it is until it is looked whether the other one is done; doubled each time, up to the longest.
const FIRST_GAP: Duration = Duration::from_millis(20);
const LONGEST_GAP: Duration = Duration::from_millis(250);

/// Work on a signup; boxed, for it is a long chain of calls.
pub(crate) type Work<'a> = Pin<Box<dyn Future<Output = Result<StoredSignup, AppError>> + Send + 'a>>;

/// Whose turn it is to work on a signup.
pub(super) enum Turn {
    /// Nobody's: there is nothing left to do.
    Done(StoredSignup),
    /// Ours, and the signup as it is since.
    Ours(StoredSignup),
}

/// Waits until no other instance works on the signup, then claims it and records that the step is about to be taken.
///
/// What another instance has finished meanwhile is [`Turn::Done`].
///
/// # Errors
///
/// When another one is still at it after eight seconds: then it is worth asking again.
pub(super) async fn take_turn(
    state: &AppState,
    mut signup: StoredSignup,
    intent: Option<StepName>,
) -> Result<Turn, AppError> {
    let until = Instant::now() + PATIENCE;
    let mut gap = FIRST_GAP;
    loop {
        let is_completed = signup.state == SignupState::Completed;
        if signup.state == SignupState::Expired || (is_completed && !is_due(state, &signup).await) {
            return Ok(Turn::Done(signup));
        }
        let intent = intent.filter(|_| !is_completed);
        if let Some(ours) = claim(state, &signup.id, intent).await? {
            return Ok(Turn::Ours(ours));
        }
        if Instant::now() + gap > until {
            return match signup.flow {
                _ if is_completed => Ok(Turn::Done(signup)),
                Flow::Redirect => Err(AppError::RedirectFlowIncomplete),
                Flow::SelfHosted => Err(AppError::MandatePending),
            };
        }
        sleep(gap).await;
        gap = LONGEST_GAP.min(gap * 2);
        signup = state.store.signup(ORGANISATION, &signup.id).await?.ok_or(AppError::SignupNotFound)?;
    }
}

/// Claims a signup if no other instance has; the signup as it is then.
pub(crate) async fn claim(
    state: &AppState,
    id: &SignupId,
    intent: Option<StepName>,
) -> Result<Option<StoredSignup>, StoreError> {
    let lease = lease(state);
    let intent = intent.map(|name| Step::new(name, id, StepState::Intended, lease.now));
    state.store.claim_signup(ORGANISATION, id, lease, intent).await
}

/// Works on a signup that is claimed; the claim is renewed meanwhile, and ends with the work.
pub(crate) async fn hold(state: &AppState, id: &SignupId, work: Work<'_>) -> Result<StoredSignup, AppError> {
    let result = tokio::select! {
        result = remembering(work.instrument(info_span!("signup", signup.id = %id))) => result,
        never = renew(state, id) => match never {},
    };
    // The last step of all ends the claim by itself.
    let is_ended = result.as_ref().is_ok_and(|signup| signup.claimed_until.is_none());
    if !is_ended && let Err(error) = state.store.keep_claim(ORGANISATION, id, None).await {
        warn!(%error, signup.id = %id, "the claim is not ended, and ends by itself");
    }
    result
}

async fn renew(state: &AppState, id: &SignupId) -> Infallible {
    loop {
        sleep(RENEWED).await;
        // A claim that cannot be renewed may end too early: see above.
        let _ = state.store.keep_claim(ORGANISATION, id, Some(lease(state).until)).await;
    }
}

fn lease(state: &AppState) -> Lease {
    let now = state.config.clock.now();
    Lease { now, until: now + LASTS }
}
