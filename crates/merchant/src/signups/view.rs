//! A signup as its payer may see it.

use jiff::Timestamp;
use signup_api::{Signup, SignupMandate, SignupStatus};

use crate::AppState;
use crate::creditor::public_details;
use crate::store::{SignupState, StoredMandate, StoredSignup};

/// The signup for the payer's browser; writes nothing.
pub(crate) async fn view(state: &AppState, signup: StoredSignup) -> Signup {
    let creditor = state.creditor.get_soon().await;
    let status = status(&signup, state.config.clock.now());
    Signup {
        creditor: creditor.map(|creditor| public_details(&creditor, &signup.plan.currency)).unwrap_or_default(),
        redirect_url: signup
            .redirect_flow
            .filter(|_| status == SignupStatus::AwaitingPayer)
            .map(|flow| flow.redirect_url),
        id: signup.id,
        flow: signup.flow,
        status,
        plan: signup.plan,
        mandate: signup.mandate.map(mandate),
        terms: None,
        first_charge_date: None,
    }
}

/// How far a signup is at `now`: one that awaits its payer for longer than the hosted page is open has expired.
pub(super) fn status(signup: &StoredSignup, now: Timestamp) -> SignupStatus {
    match signup.state {
        SignupState::AwaitingPayer => match &signup.redirect_flow {
            Some(flow) if flow.expires_at <= now => SignupStatus::Expired,
            _ => SignupStatus::AwaitingPayer,
        },
        SignupState::Completed => SignupStatus::Completed,
        SignupState::Expired => SignupStatus::Expired,
        SignupState::Started => SignupStatus::Started,
    }
}

fn mandate(mandate: StoredMandate) -> SignupMandate {
    SignupMandate {
        id: mandate.id.into(),
        reference: mandate.reference,
        scheme: mandate.scheme,
        next_possible_charge_date: mandate.next_possible_charge_date,
    }
}
