//! The browser's calls: one function per endpoint, and the way that all of them are sent.

use js_sys::JSON;
use signup_api::{CompleteSignup, ErrorBody, HostedFlow, Signup, SignupId, SignupStatus, Submission, Submitted};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, Response};

use crate::failure::Failure;
use crate::journey::{Answer, Start};
use crate::wire::{ToJs, Unreadable, Writer, get, object, set};

/// How long an answer may take, in milliseconds: longer than the backend waits for the provider.
const PATIENCE: u32 = 35_000;

/// A call that is ready to be sent.
pub(crate) struct Call {
    request: Request,
    /// What the answer says.
    read: fn(&JsValue) -> Result<Answer, Unreadable>,
}

/// What is sent.
#[derive(Default)]
pub(crate) struct Request {
    /// What is asked for, below the backend's address.
    pub(crate) path: String,
    /// What is sent; a call without it only asks.
    pub(crate) body: Option<JsValue>,
    /// The key under which asking twice does it once.
    pub(crate) key: Option<String>,
}

pub(crate) fn complete_signup(id: &SignupId, redirect_flow_id: &str) -> Call {
    let body = CompleteSignup { redirect_flow_id: redirect_flow_id.to_owned() };
    let body = Some(Writer::default().set("data", &body).done());
    let request = Request { path: signup_path(id) + "/actions/complete", body, key: None };
    Call { request, read: read_signup }
}

pub(crate) fn show_flow() -> Call {
    let read = |answer: &JsValue| Ok(Answer::Flow(Box::new(get::<HostedFlow>(answer, "flows")?)));
    Call { request: Request { path: "/details".to_owned(), ..Request::default() }, read }
}

pub(crate) fn show_signup(id: &SignupId) -> Call {
    Call { request: Request { path: signup_path(id), ..Request::default() }, read: read_signup }
}

/// Asks for this browser's signup in the merchant's own page.
pub(crate) fn open_signup(start: &Start) -> Call {
    Call { read: read_signup, ..start_signup(start) }
}

pub(crate) fn start_signup(start: &Start) -> Call {
    let read = |answer: &JsValue| {
        let signup: Signup = get(answer, "signups")?;
        // Completed: the payer has been here before, and the answer was lost.
        if signup.status == SignupStatus::Completed {
            return Ok(Answer::Signup(Box::new(signup)));
        }
        signup.redirect_url.map(Answer::Redirect).ok_or(Unreadable)
    };
    let body = Some(Writer::default().set("signups", &start.request).done());
    Call { request: Request { path: "/api/signups".to_owned(), body, key: Some(start.key.clone()) }, read }
}

/// Hands the details in: to the signup, or on a hosted page to its flow.
pub(crate) fn submit_details(signup: Option<&SignupId>, submission: &Submission) -> Call {
    let read: fn(&JsValue) -> _ = match signup {
        Some(_) => read_signup,
        None => |answer| Ok(Answer::Redirect(get::<Submitted>(answer, "flows")?.redirect_url)),
    };
    let path = signup.map(signup_path).unwrap_or_default() + "/actions/submit";
    Call { request: Request { path, body: Some(Writer::default().set("data", submission).done()), key: None }, read }
}

fn signup_path(id: &SignupId) -> String {
    ["/api/signups/", id.as_str()].concat()
}

fn read_signup(answer: &JsValue) -> Result<Answer, Unreadable> {
    Ok(Answer::Signup(Box::new(get(answer, "signups")?)))
}

/// Sends `call` to the backend at `address`: an answer, or what the payer can do about there being none.
pub(crate) async fn send(address: String, call: Call) -> Result<Answer, Failure> {
    Ok((call.read)(&exchange(&address, &call.request, AbortSignal::timeout_with_u32(PATIENCE)).await?)?)
}

/// Sends a request until `signal` stops it: what the answer holds, or what the payer can do about there being none.
pub(crate) async fn exchange(address: &str, request: &Request, signal: AbortSignal) -> Result<JsValue, Failure> {
    let url = [address, &request.path].concat();
    let response = fetch(&url, request, &signal).await.ok_or(Failure::Unreachable)?;
    let text = text(&response).await;
    let answer = text.as_deref().and_then(|text| JSON::parse(text).ok()).unwrap_or_default();
    if !response.ok() {
        // A body that is not our envelope (a proxy's HTML) still has a status.
        let error: ErrorBody = get(&answer, "error").unwrap_or_default();
        let retry_after = response.headers().get("Retry-After").ok().flatten().and_then(|text| text.parse().ok());
        return Err(Failure::from_answer(response.status(), &error, retry_after.unwrap_or_default()));
    }
    // An answer that broke off is none.
    text.ok_or(Failure::Unreachable)?;
    Ok(answer)
}

async fn fetch(url: &str, request: &Request, signal: &AbortSignal) -> Option<Response> {
    let headers = object(&[("Accept", "application/json")]);
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Include);
    init.set_signal(Some(signal));
    if let Some(key) = &request.key {
        set(&headers, "Idempotency-Key", &key.to_js());
    }
    if let Some(body) = &request.body {
        set(&headers, "Content-Type", &"application/json".to_js());
        init.set_method("POST");
        init.set_body(&JSON::stringify(body).ok()?.into());
    }
    init.set_headers(&headers);
    let response = web_sys::window()?.fetch_with_str_and_init(url, &init);
    JsFuture::from(response).await.ok().map(JsCast::unchecked_into)
}

async fn text(response: &Response) -> Option<String> {
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}
