//! Somebody's browser.

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Answer, OWN, contract};

/// The cookie's name.
const COOKIE: &str = "__Host-signup";

/// A browser with our page open: it keeps our cookie, and says where its requests come from.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) app: Router,
    pub(crate) cookie: Option<String>,
    pub(crate) address: IpAddr,
}

impl Browser {
    pub(crate) fn new(app: Router) -> Self {
        Self { app, cookie: None, address: [203, 0, 113, 7].into() }
    }

    /// Sends any request as it is, with the cookie.
    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, format!("{COOKIE}={cookie}").parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((self.address, 4711))));
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body };
        contract::check(&method, &path, &answer);
        if let Some(cookie) = answer.header("set-cookie").split(';').next().and_then(|pair| pair.split_once('=')) {
            assert_eq!(cookie.0, COOKIE);
            self.cookie = Some(cookie.1.to_owned());
        }
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends JSON as our page's script does.
    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send(json_request(path, body)).await
    }

    /// Starts a signup under a key.
    pub(crate) async fn start_under(&mut self, key: &str, body: &Value) -> Answer {
        let mut request = json_request("/api/signups", body);
        request.headers_mut().insert("idempotency-key", key.parse().unwrap());
        self.send(request).await
    }

    pub(crate) async fn start(&mut self) -> Answer {
        self.post("/api/signups", &magazine()).await
    }

    pub(crate) async fn complete(&mut self, signup: &str, redirect_flow: &str) -> Answer {
        let body = json!({ "data": { "redirect_flow_id": redirect_flow } });
        self.post(&format!("/api/signups/{signup}/actions/complete"), &body).await
    }

    /// Sends the form of a page without script.
    pub(crate) async fn post_form(&mut self, body: &'static str) -> Answer {
        let request = Request::post("/signups")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", OWN)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Follows GoCardless's redirect back to us.
    pub(crate) async fn navigate(&mut self, path: &str) -> Answer {
        let request = Request::get(path)
            .header("sec-fetch-site", "cross-site")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document")
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }
}

fn json_request(path: &str, body: &Value) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/json")
        .header("origin", OWN)
        .header("sec-fetch-site", "same-origin")
        .body(body.to_string().into())
        .unwrap()
}

/// What our page sends for a payer.
pub(crate) fn magazine() -> Value {
    json!({ "signups": {
        "flow": "redirect", "plan": "magazine", "locale": "en-GB",
        "payer": { "given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com" },
    }})
}

/// The same with another value for a field.
pub(crate) fn with(field: &str, value: Value) -> Value {
    let mut body = magazine();
    body["signups"][field] = value;
    body
}
