//! A signup as its payer may see it.

use std::time::Duration;

use signup_api::{Flow, Signup, SignupMandate, SignupStatus};

use super::mandate::known_mandate;
use super::steps::Steps;
use super::terms::terms;
use crate::creditor::public_details;
use crate::error::AppError;
use crate::store::{SignupState, StepName, StoredMandate, StoredSignup};
use crate::{AppState, Clock};

/// The signup for the payer's browser, and whether its payer is back from the hosted page; writes nothing.
pub(crate) async fn view_of_return(state: &AppState, signup: StoredSignup) -> Result<Signup, AppError> {
    if is_back(state, &signup).await? {
        Ok(view_of_confirming(state, signup).await)
    } else {
        Ok(view(state, signup).await)
    }
}

/// The signup of a payer who is back before GoCardless knows that they have finished; writes nothing.
pub(crate) async fn view_of_confirming(state: &AppState, signup: StoredSignup) -> Signup {
    let is_open = signup.state == SignupState::AwaitingPayer;
    let signup = view(state, signup).await;
    if is_open { Signup { status: SignupStatus::Confirming, ..signup } } else { signup }
}

/// Whether a completion was begun and its end is not known.
async fn is_back(state: &AppState, signup: &StoredSignup) -> Result<bool, AppError> {
    if signup.state != SignupState::AwaitingPayer {
        return Ok(false);
    }
    Ok(Steps::read(state, signup).await?.is_open(StepName::Complete))
}

/// The signup for the payer's browser; writes nothing.
pub(crate) async fn view(state: &AppState, signup: StoredSignup) -> Signup {
    let creditor = state.creditor.get_soon().await;
    let now = state.config.clock.now();
    let status = status(&signup, &state.config.clock);
    let (creditor, currency) = (creditor.as_deref(), signup.plan.currency.as_str());
    Signup {
        terms: terms(creditor, &state.config.mandate_texts, currency, signup.locale.as_deref(), now),
        mandate: known_mandate(&signup).map(mandate),
        first_charge_date: signup.first_charge_date,
        creditor: creditor.map(|creditor| public_details(creditor, currency)).unwrap_or_default(),
        redirect_url: signup
            .redirect_flow
            .filter(|_| status == SignupStatus::AwaitingPayer)
            .map(|flow| flow.redirect_url),
        id: signup.id,
        flow: signup.flow,
        status,
        plan: signup.plan,
    }
}

/// How far a signup is now: one that awaits its payer for longer than the hosted page is open has expired.
pub(crate) fn status(signup: &StoredSignup, clock: &Clock) -> SignupStatus {
    let is_older_than = |age| signup.created_at <= clock.before(age);
    match signup.state {
        SignupState::AwaitingPayer if is_older_than(PAGE_OPEN_FOR) => SignupStatus::Expired,
        SignupState::AwaitingPayer => SignupStatus::AwaitingPayer,
        SignupState::Completed => SignupStatus::Completed,
        SignupState::Expired => SignupStatus::Expired,
        SignupState::Started if signup.flow == Flow::SelfHosted && is_older_than(OPEN_FOR) => SignupStatus::Expired,
        SignupState::Started => SignupStatus::Started,
    }
}

/// How long a hosted page stays open. Source: API reference, "Redirect Flows".
pub(super) const PAGE_OPEN_FOR: Duration = Duration::from_mins(30);

/// How long a self-hosted signup may be submitted: a payer who looks for a card overnight still can.
pub(super) const OPEN_FOR: Duration = Duration::from_hours(24);

fn mandate(mandate: StoredMandate) -> SignupMandate {
    SignupMandate {
        id: mandate.id.into(),
        reference: mandate.reference,
        scheme: mandate.scheme,
        next_possible_charge_date: mandate.next_possible_charge_date,
    }
}
