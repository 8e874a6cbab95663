//! A web site of somebody else's.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A server of a page and a script at `127.0.0.1`, which is another site than the shop's; gone when dropped.
pub(crate) struct Site {
    origin: String,
    shown: Arc<Shown>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Shown {
    page: Mutex<String>,
    script: Mutex<String>,
    asked: Mutex<Vec<String>>,
}

impl Site {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("a local address"));
        let shown = Arc::<Shown>::default();
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&shown));
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.expect("a server") });
        Self { origin, shown, task }
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Puts up a page with this in its body; its address.
    pub(crate) fn shows(&self, body: &str) -> String {
        *lock(&self.shown.page) =
            format!("<!doctype html><html lang=en><title>Elsewhere</title><body>{body}</body></html>");
        format!("{}/", self.origin)
    }

    /// Puts up a script; its address.
    pub(crate) fn runs(&self, script: &str) -> String {
        script.clone_into(&mut lock(&self.shown.script));
        format!("{}/script.js", self.origin)
    }

    /// The paths that were asked for so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        lock(&self.shown.asked).clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(shown): State<Arc<Shown>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    lock(&shown.asked).push(path.clone());
    match path.as_str() {
        "/" => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], lock(&shown.page).clone()).into_response(),
        "/script.js" => ([(header::CONTENT_TYPE, "text/javascript")], lock(&shown.script).clone()).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
