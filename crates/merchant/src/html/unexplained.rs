//! Errors that something below us answers with a status and nothing else.

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Problem;
use crate::error::AppError;
use crate::headers::is_for_programs;

/// Says in words what an error with an empty body is: JSON where programs call and to who asks for it, else a page.
///
/// The router's and the file service's own refusals are such. What their headers tell (`Allow`, `Content-Range`) stays.
pub(crate) async fn explain_empty_errors(request: Request, next: Next) -> Response {
    let is_head = request.method() == Method::HEAD;
    let wants_json = is_for_programs(request.uri().path()) || asks_for_json(request.headers());

    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if is_head || !is_error || response.body().size_hint().exact() != Some(0) {
        return response;
    }
    let error = explained(status);
    let words = if wants_json { error.into_response() } else { Problem::of(error).into_response() };
    with_words(response, words)
}

fn explained(status: StatusCode) -> AppError {
    match status {
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
