//! The table of contents of the server.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::FutureExt;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::body_budget::limit_bodies;
use crate::error::{AppError, Failed};
use crate::headers::{SecurityHeaders, fails_in_json, set_security_headers};
use crate::html::{Problem, explain_empty_errors, show_styles};
use crate::rate_limit::limit_page;
use crate::request_log::log_request;
use crate::routes::complete_signup::complete_signup;
use crate::routes::complete_signup_on_return::complete_signup_on_return;
use crate::routes::look_up_bank_details::look_up_bank_details;
use crate::routes::merchant::guard_merchant;
use crate::routes::merchant::list_events::list_events;
use crate::routes::merchant::list_mandates::list_mandates;
use crate::routes::merchant::list_resources::{
    list_payments, list_subscriptions, show_mandate, show_payment, show_subscription,
};
use crate::routes::merchant::list_signups::list_signups;
use crate::routes::merchant::show_signup::show_signup as show_merchants_signup;
use crate::routes::not_found::{api_method_not_allowed, api_path_not_found, page_method_not_allowed};
use crate::routes::receive_webhook::receive_webhook;
use crate::routes::show_health::{show_liveness, show_readiness};
use crate::routes::show_mandate_pdf::show_mandate_pdf;
use crate::routes::show_metrics::show_metrics;
use crate::routes::show_signup::show_signup;
use crate::routes::show_signup_page::show_signup_page;
use crate::routes::start_signup::start_signup;
use crate::routes::start_signup_form::start_signup_form;
use crate::routes::submit_signup::submit_signup;
use crate::static_files::static_files;
use crate::{AppState, Config, csrf, rate_limit};

const MAX_BODY: usize = 64 * 1024;
/// 250 events with the longest metadata that there can be, of caller and resource, and room to spare.
const MAX_WEBHOOK: usize = 4 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(30);

/// Everything that the server answers.
pub fn app(state: AppState) -> Router {
    let security_headers = SecurityHeaders::new(&state.config);
    let files = static_files(&state.config.server.pages);
    let counted = from_fn_with_state(state.clone(), limit_page);

    // For the component.
    let api = Router::new()
        .route("/bank_details_lookups", post(look_up_bank_details))
        .route("/signups", post(start_signup))
        .route("/signups/{id}", get(show_signup))
        .route("/signups/{id}/actions/complete", post(complete_signup))
        .route("/signups/{id}/actions/submit", post(submit_signup))
        .route("/signups/{id}/mandate_pdf", get(show_mandate_pdf).route_layer(counted.clone()))
        .fallback(api_path_not_found)
        .method_not_allowed_fallback(api_method_not_allowed)
        .layer(from_fn_with_state(state.clone(), admit_api));

    // For a page without script.
    let pages = Router::new()
        .route("/signups", post(start_signup_form).route_layer(counted.clone()))
        .route("/signups/return", get(complete_signup_on_return).route_layer(counted))
        .route("/signups/{id}", get(show_signup_page))
        .method_not_allowed_fallback(page_method_not_allowed)
        .layer(from_fn_with_state(state.clone(), csrf::guard_form));

    // For GoCardless.
    let webhooks = Router::new()
        .route("/", post(receive_webhook))
        .fallback(api_path_not_found)
        .method_not_allowed_fallback(api_method_not_allowed)
        .layer(from_fn_with_state((state.clone(), MAX_WEBHOOK), limit_bodies));

    // For the merchant's own systems.
    let merchant = Router::new()
        .route("/events", get(list_events))
        .route("/mandates", get(list_mandates))
        .route("/mandates/{id}", get(show_mandate))
        .route("/payments", get(list_payments))
        .route("/payments/{id}", get(show_payment))
        .route("/signups", get(list_signups))
        .route("/signups/{id}", get(show_merchants_signup))
        .route("/subscriptions", get(list_subscriptions))
        .route("/subscriptions/{id}", get(show_subscription))
        .fallback(api_path_not_found)
        .method_not_allowed_fallback(api_method_not_allowed)
        .layer(from_fn_with_state(state.clone(), guard_merchant));

    // For operators.
    let health = Router::new()
        .route("/healthz", get(show_liveness))
        .route("/livez", get(show_liveness))
        .route("/readyz", get(show_readiness));
    let measured = if state.config.metrics.tokens.are_any() {
        Router::new().route("/metrics", get(show_metrics))
    } else {
        Router::new()
    };

    let all = Router::new()
        .nest("/api", api)
        .nest("/merchant", merchant)
        .merge(pages)
        .nest("/webhooks", webhooks)
        .merge(health)
        .merge(measured)
        .route("/signups.css", get(show_styles))
        .fallback_service(files);
    // Few layers, for every request copies each with all that lie within it.
    let finishing = (state.clone(), security_headers);
    let shared = match cors(&state.config) {
        Some(cors) => all.layer(from_fn(limit_request)).layer(cors).layer(from_fn_with_state(finishing, finish)),
        None => all.layer(from_fn_with_state(finishing, limit_and_finish)),
    };
    shared.with_state(state)
}

/// Lets pages of allowed origins call with their cookies.
fn cors(config: &Config) -> Option<CorsLayer> {
    if config.server.allowed_origins.is_empty() {
        return None;
    }
    let origins = config.server.allowed_origins.iter().filter_map(|origin| HeaderValue::from_str(origin.as_str()).ok());
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([CONTENT_TYPE, HeaderName::from_static("idempotency-key")])
        .expose_headers([LOCATION, RETRY_AFTER, HeaderName::from_static("x-request-id")])
        .max_age(Duration::from_mins(10));
    Some(layer)
}

type Finishing = (AppState, SecurityHeaders);

/// Logs the request, and gives its answer the headers that every answer carries, and words.
async fn finish(State(finishing): State<Finishing>, request: Request, next: Next) -> Response {
    finish_with(finishing, request, |request| next.run(request)).await
}

/// The same, and [`limit_request`] within it.
async fn limit_and_finish(State(finishing): State<Finishing>, request: Request, next: Next) -> Response {
    finish_with(finishing, request, |request| limit_request(request, next)).await
}

async fn finish_with<F: Future<Output = Response>>(
    (state, headers): Finishing,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let explain = |request| explain_empty_errors(request, next);
    log_request(state, request, |request| set_security_headers(headers, request, explain)).await
}

/// Limits its time and, where nothing closer does, its body; a panic ends nothing but itself.
async fn limit_request(mut request: Request, next: Next) -> Response {
    DefaultBodyLimit::max(MAX_BODY).apply(&mut request);
    let in_json = fails_in_json(request.uri().path());
    // What was broken half-way is dropped with it.
    let answering = AssertUnwindSafe(async move { next.run(request).await }).catch_unwind();
    match tokio::time::timeout(TIMEOUT, answering).await {
        Ok(answered) => answered.unwrap_or_else(|_| answer_panic()),
        Err(_) if in_json => AppError::TimedOut.into_response(),
        Err(_) => Problem::of(AppError::TimedOut).into_response(),
    }
}

/// Lets API calls through that come from our own or allowed pages, and not too often.
async fn admit_api(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match csrf::check_api(&state, &request).and_then(|()| rate_limit::check(&state, &request)) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// Without words: further out it is known whether they are for a program or for people.
fn answer_panic() -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Failed(Arc::new(AppError::Panicked)));
    response
}
