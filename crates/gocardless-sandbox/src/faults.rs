//! What goes wrong on request: wrong answers, late answers, dropped connections.

mod cut;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use self::cut::Dropped;
use crate::error::Refusal;
use crate::parameters::LARGEST_BODY;
use crate::record::Bodies;
use crate::sandbox::Sandbox;

/// Something that goes wrong with the next calls to a path.
///
/// With none of `status`, `drop` and `cut_body` a fault only delays.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The method; any when absent.
    #[serde(default)]
    pub method: Option<String>,
    /// The path's beginning; `*` stands for one segment, as in `/redirect_flows/*/actions/complete`.
    pub path: String,
    /// How many calls it befalls; 1 when absent.
    #[serde(default = "once")]
    pub times: u32,
    /// How long the call waits, in milliseconds of real time: before it does what it does, or after, as `when` or `drop`
    /// says.
    #[serde(default)]
    pub delay_ms: u64,
    /// Answers with this status instead.
    #[serde(default)]
    pub status: Option<u16>,
    /// The answer's body: a text is sent as HTML, anything else as JSON; absent, the API's error envelope is sent.
    #[serde(default)]
    pub body: Option<Value>,
    /// Headers of the answer.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Whether `status` is answered, and whether `delay_ms` is waited, before or after the call has done what it does.
    #[serde(default)]
    pub when: Moment,
    /// Closes the connection without an answer, before or after the call has done what it does.
    #[serde(default)]
    pub drop: Option<Moment>,
    /// Closes the connection in the middle of the answer's body, after the call has done what it does.
    #[serde(default)]
    pub cut_body: bool,
}

/// Before or after a call has done what it does.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The call does nothing.
    #[default]
    Before,
    /// The call does everything, and only its answer is lost.
    After,
}

/// Marks an answer whose body a fault has given: it need not be one of GoCardless's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AsTold;

/// The faults that have not befallen all their calls yet; the first that fits a call befalls it.
#[derive(Debug, Default)]
pub(crate) struct Faults(VecDeque<Fault>);

/// Lets what was asked for go wrong.
pub(crate) async fn inject_fault(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    let fault = sandbox.faults().take(request.method().as_str(), request.uri().path());
    let Some(fault) = fault else { return next.run(request).await };
    if let Some(bodies) = request.extensions().get::<Arc<Bodies>>() {
        bodies.note_fault();
    }
    let is_late = fault.cut_body || fault.drop.unwrap_or(fault.when) == Moment::After;
    if !is_late {
        fault.wait().await;
    }
    let done = if is_late || (fault.drop.is_none() && fault.status.is_none()) {
        Some(next.run(request).await)
    } else {
        hear_out(request).await;
        None
    };
    if is_late {
        fault.wait().await;
    }
    match (done, fault.drop, fault.status) {
        (done, Some(_), _) => cut::dropped(done.map_or(0, |done| done.status().as_u16())),
        (_, None, Some(status)) => fault.answer(status),
        (Some(done), None, None) if fault.cut_body => cut::halved(done).await,
        (Some(done), None, None) => done,
        // Never the case: what is neither dropped nor answered otherwise is done.
        (None, None, None) => cut::dropped(0),
    }
}

/// Reads what was sent, so that it is on record although no handler sees it.
async fn hear_out(request: Request) {
    // Too much, or a broken connection: then there is nothing to record.
    let _ = to_bytes(request.into_body(), LARGEST_BODY).await;
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.0.push_back(fault);
        }
    }

    pub(crate) fn pending(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        if path == "/" || path.starts_with("/_sandbox/") {
            return None;
        }
        let index = self.0.iter().position(|fault| fault.befalls(method, path))?;
        let fault = &mut self.0[index];
        fault.times -= 1;
        let befalling = fault.clone();
        if befalling.times == 0 {
            self.0.remove(index);
        }
        Some(befalling)
    }
}

/// One call to any path, which nothing happens to.
impl Default for Fault {
    fn default() -> Self {
        Self {
            method: None,
            path: String::new(),
            times: once(),
            delay_ms: 0,
            status: None,
            body: None,
            headers: BTreeMap::new(),
            when: Moment::default(),
            drop: None,
            cut_body: false,
        }
    }
}

impl Fault {
    fn befalls(&self, method: &str, path: &str) -> bool {
        if self.method.as_ref().is_some_and(|wanted| !wanted.eq_ignore_ascii_case(method)) {
            return false;
        }
        if !self.path.contains('*') {
            return path.starts_with(&self.path);
        }
        let mut segments = path.split('/');
        self.path.split('/').all(|wanted| segments.next().is_some_and(|segment| wanted == "*" || wanted == segment))
    }

    async fn wait(&self) {
        if self.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(self.delay_ms)).await;
        }
    }

    fn answer(&self, status: u16) -> Response {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = match &self.body {
            None => plain_refusal(status).into_response(),
            Some(Value::String(html)) => {
                (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html.clone()).into_response()
            }
            Some(json) => crate::exchange::json(status, json),
        };
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
                response.headers_mut().insert(name, value);
            }
        }
        if self.body.is_some() {
            response.extensions_mut().insert(AsTold);
        }
        response
    }
}

fn plain_refusal(status: StatusCode) -> Refusal {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Refusal::usage(status, "rate_limit_exceeded", "Rate limit exceeded"),
        status if status.is_server_error() => Refusal::internal_with(status),
        status => Refusal::usage(status, "bad_request", "The sandbox was told to refuse this call"),
    }
}

fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests;
