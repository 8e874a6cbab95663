//! A page with nothing on it but the form, and a backend that answers as told: any state of the form, in a moment.
//!
//! The journeys show that states are come to; here is looked at what they are. Answers are the types that the real
//! backends answer with, so they cannot say what those would not.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::house::pages;

/// The page is light or dark as the payer prefers, and as narrow as a checkout's column.
const STYLES: &str = "
:root { color-scheme: light dark; }
body { margin: 0; padding: clamp(0.5rem, 3vw, 2rem); font-family: sans-serif; }
main { max-width: 34rem; margin: 0 auto; }
h1 { margin: 0 0 1rem; font-size: 1.25rem; }
";

/// What the page says to the form, and what the backend does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    /// The attributes of the element besides `locale`.
    pub(crate) attributes: String,
    /// What stands inside the element: a plain form, with what the page knows of the payer.
    pub(crate) inside: &'static str,
    /// The language, as in BCP 47.
    pub(crate) locale: String,
    /// The page's own styles, such as a theme.
    pub(crate) styles: String,
    /// What stands in the page's address behind `?`.
    pub(crate) query: &'static str,
    /// The page's security policy; the README's where it is empty.
    pub(crate) policy: &'static str,
    pub(crate) answers: Vec<Answer>,
}

/// What is answered to calls whose path ends in `path`.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// Without one, the call is never answered.
    pub(crate) said: Option<(u16, Value)>,
}

/// A server of one page; gone when dropped.
pub(crate) struct Stage {
    port: u16,
    scene: Arc<Mutex<Scene>>,
    task: JoinHandle<()>,
}

impl Stage {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("a local address").port();
        let scene = Arc::default();
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&scene));
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.expect("a server") });
        Self { port, scene, task }
    }

    /// The origin of its page.
    pub(crate) fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Sets the scene; the address of its page.
    pub(crate) fn set(&self, scene: Scene) -> String {
        let query = if scene.query.is_empty() { String::new() } else { format!("?{}", scene.query) };
        *self.scene.lock().unwrap_or_else(PoisonError::into_inner) = scene;
        format!("{}/stage{query}", self.origin())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(scene): State<Arc<Mutex<Scene>>>, request: Request) -> Response {
    let scene = scene.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let path = request.uri().path();
    if let Some(answer) = scene.answers.iter().find(|answer| answer.is_to(&request)) {
        let Some((status, body)) = &answer.said else { return std::future::pending().await };
        let status = StatusCode::from_u16(*status).expect("a status");
        return (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response();
    }
    match path {
        "/stage" => page(&scene),
        "/styles.css" => ([(header::CONTENT_TYPE, "text/css")], [STYLES, &scene.styles].concat()).into_response(),
        _ => file(path),
    }
}

impl Answer {
    fn is_to(&self, request: &Request) -> bool {
        *request.method() == self.method && request.uri().path().ends_with(self.path)
    }
}

/// That of the README, and nothing else that a page could need.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'";

fn page(scene: &Scene) -> Response {
    let Scene { attributes, inside, locale, .. } = scene;
    let direction = if locale.starts_with("ar") { "rtl" } else { "ltr" };
    let html = format!(
        r#"<!doctype html>
<html lang="en" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stage</title>
<link rel="stylesheet" href="/mandate-signup.css">
<link rel="stylesheet" href="/styles.css">
<script type="module" src="/mandate-signup.js"></script>
</head>
<body><main><h1>Northwind</h1><mandate-signup {attributes} locale="{locale}">{inside}</mandate-signup></main></body>
</html>"#
    );
    let policy = if scene.policy.is_empty() { POLICY } else { scene.policy };
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)], html)
        .into_response()
}

/// A file of the built page.
fn file(path: &str) -> Response {
    let file: PathBuf = pages().join(path.trim_start_matches('/'));
    let kind = match file.extension().and_then(|ending| ending.to_str()) {
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "text/plain; charset=utf-8",
    };
    match std::fs::read(&file) {
        Ok(bytes) => ([(header::CONTENT_TYPE, kind)], Body::from(bytes)).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
