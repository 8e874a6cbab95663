//! The way between merchant and GoCardless.

use std::future::pending;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use gocardless_client::{NoAnswer, Sending, Transport};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::time::sleep;
use tower::ServiceExt;

use crate::life::Season;
use crate::weather::{Trouble, Weather};
use crate::world::{Plan, World, at_once, short_path};

// The client's own: its version is the workspace's.
use axum::body::Bytes;

/// How the merchant's requests travel.
pub(crate) struct Wire(pub(crate) World);

/// A request under way to GoCardless; it arrives, whatever becomes of whoever sent it.
pub(crate) struct Flight {
    request: Request<Bytes>,
    reply: Option<oneshot::Sender<Response<Bytes>>>,
}

impl Transport for Wire {
    fn send(&self, request: Request<Bytes>) -> Sending {
        let world = self.0.clone();
        Box::pin(async move { carry(&world, request).await })
    }

    fn draw(&self) -> u64 {
        self.0.draw(crate::lot::Lot::number)
    }
}

async fn carry(world: &World, request: Request<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
    let name = name_of(&request);
    note_session_token(world, &request);
    world.point(&name).await;
    let is_completion = request.uri().path().ends_with("/actions/complete");
    let (trouble, there, back) = {
        let state = &mut *world.state();
        let (now, is_calm) = (state.now(), state.season == Season::Quiet);
        let trouble = if now < state.away_until && !is_calm {
            Some(Weather::away(&mut state.lot))
        } else {
            let trouble = state.weather.trouble(&mut state.lot);
            trouble.filter(|trouble| is_completion || *trouble != Trouble::Early)
        };
        let late = trouble == Some(Trouble::LateRequest);
        // Nobody carries a request out that was sent so long ago that its answer would wait for nobody.
        let there = if late { state.lot.seconds(1, 45) } else { state.lot.millis(1, 60) };
        let late = trouble == Some(Trouble::LateAnswer);
        let back = if late { state.lot.seconds(1, 9) } else { state.lot.millis(1, 60) };
        if let Some(trouble) = trouble {
            state.counts.troubles += 1;
            if now >= state.away_until
                && let Some(away) = state.weather.goes_away(&mut state.lot)
            {
                state.away_until = now + away;
            }
            state.note(&format!("  {name}: {trouble:?}"));
        }
        (trouble, there, back)
    };
    let answer = match trouble {
        Some(Trouble::NoConnection | Trouble::LostBefore | Trouble::SilentBefore) => {
            sleep(there).await;
            match trouble {
                Some(Trouble::NoConnection) => Err(NoAnswer::Connect),
                Some(Trouble::LostBefore) => Err(NoAnswer::Cut),
                _ => pending().await,
            }
        }
        Some(Trouble::FailsBefore) => later(there, answer(500, &[], "<h1>Oops</h1>")).await,
        Some(Trouble::TooMany) => {
            let wait = world.draw(|lot| lot.one_of(&[None, Some("1"), Some("30")]));
            let wait: Vec<_> = wait.map(|wait| ("retry-after", wait)).into_iter().collect();
            later(there, answer(429, &wait, &refusal(429, "rate_limit_exceeded"))).await
        }
        Some(Trouble::Early) => later(there, answer(422, &[], &refusal(422, "redirect_flow_incomplete"))).await,
        _ => {
            let (reply, answer) = oneshot::channel();
            let (first, second) = match trouble {
                Some(Trouble::Twice) => (None, Some(reply)),
                _ => (Some(reply), None),
            };
            world.plan(there, Plan::Arrival(Flight { request: request.clone(), reply: first }));
            if let Some(reply) = second {
                let gap = world.draw(|lot| lot.millis(1, 3_000));
                world.plan(there + gap, Plan::Arrival(Flight { request, reply: Some(reply) }));
            }
            match answer.await {
                Ok(answer) => distort(world, trouble, later(back, answer).await?).await,
                Err(_) => pending().await,
            }
        }
    };
    world.point(&name).await;
    answer
}

/// What goes wrong with an answer on its way back.
async fn distort(world: &World, trouble: Option<Trouble>, whole: Response<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
    match trouble {
        Some(Trouble::LostAfter) => Err(NoAnswer::Cut),
        Some(Trouble::SilentAfter) => pending().await,
        Some(Trouble::FailsAfter) => Ok(if world.draw(|lot| lot.per_mille(500)) {
            answer(500, &[], &refusal(500, "internal_server_error"))
        } else {
            answer(502, &[], "<h1>Bad gateway</h1>")
        }),
        Some(Trouble::Torn) => Ok(whole.map(|body| body.slice(..body.len() / 2))),
        _ => Ok(whole),
    }
}

impl World {
    /// A request reaches GoCardless, which carries it out and answers.
    pub(crate) fn arrive(&self, flight: Flight) {
        self.wind();
        let name = name_of(&flight.request);
        let answered = at_once(async {
            let response = self.gocardless.clone().oneshot(flight.request.map(Body::from)).await.unwrap();
            let (parts, body) = response.into_parts();
            Response::from_parts(parts, to_bytes(body, usize::MAX).await.unwrap())
        });
        let heard = match flight.reply {
            Some(reply) if !reply.is_closed() => {
                let status = answered.status();
                // Whoever waited may have gone at this very moment.
                let _ = reply.send(answered);
                format!("{}", status.as_u16())
            }
            _ => format!("{}, unheard", answered.status().as_u16()),
        };
        self.note(&format!("  {name}: {heard}"));
    }
}

async fn later(after: Duration, answer: Response<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
    sleep(after).await;
    Ok(answer)
}

fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Response<Bytes> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Bytes::from(body.to_owned())).unwrap()
}

fn refusal(code: u16, reason: &str) -> String {
    let kind = match code {
        422 => "invalid_state",
        429 => "invalid_api_usage",
        _ => "gocardless",
    };
    json!({ "error": { "type": kind, "code": code, "message": "Refused", "request_id": "r", "documentation_url": "",
        "errors": [{ "reason": reason, "message": "Refused" }] } })
    .to_string()
}

/// Method and path, without a query.
fn name_of(request: &Request<Bytes>) -> String {
    format!("{} {}", request.method(), short_path(request.uri().path()))
}

/// Takes the session token down, to look for it wherever it must not be.
fn note_session_token(world: &World, request: &Request<Bytes>) {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    for place in ["/redirect_flows/session_token", "/data/session_token"] {
        if let Some(token) = body.pointer(place).and_then(Value::as_str) {
            world.state().session_tokens.insert(token.to_owned());
        }
    }
}
