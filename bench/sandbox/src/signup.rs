//! Whole signups in this process, without a socket: flow, hosted page, completion, webhook.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{Request, header};
use gocardless_api::WebhookSecret;
use gocardless_sandbox::{Options, Sandbox, WebhookEndpoint, app};
use serde_json::{Value, json};
use tower::ServiceExt as _;

const ROUNDS: usize = 1000;
const SECRET: &str = "a secret";

/// What one signup takes, at the median and at the 99th percentile.
#[derive(Clone, Copy, Default)]
pub(crate) struct Signup {
    pub(crate) median: Duration,
    pub(crate) p99: Duration,
}

/// Measures signups one after the other.
pub(crate) async fn measure() -> Result<Signup> {
    let webhook = Some(WebhookEndpoint::new("http://127.0.0.1:9/webhooks", SECRET)?);
    let clock = Some("2026-03-02T09:00:00Z".parse()?);
    let sandbox = Sandbox::new(Options { clock, webhook, ..Options::default() })?;
    let router = app(sandbox.clone());
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        sign_up(&router).await?;
        times.push(begun.elapsed());
    }
    ensure!(sandbox.mandates().len() == ROUNDS, "not every signup has made a mandate");
    times.sort_unstable();
    Ok(Signup { median: times[ROUNDS / 2], p99: times[ROUNDS * 99 / 100] })
}

async fn sign_up(router: &Router) -> Result<()> {
    let flow = json!({"redirect_flows": {
        "session_token": "s1", "success_redirect_url": "https://shop.example/ok", "description": "Club fee"
    }});
    let flow = call(router, api(Request::post("/redirect_flows")), &flow).await?;
    let id = flow["redirect_flows"]["id"].as_str().context("no flow")?;

    let page = Request::get(format!("/flow/{id}")).body(Body::empty())?;
    let shown = router.clone().oneshot(page).await?;
    ensure!(shown.status() == 200, "the hosted page answers {}", shown.status());
    let details = json!({"data": {
        "payer": {
            "given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com",
            "address_line1": "27 Acer Road", "city": "London", "postal_code": "E8 3GX", "country_code": "GB"
        },
        "bank_account": {
            "account_holder_name": "Frank Osborne", "country_code": "GB",
            "branch_code": "20-00-00", "account_number": "55779911"
        },
        "authority": true
    }});
    let submit = Request::post(format!("/flow/{id}/actions/submit")).header("sec-fetch-site", "same-origin");
    call(router, submit, &details).await?;

    let token = json!({"data": {"session_token": "s1"}});
    let done = call(router, api(Request::post(format!("/redirect_flows/{id}/actions/complete"))), &token).await?;
    let mandate = done["redirect_flows"]["links"]["mandate"].as_str().context("no mandate")?;

    let list = api(Request::get("/webhooks?limit=1")).body(Body::empty())?;
    let bytes = to_bytes(router.clone().oneshot(list).await?.into_body(), usize::MAX).await?;
    let webhook = &serde_json::from_slice::<Value>(&bytes)?["webhooks"][0];
    let body = webhook["request_body"].as_str().context("no webhook")?;
    let signature = webhook["request_headers"]["Webhook-Signature"].as_str().context("no signature")?;
    let read = WebhookSecret::new(SECRET).read(body.as_bytes(), signature)?;
    ensure!(read.events.iter().any(|event| event.links.get("mandate") == Some(mandate)), "not of this mandate");
    Ok(())
}

fn api(request: Builder) -> Builder {
    request.header("authorization", "Bearer sandbox_demo").header("gocardless-version", "2015-07-06")
}

async fn call(router: &Router, request: Builder, body: &Value) -> Result<Value> {
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()))?;
    let answer = router.clone().oneshot(request).await?;
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await?;
    ensure!(status.is_success(), "answered {status}: {}", String::from_utf8_lossy(&bytes));
    Ok(serde_json::from_slice(&bytes)?)
}
