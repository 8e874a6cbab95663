//! The headers of the hosted pages.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::Markup;

/// A page that may run the sandbox's own script, and send forms to the sandbox and on to the merchant.
///
/// The merchant's origin is among the forms' targets because browsers also judge where a form's answer redirects to.
pub(crate) fn page(status: StatusCode, merchant_origin: Option<&str>, markup: Markup) -> Response {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data:; form-action 'self' {}; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        merchant_origin.unwrap_or_default()
    );
    let mut response = (status, Html(markup.into_string())).into_response();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Keeps what a payer sees out of caches, referrers and guessed types.
pub(crate) async fn keep_private(mut response: Response) -> Response {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `GET /hosted.css`: the styles of the frame and of the plain form.
pub(crate) async fn show_styles() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, include_str!("hosted.css"))
}
