//! Headers that every answer carries.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use crate::{Config, Origin};

/// The headers that every answer carries, errors and files included.
#[derive(Clone)]
pub(crate) struct SecurityHeaders(Arc<HeaderMap>);

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Two years.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

impl SecurityHeaders {
    pub(crate) fn new(config: &Config) -> Self {
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value| headers.insert(name, value);
        let policy = content_security_policy(config);
        set(CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy).expect("origins can stand in a header"));
        set(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
        set(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if config.server.own_origin().is_https() {
            set(STRICT_TRANSPORT_SECURITY, HSTS);
        }
        Self(Arc::new(headers))
    }
}

/// Adds the headers where the answer does not have its own.
pub(crate) async fn set_security_headers<F: Future<Output = Response>>(
    SecurityHeaders(headers): SecurityHeaders,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let path = request.uri().path();
    let is_page = under(path, "/signups");
    let is_private = is_page || is_for_programs(path);

    let mut response = next(request).await;
    let own = response.headers_mut();
    if is_page {
        own.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    }
    for (name, value) in headers.iter() {
        own.entry(name).or_insert_with(|| value.clone());
    }
    if is_private {
        own.insert(CACHE_CONTROL, NO_STORE);
    } else {
        own.entry(CACHE_CONTROL).or_insert(NO_STORE);
    }
    response
}

/// Whether what lies at `path` speaks JSON, whoever asks.
pub(crate) fn is_for_programs(path: &str) -> bool {
    ["/api", "/merchant", "/metrics", "/webhooks"].into_iter().any(|root| under(path, root))
}

/// Whether what goes wrong at `path` is told in JSON, whoever asks: where programs call, but for the one link that people
/// follow there.
pub(crate) fn fails_in_json(path: &str) -> bool {
    is_for_programs(path) && !(under(path, "/api/signups") && path.ends_with("/mandate_pdf"))
}

/// Whether `path` is `root` or lies under it.
fn under(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Nothing but our own files, no inline script, no text that becomes HTML or script, frames for allowed pages only, and
/// forms that may end at GoCardless.
fn content_security_policy(config: &Config) -> String {
    let listed = |origins: &[Origin]| origins.iter().fold(String::new(), |list, origin| format!("{list} {origin}"));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data:; font-src 'self'; form-action 'self'{}; base-uri 'none'; object-src 'none'; \
         frame-ancestors 'self'{}; require-trusted-types-for 'script'; trusted-types 'none'",
        listed(&config.gocardless.hosted_origins()),
        listed(&config.server.allowed_origins),
    )
}
