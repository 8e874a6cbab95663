//! `GET /metrics`

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::AppState;
use crate::error::AppError;
use crate::headers::{SecurityHeaders, set_security_headers};

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is measured, for whoever has a token of `METRICS_TOKEN`. Without one configured, there is nothing at this path.
pub(crate) async fn show_metrics(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, AppError> {
    if state.config.metrics.tokens.lets_in(&headers) { render(&state).await } else { Err(AppError::Unauthorized) }
}

/// What is served at `METRICS_ADDR`, to whoever reaches that.
pub(crate) fn metrics_app(state: AppState) -> Router {
    let security_headers = SecurityHeaders::new(&state.config);
    Router::new()
        .route("/metrics", get(|State(state): State<AppState>| async move { render(&state).await }))
        .layer(from_fn_with_state(security_headers, |State(headers), request, next: Next| {
            set_security_headers(headers, request, |request| next.run(request))
        }))
        .with_state(state)
}

async fn render(state: &AppState) -> Result<Response, AppError> {
    let measurements = state.measurements.as_ref().ok_or(AppError::NotFound)?;
    Ok(([(CONTENT_TYPE, TEXT)], measurements.render(state).await).into_response())
}
