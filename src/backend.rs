//! The browser's calls: one function per endpoint, and the way that all of them are sent.

use js_sys::JSON;
use signup_api::{CompleteSignup, ErrorBody, HostedFlow, Signup, SignupId, SignupStatus, Submission, Submitted};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, Response};

use crate::failure::Failure;
use crate::journey::{Answer, Question, Start};
use crate::wire::{ToJs, Unreadable, Writer, get, object, set};

/// How long an answer may take, in milliseconds: longer than the backend waits for the provider.
const PATIENCE: u32 = 35_000;

/// A call that is ready to be sent.
pub(crate) struct Call {
    /// What is asked for, below the backend's address.
    path: String,
    /// What is sent; a call without it only asks.
    body: Option<JsValue>,
    /// The key under which asking twice does it once.
    key: Option<String>,
    /// What the answer says.
    read: fn(&JsValue) -> Result<Answer, Unreadable>,
}

pub(crate) fn ask(question: &Question) -> Call {
    match question {
        Question::Completion { signup, redirect_flow_id } => complete_signup(signup, redirect_flow_id),
        Question::Flow => show_flow(),
        Question::Signup(id) => show_signup(id),
    }
}

fn show_flow() -> Call {
    let read = |answer: &JsValue| Ok(Answer::Flow(Box::new(get::<HostedFlow>(answer, "flows")?)));
    Call { path: "/details".to_owned(), body: None, key: None, read }
}

fn show_signup(id: &SignupId) -> Call {
    Call { path: signup_path(id), body: None, key: None, read: read_signup }
}

fn complete_signup(id: &SignupId, redirect_flow_id: &str) -> Call {
    let body = CompleteSignup { redirect_flow_id: redirect_flow_id.to_owned() };
    Call {
        path: signup_path(id) + "/actions/complete",
        body: Some(Writer::default().set("data", &body).done()),
        key: None,
        read: read_signup,
    }
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
    Call {
        path: "/api/signups".to_owned(),
        body: Some(Writer::default().set("signups", &start.request).done()),
        key: Some(start.key.clone()),
        read,
    }
}

pub(crate) fn submit_details(submission: &Submission) -> Call {
    let read = |answer: &JsValue| Ok(Answer::Redirect(get::<Submitted>(answer, "flows")?.redirect_url));
    Call {
        path: "/actions/submit".to_owned(),
        body: Some(Writer::default().set("data", submission).done()),
        key: None,
        read,
    }
}

fn signup_path(id: &SignupId) -> String {
    ["/api/signups/", id.as_str()].concat()
}

fn read_signup(answer: &JsValue) -> Result<Answer, Unreadable> {
    Ok(Answer::Signup(Box::new(get(answer, "signups")?)))
}

/// Sends `call` to the backend at `address`: an answer, or what the payer can do about there being none.
pub(crate) async fn send(address: String, call: Call) -> Result<Answer, Failure> {
    let response = fetch(&(address + &call.path), &call).await.ok_or(Failure::Unreachable)?;
    let text = text(&response).await;
    let answer = text.as_deref().and_then(|text| JSON::parse(text).ok()).unwrap_or_default();
    if !response.ok() {
        // A body that is not our envelope (a proxy's HTML) still has a status.
        let error: ErrorBody = get(&answer, "error").unwrap_or_default();
        return Err(Failure::from_answer(response.status(), &error));
    }
    // An answer that broke off is none.
    text.ok_or(Failure::Unreachable)?;
    Ok((call.read)(&answer)?)
}

async fn fetch(url: &str, call: &Call) -> Option<Response> {
    let headers = object(&[("Accept", "application/json")]);
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Include);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    if let Some(key) = &call.key {
        set(&headers, "Idempotency-Key", &key.to_js());
    }
    if let Some(body) = &call.body {
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
