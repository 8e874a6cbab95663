//! The use cases: starting, submitting, completing and showing a signup.

pub(crate) mod claim;
pub(crate) mod collect;
pub(crate) mod complete;
pub(crate) mod mandate;
pub(crate) mod mandate_pdf;
mod refusals;
pub(crate) mod request;
pub(crate) mod start;
mod steps;
pub(crate) mod submission;
pub(crate) mod submit;
mod terms;
pub(crate) mod view;

use gocardless_client::IdempotencyKey;
use signup_api::SignupId;

use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::store::{OrganisationId, StepName, StoredSignup};
use crate::{AppState, ClientKeyHash, RequestHash};

/// The organisation of every signup, as long as there is one access token.
const ORGANISATION: OrganisationId = OrganisationId::OWN;

/// What is done once at a time.
#[derive(Eq, Hash, PartialEq)]
pub(crate) enum OneAtATime {
    /// Work on a signup.
    Signup(SignupId),
    /// Starting under a client key.
    StartKey(ClientKeyHash),
    /// Starting the same.
    StartRequest(RequestHash),
}

/// Finds a signup for the browser that started it.
pub(crate) async fn find(
    state: &AppState,
    id: &SignupId,
    browser: Option<&BrowserToken>,
) -> Result<StoredSignup, AppError> {
    let signup = state.store.signup(ORGANISATION, id).await?.ok_or(AppError::SignupNotFound)?;
    check_browser(&signup, browser)?;
    Ok(signup)
}

/// Finds the signup that a redirect flow belongs to, for the browser that started it.
pub(crate) async fn find_by_redirect_flow(
    state: &AppState,
    redirect_flow: &str,
    browser: Option<&BrowserToken>,
) -> Result<StoredSignup, AppError> {
    let flow = redirect_flow.parse().map_err(|_| AppError::SignupNotFound)?;
    let signup = state.store.signup_by_redirect_flow(ORGANISATION, &flow).await?.ok_or(AppError::SignupNotFound)?;
    check_browser(&signup, browser)?;
    Ok(signup)
}

fn check_browser(signup: &StoredSignup, browser: Option<&BrowserToken>) -> Result<(), AppError> {
    match browser {
        Some(browser) if browser.hash() == signup.browser => Ok(()),
        _ => Err(AppError::OtherBrowser),
    }
}

/// The key under which a step is sent to GoCardless.
fn sendable(step: StepName, signup: &SignupId) -> IdempotencyKey {
    step.idempotency_key(signup).parse().expect("a signup's id and a word are few visible ASCII characters")
}
