//! The way between browsers and merchant.

use std::net::{IpAddr, SocketAddr};

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, header};
use serde_json::Value;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::weather::Mishap;
use crate::world::{World, short_path};

/// The merchant's own origin.
pub(crate) const OWN: &str = "http://localhost:8080";

/// What a browser gets.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    body: String,
}

/// Who asks: a cookie and an address.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    pub(crate) cookie: Option<String>,
}

impl Browser {
    /// Asks the merchant; none when there is no answer.
    pub(crate) async fn ask(&self, world: &World, who: &str, mut request: Request<Body>) -> Option<Answer> {
        let name = format!("{who}: {} {}", request.method(), short_path(request.uri().path()));
        let mishap = {
            let state = &mut *world.state();
            state.weather.mishap(&mut state.lot)
        };
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, format!("__Host-signup={cookie}").parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((IpAddr::from([203, 0, 113, 7]), 4711))));
        sleep(world.draw(|lot| lot.millis(1, 50))).await;
        let merchant = world.state().merchant.clone();
        let Some(merchant) = merchant.filter(|_| mishap != Some(Mishap::LostBefore)) else {
            world.note(&format!("{name}: nobody answers"));
            return None;
        };
        world.note(&name);
        let asking = async {
            let (parts, body) = merchant.oneshot(request).await.unwrap().into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            let body = String::from_utf8_lossy(&body).into_owned();
            Answer { status: parts.status.as_u16(), headers: parts.headers, body }
        };
        let answer = match mishap {
            Some(Mishap::Closed(after)) => timeout(after, asking).await.ok(),
            _ => Some(asking.await),
        };
        let Some(answer) = answer else {
            world.note(&format!("{name}: closed"));
            return None;
        };
        world.note(&format!("{name}: {}{}", answer.status, if mishap.is_some() { ", unheard" } else { "" }));
        answer.check(world, &name);
        sleep(world.draw(|lot| lot.millis(1, 50))).await;
        mishap.is_none().then_some(answer)
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The signup, where there is one.
    pub(crate) fn signup(&self) -> Value {
        serde_json::from_str::<Value>(&self.body).map(|mut body| body["signups"].take()).unwrap_or_default()
    }

    /// The reason of a refusal.
    pub(crate) fn reason(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["error"]["errors"][0]["reason"].as_str().unwrap_or_default().to_owned()
    }

    /// The cookie that the answer sets.
    pub(crate) fn cookie(&self) -> Option<String> {
        let (_, cookie) = self.header("set-cookie").split(';').next()?.split_once('=')?;
        Some(cookie.to_owned())
    }

    /// What holds for whatever anybody is answered.
    fn check(&self, world: &World, name: &str) {
        if self.status >= 500 && self.status != 503 {
            world.violated(format!("{name}: {} {}", self.status, self.body));
        }
        if self.status == 503 && self.header("retry-after").is_empty() {
            world.violated(format!("{name}: 503 without Retry-After"));
        }
        let headers = format!("{:?}", self.headers);
        let is_told = world.state().session_tokens.iter().any(|it| self.body.contains(it) || headers.contains(it));
        if is_told {
            world.violated(format!("{name}: the session token is told"));
        }
    }
}

/// JSON, as our page's script sends it.
pub(crate) fn json_request(path: &str, body: &Value) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/json")
        .header("origin", OWN)
        .header("sec-fetch-site", "same-origin")
        .body(body.to_string().into())
        .unwrap()
}

/// A form, as a page without script sends it.
pub(crate) fn form_request(path: &str, body: String) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", OWN)
        .header("sec-fetch-site", "same-origin")
        .body(body.into())
        .unwrap()
}

/// Coming back from GoCardless.
pub(crate) fn navigation(path: &str) -> Request<Body> {
    Request::get(path)
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "document")
        .body(Body::empty())
        .unwrap()
}

pub(crate) fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}
