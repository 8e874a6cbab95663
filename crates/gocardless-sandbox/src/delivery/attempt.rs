//! One attempt to deliver one webhook.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, Request};
use gocardless_api::Webhook;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

use crate::ledger::Outcome;

/// Sends over http, and over https to whom the public roots vouch for; follows no redirects.
pub(crate) type Http = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// The most bytes of an answer's body that are read; what is kept of them is less.
const LARGEST_ANSWER: usize = 64 * 1024;

/// A connection of its own for each attempt: one that the receiver has closed meanwhile would fail for no reason of the
/// receiver's.
pub(crate) fn client() -> Result<Http, rustls::Error> {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp);
    Ok(Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector))
}

/// Sends the webhook once, with the body and the headers that it has.
pub(super) async fn attempt(http: &Http, webhook: &Webhook, patience: Duration) -> Outcome {
    timeout(patience, exchange(http, webhook)).await.unwrap_or(Outcome::TooLate)
}

async fn exchange(http: &Http, webhook: &Webhook) -> Outcome {
    let mut request = Request::post(&webhook.url);
    for (name, value) in &webhook.request_headers {
        request = request.header(name, value);
    }
    // An endpoint's URL is checked to be one.
    let Ok(request) = request.body(Full::from(webhook.request_body.clone())) else { return Outcome::NotConnected };
    match http.request(request).await {
        Ok(response) => {
            let (parts, body) = response.into_parts();
            match beginning(body).await {
                Some(body) => Outcome::Answered { code: parts.status.as_u16(), headers: texts(&parts.headers), body },
                None => Outcome::BrokenOff,
            }
        }
        Err(error) if error.is_connect() => Outcome::NotConnected,
        Err(_) => Outcome::BrokenOff,
    }
}

/// As much of the body as is read; `None` when it broke off.
async fn beginning(mut body: Incoming) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while bytes.len() <= LARGEST_ANSWER
        && let Some(frame) = body.frame().await
    {
        if let Some(data) = frame.ok()?.data_ref() {
            bytes.extend_from_slice(data);
        }
    }
    Some(bytes)
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect()
}
