//! What each server is asked, in its own words.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::events::{Webhook, webhook};
use crate::http::{Message, header};
use crate::servers::Who;

/// What is asked of a server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Call {
    /// Start a signup: a call to GoCardless, and the payer is sent on.
    Create,
    /// Complete it when the payer is back.
    Complete,
    /// A webhook of one event.
    OneEvent,
    /// A webhook of 250 events, the most there can be.
    ManyEvents,
    /// A webhook of one event that came before.
    Again,
    /// A webhook that somebody else signed.
    Forged,
}

/// A signup that awaits its payer, as the payer's browser knows it.
pub(crate) struct Begun {
    /// Our id of it; peers have none.
    signup: String,
    /// GoCardless's id of its flow.
    flow: String,
    /// The cookie that the server gave.
    cookie: String,
}

const PAYER: &str = r#"{"given_name":"Frank","family_name":"Osborne","email":"frank.osborne@example.com"}"#;

impl Call {
    pub(crate) const ALL: [Self; 6] =
        [Self::Create, Self::Complete, Self::OneEvent, Self::ManyEvents, Self::Again, Self::Forged];

    /// For how long what a server does about the call may begin after the answer. Ours moves lines into its audit log every two
    /// seconds: they belong to the signups that they tell of, and are not to fall into another server's turn.
    pub(crate) fn is_followed_for(self) -> Duration {
        match self {
            Self::Create | Self::Complete => Duration::from_millis(2200),
            Self::OneEvent | Self::ManyEvents | Self::Again | Self::Forged => Duration::ZERO,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Complete => "complete",
            Self::OneEvent => "webhook, 1 event",
            Self::ManyEvents => "webhook, 250 events",
            Self::Again => "same webhook again",
            Self::Forged => "wrong signature",
        }
    }
}

/// `POST` to start a signup; `number` makes its key its own.
pub(crate) fn create(who: Who, host: &str, number: u64) -> Vec<u8> {
    match who {
        Who::Ours => {
            let body =
                format!(r#"{{"signups":{{"flow":"redirect","plan":"magazine","payer":{PAYER},"locale":"en-GB"}}}}"#);
            let key = format!("Idempotency-Key: 7f9c24e8-3b12-4fef-91e0-{number:012}\r\n");
            post(host, "/api/signups", &(from_own_page(host) + &key), &body)
        }
        Who::Express | Who::FastApi => post(host, "/redirect-flows", "", PAYER),
    }
}

/// What a server answered to [`create`].
pub(crate) fn begun(who: Who, answer: &Message<'_>) -> Result<Begun> {
    let body = std::str::from_utf8(answer.body)?;
    let page = match who {
        Who::Ours => body,
        Who::Express | Who::FastApi => header(answer.head, "location").context("nowhere to go")?,
    };
    let flow = page.split_once("/flow/").context("no hosted page")?.1;
    let flow = flow.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
    let signup = body.split_once(r#""id":""#).and_then(|(_, rest)| rest.split_once('"')).map_or("", |(id, _)| id);
    ensure!(who != Who::Ours || signup.starts_with("SG"), "no signup in {body}");
    let cookie = header(answer.head, "set-cookie").context("no cookie")?.split(';').next().unwrap_or_default();
    Ok(Begun { signup: signup.to_owned(), flow: flow.to_owned(), cookie: cookie.to_owned() })
}

/// The payer is back.
pub(crate) fn complete(who: Who, host: &str, begun: &Begun) -> Vec<u8> {
    let Begun { signup, flow, cookie } = begun;
    let cookie = format!("Cookie: {cookie}\r\n");
    match who {
        Who::Ours => {
            let path = format!("/api/signups/{signup}/actions/complete");
            let body = format!(r#"{{"data":{{"redirect_flow_id":"{flow}"}}}}"#);
            post(host, &path, &(from_own_page(host) + &cookie), &body)
        }
        Who::Express | Who::FastApi => {
            format!("GET /complete?redirect_flow_id={flow} HTTP/1.1\r\nHost: {host}\r\n{cookie}\r\n").into_bytes()
        }
    }
}

/// A webhook of so many new events, well signed.
pub(crate) fn delivery(host: &str, events: u64) -> Vec<u8> {
    let Webhook { body, signature } = webhook(events);
    signed(host, &body, &signature)
}

/// A webhook with the signature of another.
pub(crate) fn forged(host: &str) -> Vec<u8> {
    signed(host, &webhook(1).body, &webhook(1).signature)
}

fn signed(host: &str, body: &str, signature: &str) -> Vec<u8> {
    let headers = format!(
        "Webhook-Signature: {signature}\r\nOrigin: https://api.gocardless.com\r\n\
         User-Agent: gocardless-webhook-service/1.2\r\n"
    );
    post(host, "/webhooks", &headers, body)
}

/// What a browser sends with a call from the page itself.
fn from_own_page(host: &str) -> String {
    format!("Origin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n")
}

fn post(host: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// What a server answers when it did what was asked.
pub(crate) fn expected(who: Who, call: Call) -> &'static str {
    match (call, who) {
        (Call::Create, Who::Ours) => "201",
        (Call::Complete, Who::Ours) => "200",
        (Call::Create | Call::Complete, Who::Express | Who::FastApi) => "303",
        (Call::OneEvent | Call::ManyEvents | Call::Again, _) => "204",
        (Call::Forged, _) => "498",
    }
}
