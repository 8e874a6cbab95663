//! Starting a signup: first our own row, then GoCardless's hosted page.

use std::time::Duration;

use gocardless_api::{NewRedirectFlow, NewRedirectFlowLinks, PrefilledCustomer, RedirectFlow};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::Serialize;
use signup_api::{Flow, Payer, Plan, SignupStatus};
use tracing::{Instrument, info_span};
use url::Url;

use super::claim::{Turn, hold, take_turn};
use super::request::Order;
use super::submit::{is_unsettled, settle};
use super::view::{OPEN_FOR, PAGE_OPEN_FOR, status};
use super::{ORGANISATION, OneAtATime, complete, sendable};
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::store::{
    NewSignup, OpenedFlow, SignupStarted, SignupState, Step, StepName, StepState, StoredFlow, StoredSignup,
};
use crate::{AppState, ClientKeyHash, Random, RequestHash, last_request};

/// Who asks to start.
pub(crate) struct Caller {
    /// The browser's cookie, well formed but possibly not ours.
    pub(crate) browser: Option<BrowserToken>,
    /// The key under which the browser repeats this start.
    pub(crate) client_key: Option<ClientKeyHash>,
}

/// A signup and the browser that it is tied to; the result is an error when GoCardless did not open a page (yet).
pub(crate) struct Started {
    pub(crate) browser: BrowserToken,
    pub(crate) result: Result<StoredSignup, AppError>,
}

impl Started {
    pub(crate) fn error(&self) -> Option<&AppError> {
        self.result.as_ref().err()
    }
}

/// How old a signup may be that the same request gets again: leaves a payer who is sent to its page five minutes to fill
/// it in.
const REUSABLE_FOR: Duration = Duration::from_mins(25);
/// A page that is older closes within a minute, and is not worth being sent to.
const OLDEST_PAGE: Duration = Duration::from_mins(29);
/// The languages of GoCardless's hosted pages. Source: API reference, "Customers", `language`.
const LANGUAGES: [&str; 11] = ["da", "de", "en", "es", "fr", "it", "nb", "nl", "pt", "sl", "sv"];

/// Starts a signup, or gives the one that this caller has started before.
///
/// The same client key, or the same browser asking for the same thing within 25 minutes, gets the same signup: a double
/// click, a reload, Back or a second tab make no second hosted page, and no second mandate once it is completed. A second
/// signup for the same thing is possible after 25 minutes or with other details. A signup that GoCardless has not answered
/// for is asked for again under the same key.
pub(crate) async fn start(state: &AppState, caller: Caller, order: Order) -> Result<Started, AppError> {
    let known = known_browser(state, caller.browser).await?;
    let browser = known.clone().unwrap_or_else(|| BrowserToken::generate(&state.config.random));
    let request = request_hash(&browser, &order);
    // Always in this order: who holds a request's lock waits for no other, so nobody waits in a circle.
    let _one_of_this_key = match caller.client_key {
        Some(key) => Some(state.locks.lock(OneAtATime::StartKey(key)).await),
        None => None,
    };
    let _one_of_this_request = state.locks.lock(OneAtATime::StartRequest(request)).await;

    // Of a browser that is not known, the store tells when it is to start.
    if let Some(key) = caller.client_key.filter(|_| known.is_some())
        && let Some(signup) = state.store.signup_by_client_key(ORGANISATION, key).await?
    {
        return again(state, browser, signup, &order).await;
    }
    if known.is_some()
        && !order.another
        && let Some(signup) = reusable(state, &browser, request, order.flow).await?
    {
        let result = open(state, signup, &order).await;
        return Ok(Started { browser, result });
    }

    let now = state.config.clock.now();
    let new = new_signup(&browser, caller.client_key, request, &order, now, &state.config.random);
    match state.store.start_signup(new).await? {
        SignupStarted::Existing(signup) => again(state, browser, signup, &order).await,
        SignupStarted::New(signup) => {
            let result = open(state, signup, &order).await;
            Ok(Started { browser, result })
        }
    }
}

/// A cookie counts only if we gave it out: a planted one is replaced.
async fn known_browser(state: &AppState, browser: Option<BrowserToken>) -> Result<Option<BrowserToken>, AppError> {
    match browser {
        Some(browser) if state.store.knows_browser(ORGANISATION, browser.hash()).await? => Ok(Some(browser)),
        _ => Ok(None),
    }
}

/// Answers a repeated client key. Whoever knows the key is let in, until the signup is completed.
///
/// Nobody is sent to a page that has closed, or will have before it can be filled in: that is an error, and a new signup needs
/// a new key.
async fn again(
    state: &AppState,
    browser: BrowserToken,
    signup: StoredSignup,
    order: &Order,
) -> Result<Started, AppError> {
    if signup.plan.id != order.plan.id || signup.flow != order.flow {
        return Err(AppError::IdempotencyKeyReused);
    }
    if signup.browser != browser.hash() {
        let now = state.config.clock.now();
        if !state.store.bind_browser(ORGANISATION, &signup.id, browser.hash(), now).await? {
            return Err(AppError::OtherBrowser);
        }
    }
    let result = match status(&signup, &state.config.clock) {
        SignupStatus::Expired if signup.flow == Flow::Redirect => Err(AppError::RedirectFlowExpired),
        SignupStatus::AwaitingPayer if signup.created_at <= state.config.clock.before(OLDEST_PAGE) => {
            Err(AppError::RedirectFlowExpired)
        }
        _ => open(state, signup, order).await,
    };
    Ok(Started { browser, result })
}

/// The signup that this browser has for this request: a completed one as it is, an open one if GoCardless still knows its
/// page.
async fn reusable(
    state: &AppState,
    browser: &BrowserToken,
    request: RequestHash,
    flow: Flow,
) -> Result<Option<StoredSignup>, AppError> {
    let clock = &state.config.clock;
    // A self-hosted one has no page that closes: it may be submitted already, with an answer that was lost.
    let window = if flow == Flow::SelfHosted { OPEN_FOR } else { REUSABLE_FOR };
    let found = state.store.recent_signup(ORGANISATION, browser.hash(), request, clock.before(window)).await?;
    let Some(signup) = found else { return Ok(None) };
    if signup.state == SignupState::Completed {
        return Ok((signup.created_at > clock.before(REUSABLE_FOR)).then_some(signup));
    }
    let Some(flow) = &signup.redirect_flow else { return Ok(Some(signup)) };

    match state.gocardless.redirect_flow(&flow.id).await {
        // Completed, and the answer never reached us: the payer is done already.
        Ok(flow) if flow.links.mandate.is_some() => {
            Box::pin(complete::keep_mandate(state, &signup, &flow)).await.map(Some)
        }
        Ok(flow) => Ok(flow.redirect_url.is_some().then_some(signup)),
        Err(error) if error.is_unavailable() || error.is_of_token() => Ok(Some(signup)),
        Err(_) => Ok(None),
    }
}

/// What makes two starts the same, but for the browser and the page to come back to.
#[derive(Serialize)]
struct Asked<'a> {
    plan: &'a Plan,
    flow: Flow,
    payer: &'a Payer,
}

fn request_hash(browser: &BrowserToken, order: &Order) -> RequestHash {
    let asked = Asked { plan: &order.plan, flow: order.flow, payer: &order.payer };
    RequestHash::of(&[
        browser.expose(),
        &serde_json::to_string(&asked).unwrap_or_default(),
        order.return_url.as_ref().map_or("", Url::as_str),
    ])
}

fn new_signup(
    browser: &BrowserToken,
    client_key: Option<ClientKeyHash>,
    request: RequestHash,
    order: &Order,
    now: Timestamp,
    random: &Random,
) -> NewSignup {
    let id = random.signup_id(now);
    NewSignup {
        organisation: ORGANISATION,
        flow: order.flow,
        plan: order.plan.clone(),
        browser: browser.hash(),
        client_key,
        request,
        session_token: random.token().into(),
        return_url: order.return_url.as_ref().map(ToString::to_string).unwrap_or_default(),
        locale: order.locale.clone(),
        step: (order.flow == Flow::Redirect).then(|| Step::new(StepName::RedirectFlow, &id, StepState::Intended, now)),
        created_at: now,
        id,
    }
}

/// Has GoCardless open the hosted page of a `started` signup of the flow `redirect`; any other is returned once it is known
/// what came of what it had begun.
async fn open(state: &AppState, signup: StoredSignup, order: &Order) -> Result<StoredSignup, AppError> {
    if signup.flow == Flow::SelfHosted || signup.state == SignupState::Completed {
        let _one_at_a_time = state.locks.lock(OneAtATime::Signup(signup.id.clone())).await;
        let signup = state.store.signup(ORGANISATION, &signup.id).await?.ok_or(AppError::SignupNotFound)?;
        let signup = if is_unsettled(state, &signup).await? { settled(state, signup).await? } else { signup };
        return match status(&signup, &state.config.clock) {
            SignupStatus::Expired => Err(AppError::SignupExpired),
            _ => Ok(signup),
        };
    }
    if signup.state != SignupState::Started {
        return Ok(signup);
    }
    let key = sendable(StepName::RedirectFlow, &signup.id);
    let new = new_redirect_flow(&signup, order)?;
    let opening = async { (state.gocardless.create_redirect_flow(&new, &key).await, last_request::last()) };
    let span = info_span!("signup", signup.id = %signup.id);
    let (flow, request) = last_request::remembering(opening.instrument(span)).await;

    let flow = trusted(state, &signup, flow?)?;
    let opened = OpenedFlow { flow: flow.clone(), request, at: state.config.clock.now() };
    let other = state.store.open_redirect_flow(ORGANISATION, &signup.id, opened).await?;
    Ok(other.unwrap_or(StoredSignup { state: SignupState::AwaitingPayer, redirect_flow: Some(flow), ..signup }))
}

/// The signup once it is known what came of what was begun; whoever calls holds its lock.
async fn settled(state: &AppState, signup: StoredSignup) -> Result<StoredSignup, AppError> {
    let id = signup.id.clone();
    match take_turn(state, signup, None).await? {
        Turn::Done(signup) => Ok(signup),
        Turn::Ours(signup) => hold(state, &id, Box::pin(settle(state, signup))).await,
    }
}

fn new_redirect_flow(signup: &StoredSignup, order: &Order) -> Result<NewRedirectFlow, AppError> {
    let mut return_url: Url = signup.return_url.parse().map_err(|_| AppError::field("return_url", "is not a URL"))?;
    return_url.query_pairs_mut().append_pair("signup", signup.id.as_str());
    Ok(NewRedirectFlow {
        session_token: signup.session_token.expose_secret().to_owned(),
        success_redirect_url: return_url.into(),
        description: Some(signup.plan.name.clone()),
        scheme: order.scheme.clone(),
        prefilled_customer: prefilled(&order.payer, signup.locale.as_deref()),
        metadata: [("signup".to_owned(), signup.id.to_string())].into(),
        links: NewRedirectFlowLinks::default(),
    })
}

/// The language of a page in `locale`, if GoCardless writes to customers in it.
pub(super) fn language_of(locale: Option<&str>) -> Option<String> {
    let language = locale?.split('-').next()?.to_ascii_lowercase();
    LANGUAGES.contains(&language.as_str()).then_some(language)
}

fn prefilled(payer: &Payer, locale: Option<&str>) -> Option<PrefilledCustomer> {
    let customer = PrefilledCustomer {
        given_name: payer.given_name.clone(),
        family_name: payer.family_name.clone(),
        email: payer.email.clone(),
        address_line1: payer.address_line1.clone(),
        address_line2: payer.address_line2.clone(),
        city: payer.city.clone(),
        postal_code: payer.postal_code.clone(),
        country_code: payer.country_code.clone(),
        language: language_of(locale),
        ..PrefilledCustomer::default()
    };
    (customer != PrefilledCustomer::default()).then_some(customer)
}

/// The page to send the payer to, checked to be GoCardless's.
fn trusted(state: &AppState, signup: &StoredSignup, flow: RedirectFlow) -> Result<StoredFlow, AppError> {
    let url: Url = flow.redirect_url.unwrap_or_default().parse().map_err(|_| AppError::UntrustedRedirect)?;
    if !state.config.gocardless.may_send_payer_to(&url) {
        return Err(AppError::UntrustedRedirect);
    }
    Ok(StoredFlow { id: flow.id, redirect_url: url.into(), expires_at: signup.created_at + PAGE_OPEN_FOR })
}
