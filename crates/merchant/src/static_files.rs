//! The built page: files, compressed ones where the browser takes them, cached by what their names promise.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::handler::HandlerWithoutStateExt;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;

use crate::error::AppError;
use crate::headers::is_for_programs;
use crate::html::Problem;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

/// Everything that no route takes: a file of `pages`, or 404.
pub(crate) fn static_files(pages: &Path) -> Router {
    let files = ServeDir::new(pages).precompressed_br().precompressed_gzip().fallback(no_such_file.into_service());
    Router::new().fallback_service(files).layer(from_fn(set_cache_control))
}

async fn no_such_file() -> Problem {
    Problem::of(AppError::NotFound)
}

async fn set_cache_control(request: Request, next: Next) -> Response {
    // `/api/` is no route, but whoever asks there expects our envelope.
    if is_for_programs(request.uri().path()) {
        return AppError::NotFound.into_response();
    }
    let value = if has_hash(request.uri().path()) { FOR_EVER } else { ASK_EACH_TIME };
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(CACHE_CONTROL, value);
    }
    response
}

/// Whether the file's name holds a hyphen and at least 12 hexadecimal digits: the hash of its content.
///
/// Trunk writes 64 bits without leading zeros, so one name in sixteen has fewer than 16 digits.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let word =
        |part: &str| part.bytes().take_while(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte)).count();
    name.split('-').skip(1).any(|part| {
        let digits = word(part);
        digits >= 12 && part[digits..].bytes().next().is_none_or(|byte| !byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_ever() {
        for (path, expected) in [
            ("/mandate-signup-0123456789abcdef.js", true),
            ("/mandate-signup-0123456789abcdef_bg.wasm", true),
            ("/a/b-0123456789abcdef0123.css", true),
            ("/mandate-signup.css", false),
            ("/mandate-signup-87e157e2d466402.js", true),
            ("/mandate-signup-0123456789a.js", false),
            ("/mandate-signup-0123456789abcdefg.js", false),
            ("/0123456789abcdef.js", false),
            ("/x-0123456789abcdef/index.html", false),
            ("/", false),
        ] {
            assert_eq!(has_hash(path), expected, "{path}");
        }
    }
}
