//! Errors that something below us answers with a status and nothing else.

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Problem;
use crate::error::{AppError, Failed};
use crate::headers::fails_in_json;

/// Says in words what an error with an empty body is: JSON where programs call and to who asks for it, else a page.
///
/// The router's and the file service's own refusals are such, and panics, which are told as their path tells errors. What their headers tell (`Allow`, `Content-Range`) stays.
pub(crate) async fn explain_empty_errors<F: Future<Output = Response>>(
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let is_head = request.method() == Method::HEAD;
    let (in_json, asks_for_json) = (fails_in_json(request.uri().path()), asks_for_json(request.headers()));

    let response = next(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if is_head || !is_error || response.body().size_hint().exact() != Some(0) {
        return response;
    }
    let error = explained(&response);
    // A handler that panicked would have answered as its path does.
    let wants_json = in_json || (asks_for_json && !matches!(error, AppError::Panicked));
    let words = if wants_json { error.into_response() } else { Problem::of(error).into_response() };
    with_words(response, words)
}

fn explained(response: &Response) -> AppError {
    if response.extensions().get::<Failed>().is_some_and(|Failed(cause)| matches!(**cause, AppError::Panicked)) {
        return AppError::Panicked;
    }
    match response.status() {
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => AppError::MethodNotAllowed,
        status => AppError::Unexplained(status),
    }
}

fn with_words(response: Response, words: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    let (words, body) = words.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    for name in [CONTENT_TYPE, RETRY_AFTER] {
        if let Some(value) = words.headers.get(&name) {
            parts.headers.insert(name, value.clone());
        }
    }
    parts.extensions.extend(words.extensions);
    Response::from_parts(parts, body)
}

fn asks_for_json(headers: &HeaderMap) -> bool {
    let accepted: Vec<_> = headers.get_all(ACCEPT).into_iter().filter_map(|value| value.to_str().ok()).collect();
    let names = |media_type| accepted.iter().any(|value| value.contains(media_type));
    names("application/json") && !names("text/html")
}
