//! Completing a signup: the one call that must not be lost.

use std::time::Duration;

use gocardless_api::{ErrorKind, RedirectFlow, RedirectFlowId};
use gocardless_client::Error;
use signup_api::SignupId;
use tokio::time::Instant;
use tracing::{info, warn};

use super::claim::{Turn, hold, take_turn};
use super::collect::{collect, collect_as_intended, step_of};
use super::mandate::made;
use super::steps::Steps;
use super::view::PAGE_OPEN_FOR;
use super::{ORGANISATION, OneAtATime, find, sendable};
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::store::{Completion, SignupState, Step, StepName, StepState, StoredSignup};
use crate::{AppState, last_request};

/// How long it is until a payer who came back too early is asked about again; doubled each time.
const FIRST_GAP: Duration = Duration::from_millis(250);
/// GoCardless's word for a payer who has not finished, as far as it knows.
const INCOMPLETE: &str = "redirect_flow_incomplete";
/// For how long GoCardless must not have known what it once made until that is believed: to the token of another
/// organisation it says the same.
pub(super) const MISSING_FOR: Duration = Duration::from_hours(24);

/// Why a flow is not known to be completed.
enum Unfinished {
    /// This came of asking for it, which says nothing of whether it can be completed, or was.
    Asking(Error),
    /// This came of completing it.
    Completing(Error),
}

/// What follows for a completion that has not succeeded.
enum End {
    /// GoCardless does not know the flow, though its page must have closed long ago.
    Missing,
    /// Nothing is known: it is asked again.
    Open,
    /// The hosted page's time is over.
    Over,
    /// It is refused for good.
    Refused,
}

/// Completes a signup for the browser that started it; once completed, gives the same answer for ever.
///
/// Nothing is sent to GoCardless for another browser or another redirect flow. The intent is stored before the call.
/// When the call's outcome is unknown (timeout, cut connection, 5xx), GoCardless is asked what it has; "already
/// completed" means the same question.
pub(crate) async fn complete(
    state: &AppState,
    id: &SignupId,
    redirect_flow: &str,
    browser: Option<&BrowserToken>,
) -> Result<StoredSignup, AppError> {
    let known = find(state, id, browser).await?;
    let (_one_at_a_time, is_after_another) = state.locks.lock_after_others(OneAtATime::Signup(id.clone())).await;
    // What another instance has done meanwhile is found when it is claimed.
    let signup = if is_after_another { find(state, id, browser).await? } else { known };

    let flow = match &signup.redirect_flow {
        Some(flow) if flow.id.as_str() == redirect_flow => flow.id.clone(),
        _ => return Err(AppError::RedirectFlowMismatch),
    };
    match take_turn(state, signup, Some(StepName::Complete)).await? {
        Turn::Ours(signup) => hold(state, id, Box::pin(go_on(state, signup, &flow))).await,
        Turn::Done(signup) if signup.state == SignupState::Completed => Ok(signup),
        Turn::Done(_) => Err(AppError::RedirectFlowExpired),
    }
}

async fn go_on(state: &AppState, signup: StoredSignup, flow: &RedirectFlowId) -> Result<StoredSignup, AppError> {
    if signup.state == SignupState::Completed {
        return Ok(collect(state, signup).await);
    }
    let outcome = complete_patiently(state, &signup, flow).await;
    conclude(state, &signup, outcome).await
}

/// Finishes a completion that was begun and has no known end, with nobody waiting: asks GoCardless whether the flow is
/// completed, and completes it if not. Whoever calls holds the signup's lock and claim.
///
/// Nothing is completed that its own browser has not come back for: that was checked before the step was recorded.
pub(crate) async fn resume(state: &AppState, signup: StoredSignup) -> Result<StoredSignup, AppError> {
    let steps = Steps::read(state, &signup).await?;
    let Some(flow) = signup.redirect_flow.as_ref().filter(|_| steps.is_open(StepName::Complete)) else {
        return Ok(signup);
    };
    let outcome = match state.gocardless.redirect_flow(&flow.id).await {
        Ok(found) if found.links.mandate.is_some() => Ok(found),
        Ok(_) => complete_at_gocardless(state, &signup, &flow.id).await,
        Err(error) => Err(Unfinished::Asking(error)),
    };
    conclude(state, &signup, outcome).await
}

/// Writes what came of completing. Only what is definite ends the step: all else may be another tomorrow, with another
/// token too.
async fn conclude(
    state: &AppState,
    signup: &StoredSignup,
    outcome: Result<RedirectFlow, Unfinished>,
) -> Result<StoredSignup, AppError> {
    let unfinished = match outcome {
        Ok(flow) => return Ok(collect_as_intended(state, keep_mandate(state, signup, &flow).await?).await),
        Err(unfinished) => unfinished,
    };
    let end = match end_of(state, signup, &unfinished) {
        End::Missing => miss(state, signup).await?,
        end => end,
    };
    match end {
        // It is recorded since when.
        End::Missing => {}
        End::Open => record(state, &signup.id, StepState::Unknown, None).await,
        End::Over | End::Refused => record(state, &signup.id, StepState::Failed, None).await,
    }
    let (Unfinished::Asking(error) | Unfinished::Completing(error)) = unfinished;
    if error.has_reason(INCOMPLETE) {
        return Err(AppError::RedirectFlowIncomplete);
    }
    if !matches!(end, End::Over) {
        return Err(error.into());
    }
    if let Err(error) = state.store.expire_signup(ORGANISATION, &signup.id, state.config.clock.now()).await {
        warn!(%error, signup.id = %signup.id, "the expiry is not recorded");
    }
    Err(AppError::RedirectFlowExpired)
}

/// What an answer means for the completion.
///
/// Definite is what GoCardless says of completing: that the page's time is over, that the session token is another
/// (`bad_request`), and, once the time is up, that the flow is in whatever other state forbids it. A payer who came back
/// too early may have finished all the same, and what is refused because of the access token is not refused with the right
/// one.
fn end_of(state: &AppState, signup: &StoredSignup, unfinished: &Unfinished) -> End {
    let (Unfinished::Asking(error) | Unfinished::Completing(error)) = unfinished;
    let is_late = signup.created_at <= state.config.clock.before(PAGE_OPEN_FOR);
    let is_of_state = error.api().is_some_and(|error| error.kind == ErrorKind::InvalidState);
    let is_completing = matches!(unfinished, Unfinished::Completing(_));
    if is_late && error.has_reason("resource_not_found") {
        End::Missing
    } else if !is_completing || error.is_of_token() || error.has_reason(INCOMPLETE) {
        End::Open
    } else if error.has_reason("redirect_flow_expired") || (is_late && is_of_state) {
        End::Over
    } else if error.has_reason("bad_request") {
        End::Refused
    } else {
        End::Open
    }
}

/// What follows when GoCardless does not know the flow: once it has not for a day, that the time is over; before that it is
/// recorded since when, which any other answer makes undone.
async fn miss(state: &AppState, signup: &StoredSignup) -> Result<End, AppError> {
    warn!(signup.id = %signup.id, "GoCardless does not know the redirect flow: is the access token its organisation's?");
    let flow = signup.redirect_flow.as_ref().map(|flow| flow.id.to_string());
    let now = state.config.clock.now();
    let steps = Steps::read(state, signup).await?;
    // One that was noted in the future was noted before the clock was put back.
    let noted = steps.get(StepName::Complete).filter(|step| step.resource == flow && step.at <= now);
    match noted {
        Some(step) if now.duration_since(step.at).unsigned_abs() >= MISSING_FOR => return Ok(End::Over),
        Some(_) => {}
        None => record(state, &signup.id, StepState::Unknown, flow).await,
    }
    Ok(End::Missing)
}

/// Completes the flow, and waits a little for a GoCardless that does not know yet that the payer has finished.
async fn complete_patiently(
    state: &AppState,
    signup: &StoredSignup,
    flow: &RedirectFlowId,
) -> Result<RedirectFlow, Unfinished> {
    let until = Instant::now() + state.config.confirm_within;
    let mut gap = FIRST_GAP;
    loop {
        let outcome = complete_at_gocardless(state, signup, flow).await;
        let is_early = matches!(&outcome, Err(Unfinished::Completing(error)) if error.has_reason(INCOMPLETE));
        if !is_early || Instant::now() + gap > until {
            return outcome;
        }
        tokio::time::sleep(gap).await;
        gap *= 2;
    }
}

/// Stores the mandate that a completed flow names, and that its collection is intended.
pub(super) async fn keep_mandate(
    state: &AppState,
    signup: &StoredSignup,
    flow: &RedirectFlow,
) -> Result<StoredSignup, AppError> {
    let mandate = made(flow).ok_or(AppError::MandatePending)?;
    let at = state.config.clock.now();
    let made_by =
        Step { request: last_request::last(), ..Step::new(StepName::Complete, &signup.id, StepState::Succeeded, at) };
    let collection = Step::new(step_of(&signup.plan), &signup.id, StepState::Intended, at);
    let completion = Completion { mandate: mandate.clone(), made_by, collection };
    let other = state.store.complete_signup(ORGANISATION, &signup.id, completion).await?;
    info!(signup.id = %signup.id, mandate.id = %mandate.id, "signup completed");
    Ok(other.unwrap_or_else(|| signup.completed_with(mandate)))
}

/// Completes the flow, or finds it completed, and returns it; sends the completion at most twice.
async fn complete_at_gocardless(
    state: &AppState,
    signup: &StoredSignup,
    flow: &RedirectFlowId,
) -> Result<RedirectFlow, Unfinished> {
    let client = &state.gocardless;
    let key = sendable(StepName::Complete, &signup.id);
    let mut again = true;
    loop {
        let error = match client.complete_redirect_flow(flow, &signup.session_token, &key).await {
            Ok(completed) if completed.links.mandate.is_some() => return Ok(completed),
            Ok(_) => return client.redirect_flow(flow).await.map_err(Unfinished::Asking),
            Err(error) if error.has_reason("redirect_flow_already_completed") => {
                return client.redirect_flow(flow).await.map_err(Unfinished::Asking);
            }
            Err(error) if error.outcome_unknown() => error,
            Err(error) => return Err(Unfinished::Completing(error)),
        };
        warn!(%error, signup.id = %signup.id, "asking GoCardless what came of completing");
        match client.redirect_flow(flow).await {
            Ok(found) if found.links.mandate.is_some() => return Ok(found),
            Ok(_) if again => again = false,
            // What came of completing is still the question, not why asking did not help.
            Ok(_) | Err(_) => return Err(Unfinished::Completing(error)),
        }
    }
}

/// Records how far the step is; when that fails it stays intended, and is looked into when it is next needed.
async fn record(state: &AppState, id: &SignupId, step: StepState, resource: Option<String>) {
    let step = Step::new(StepName::Complete, id, step, state.config.clock.now());
    let step = Step { request: last_request::last(), resource, ..step };
    if let Err(error) = state.store.record_step(ORGANISATION, id, step).await {
        warn!(%error, signup.id = %id, "the step's end is not recorded");
    }
}
