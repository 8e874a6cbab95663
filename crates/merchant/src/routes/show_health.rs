//! `GET /healthz`, `GET /livez`, `GET /readyz`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::AppState;

/// The process answers: 204.
pub(crate) async fn show_liveness() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Whether signups can be served: 200, or 503 when the store cannot be read or written.
///
/// Writes nothing: a store that could not be written says so until its own attempts succeed again. Asks GoCardless nothing
/// either: it tells what the last call came to, and does not depend on it, for reads and webhooks go on without.
pub(crate) async fn show_readiness(State(state): State<AppState>) -> (StatusCode, Json<Value>) {
    let health = state.store.health().await;
    let ready = health.readable && health.writable && health.migrated;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "ready": ready,
        "store": { "readable": health.readable, "writable": health.writable, "migrated": health.migrated },
        "gocardless": { "reachable": state.upstream.is_reachable(), "connected": !state.gocardless.is_revoked() },
    });
    (status, Json(body))
}
