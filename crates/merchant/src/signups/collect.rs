//! The plan's payment or subscription: the last step of either flow.

use std::time::Duration;

use gocardless_api::{
    IntervalUnit, MandateId, Metadata, NewPayment, NewPaymentLinks, NewSubscription, SubscriptionLinks,
};
use gocardless_client::Error;
use jiff::Timestamp;
use signup_api::{Interval, Plan};
use tracing::{info, warn};

use super::ORGANISATION;
use super::mandate::described;
use super::steps::{Steps, sendable};
use crate::store::{Step, StepName, StepState, StoredSignup};
use crate::{AppState, last_request};

/// How long a payer waits for it: the mandate is there already.
const COLLECT_WITHIN: Duration = Duration::from_secs(5);

/// A collection that GoCardless refuses is given up so long after its signup was started: then it is for people.
const REFUSED_FOR: Duration = Duration::from_hours(72);

/// What was made to collect.
struct Collected {
    id: String,
    first_charge_date: Option<String>,
}

/// The step that collects for a plan.
pub(super) fn step_of(plan: &Plan) -> StepName {
    match plan.interval {
        Interval::Once => StepName::Payment,
        Interval::Monthly | Interval::Weekly | Interval::Yearly => StepName::Subscription,
    }
}

/// Refused collections of signups that were started after this are tried again; of others they are given up, whoever comes
/// back.
pub(crate) fn refused_of_after(now: Timestamp) -> Timestamp {
    now - REFUSED_FOR
}

/// Whether the signup's collection was intended, is not known to be made and is not given up.
fn is_open(state: &AppState, signup: &StoredSignup, step: &Step) -> bool {
    match step.state {
        StepState::Succeeded => false,
        StepState::Failed => signup.created_at > refused_of_after(state.config.clock.now()),
        StepState::Intended | StepState::Unknown => true,
    }
}

/// Whether a completed signup's collection was intended, is not known to be made and is not given up.
pub(super) async fn is_due(state: &AppState, signup: &StoredSignup) -> bool {
    if signup.first_charge_date.is_some() {
        return false;
    }
    match Steps::read(state, signup).await {
        Ok(steps) => steps.get(step_of(&signup.plan)).is_some_and(|step| is_open(state, signup, step)),
        Err(error) => {
            warn!(%error, signup.id = %signup.id, "whether a collection is due cannot be read");
            false
        }
    }
}

/// Has GoCardless collect for a completed signup, once, where that was intended, is not known to be done and is not given up.
///
/// Never fails: the mandate stands, and the step stays open for whoever comes next. Whoever calls holds the signup's lock and claim.
pub(super) async fn collect(state: &AppState, signup: StoredSignup) -> StoredSignup {
    let steps = match Steps::read(state, &signup).await {
        Ok(steps) => steps,
        Err(error) => {
            warn!(%error, signup.id = %signup.id, "whether a collection is due cannot be read");
            return signup;
        }
    };
    // Signups of before there were collections have no such step, and get none afterwards.
    let due = steps.get(step_of(&signup.plan)).filter(|step| is_open(state, &signup, step));
    match due.map(|step| step.idempotency_key.clone()) {
        // Where it fails once more, nothing has become known.
        Some(key) => match collect_under(state, &signup, key).await {
            Some(collected) => described(state, collected).await,
            None => signup,
        },
        None => signup,
    }
}

/// The same for a signup that was completed a moment ago, and its collection intended with it.
///
/// Should another have completed it first after all, both collect under the same key: there is one collection.
pub(super) async fn collect_as_intended(state: &AppState, signup: StoredSignup) -> StoredSignup {
    let key = step_of(&signup.plan).idempotency_key(&signup.id);
    let signup = collect_under(state, &signup, key).await.unwrap_or(signup);
    // Whatever came of collecting, the payer is told of the mandate.
    described(state, signup).await
}

/// The signup with its collection; none where that is not made, or not recorded.
async fn collect_under(state: &AppState, signup: &StoredSignup, key: String) -> Option<StoredSignup> {
    let name = step_of(&signup.plan);
    let mandate = signup.mandate.as_ref()?.id.clone();
    let making = tokio::time::timeout(COLLECT_WITHIN, make(state, signup, mandate, &key)).await;
    let collected = match making {
        Ok(Ok(collected)) => collected,
        Ok(outcome @ Err(_)) => {
            if let Err(error) = &outcome {
                warn!(%error, signup.id = %signup.id, "the collection is not made yet");
            }
            Steps::unread(state, signup).note(name, &key, &outcome, None).await;
            return None;
        }
        Err(_) => {
            warn!(signup.id = %signup.id, "the collection took too long");
            return None;
        }
    };
    let step = Step {
        name,
        state: StepState::Succeeded,
        idempotency_key: key,
        resource: Some(collected.id.clone()),
        request: last_request::last(),
        at: state.config.clock.now(),
    };
    let first_charge_date = collected.first_charge_date;
    match state.store.keep_collection(ORGANISATION, &signup.id, step, first_charge_date.clone()).await {
        Ok(()) => {
            info!(signup.id = %signup.id, collection.id = collected.id, "collection made");
            let first_charge_date = first_charge_date.or_else(|| signup.first_charge_date.clone());
            Some(StoredSignup { first_charge_date, claimed_until: None, ..signup.clone() })
        }
        Err(error) => {
            warn!(%error, signup.id = %signup.id, "the collection is not recorded");
            None
        }
    }
}

async fn make(state: &AppState, signup: &StoredSignup, mandate: MandateId, key: &str) -> Result<Collected, Error> {
    let key = sendable(key);
    let plan = &signup.plan;
    let metadata: Metadata = [("signup".to_owned(), signup.id.to_string())].into();
    let interval_unit = match plan.interval {
        Interval::Monthly => IntervalUnit::Monthly,
        Interval::Weekly => IntervalUnit::Weekly,
        Interval::Yearly => IntervalUnit::Yearly,
        Interval::Once => {
            let new = NewPayment {
                amount: plan.amount,
                currency: plan.currency.clone(),
                charge_date: None,
                description: Some(plan.name.clone()),
                reference: None,
                retry_if_possible: None,
                app_fee: None,
                metadata,
                links: NewPaymentLinks { mandate },
            };
            let payment = state.gocardless.create_payment(&new, &key).await?;
            return Ok(Collected { id: payment.id.into(), first_charge_date: payment.charge_date });
        }
    };
    let new = NewSubscription {
        amount: plan.amount,
        currency: plan.currency.clone(),
        interval_unit,
        interval: None,
        count: None,
        start_date: None,
        day_of_month: None,
        month: None,
        name: Some(plan.name.clone()),
        payment_reference: None,
        retry_if_possible: None,
        metadata,
        links: SubscriptionLinks { mandate },
    };
    let subscription = state.gocardless.create_subscription(&new, &key).await?;
    let first = subscription.upcoming_payments.into_iter().next().map(|payment| payment.charge_date);
    Ok(Collected { id: subscription.id.into(), first_charge_date: first.or(subscription.start_date) })
}
