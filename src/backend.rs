//! The browser's calls: one function per endpoint, each an answer or what the payer can do about it.

use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use signup_api::{
    CompleteSignup, Data, ErrorEnvelope, Flows, HostedFlow, Signup, Signups, StartSignup, Submission, Submitted,
};
use web_sys::{AbortSignal, RequestCredentials};

use crate::failure::Failure;
use crate::journey::{Answer, Question, Start};
use crate::options::Options;

/// How long an answer may take, in milliseconds: longer than the backend waits for the provider.
const PATIENCE: u32 = 35_000;

pub(crate) async fn ask(options: &Options, question: &Question) -> Result<Answer, Failure> {
    match question {
        Question::Flow => {
            let flow: Flows<HostedFlow> = send(get(&format!("{}/details", options.backend))).await?;
            Ok(Answer::Flow(Box::new(flow.flows)))
        }
        Question::Signup(id) => {
            let signup: Signups<Signup> = send(get(&format!("{}/api/signups/{id}", options.backend))).await?;
            Ok(Answer::Signup(Box::new(signup.signups)))
        }
        Question::Completion { signup, redirect_flow_id } => {
            let url = format!("{}/api/signups/{signup}/actions/complete", options.backend);
            let body = Data { data: CompleteSignup { redirect_flow_id: redirect_flow_id.clone() } };
            let signup: Signups<Signup> = send(post(&url, &body)).await?;
            Ok(Answer::Signup(Box::new(signup.signups)))
        }
    }
}

pub(crate) async fn start(options: &Options, start: &Start) -> Result<Answer, Failure> {
    let request = Request::post(&format!("{}/api/signups", options.backend)).header("Idempotency-Key", &start.key);
    let body: Signups<&StartSignup> = Signups { signups: &start.request };
    let signup: Signups<Signup> = send(with_body(request, &body)).await?;
    signup.signups.redirect_url.map(Answer::Redirect).ok_or(Failure::Unexpected(None))
}

pub(crate) async fn submit(options: &Options, submission: &Submission) -> Result<Answer, Failure> {
    let url = format!("{}/actions/submit", options.backend);
    let flow: Flows<Submitted> = send(post(&url, &Data { data: submission })).await?;
    Ok(Answer::Redirect(flow.flows.redirect_url))
}

fn get(url: &str) -> Result<Request, Failure> {
    common(Request::get(url)).build().map_err(|_| Failure::Unexpected(None))
}

fn post(url: &str, body: &impl Serialize) -> Result<Request, Failure> {
    with_body(Request::post(url), body)
}

fn with_body(request: RequestBuilder, body: &impl Serialize) -> Result<Request, Failure> {
    let body = serde_json::to_string(body).map_err(|_| Failure::Unexpected(None))?;
    common(request)
        .header("Content-Type", "application/json")
        .body(body)
        .map_err(|_| Failure::Unexpected(None))
}

fn common(request: RequestBuilder) -> RequestBuilder {
    request
        .header("Accept", "application/json")
        .credentials(RequestCredentials::Include)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)))
}

async fn send<T: DeserializeOwned>(request: Result<Request, Failure>) -> Result<T, Failure> {
    let response = request?.send().await.map_err(|_| Failure::Unreachable)?;
    if response.ok() {
        let body = response.binary().await.map_err(|_| Failure::Unreachable)?;
        serde_json::from_slice(&body).map_err(|_| Failure::Unexpected(None))
    } else {
        Err(refusal(response).await)
    }
}

/// A body that is not our envelope (a proxy's HTML) still has a status.
async fn refusal(response: Response) -> Failure {
    let body = response.binary().await.unwrap_or_default();
    let body = serde_json::from_slice::<ErrorEnvelope>(&body).map(|envelope| envelope.error).unwrap_or_default();
    Failure::from_answer(response.status(), &body)
}
