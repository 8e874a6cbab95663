//! State changes come from our own pages, or from allowed ones.
//!
//! | request | `Origin` | `Sec-Fetch-Site` | |
//! |---|---|---|---|
//! | JSON under `/api` | own | `same-origin`, `none` or none | passes |
//! | | own | `cross-site`, `same-site` | refused: a browser says one or the other |
//! | | allowed | any | passes |
//! | | foreign or `null` | any | refused |
//! | | none | `same-origin`, `none` or none | passes: a browser sends JSON across origins only with an `Origin` |
//! | | none | `cross-site`, `same-site` | refused |
//! | form under `/signups` | own | `same-origin`, `none` or none | passes |
//! | | own | `cross-site`, `same-site` | refused |
//! | | none | `same-origin` | passes |
//! | | anything else | | refused, also when both are missing: a form needs no permission to cross origins |
//!
//! Source: OWASP ASVS 5.0, 3.5.1 to 3.5.3; the rule of Go's `net/http.CrossOriginProtection`, but for the last line.

use axum::extract::{Request, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::AppState;
use crate::config::ServerConfig;
use crate::error::AppError;
use crate::html::Problem;

/// Refuses unsafe methods under `/api` that come from foreign pages.
///
/// # Errors
///
/// [`AppError::CrossOrigin`].
pub(crate) fn check_api(state: &AppState, request: &Request) -> Result<(), AppError> {
    let passes = request.method().is_safe() || api_passes(request.headers(), &state.config.server);
    if passes { Ok(()) } else { Err(AppError::CrossOrigin) }
}

/// Refuses form posts that do not come from our own pages.
pub(crate) async fn guard_form(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || form_passes(request.headers(), &state.config.server) {
        next.run(request).await
    } else {
        Problem::of(AppError::CrossOrigin).into_response()
    }
}

/// Whether a GET that completes a signup is a navigation of the browser's window, as the return from GoCardless is.
pub(crate) fn is_navigation(method: &Method, headers: &HeaderMap) -> bool {
    let says = |name, expected| text(headers, name).is_none_or(|value| value == expected);
    *method == Method::GET && says("Sec-Fetch-Mode", "navigate") && says("Sec-Fetch-Dest", "document")
}

fn api_passes(headers: &HeaderMap, server: &ServerConfig) -> bool {
    let is_allowed = |origin| server.allowed_origins.iter().any(|allowed| allowed.as_str() == origin);
    let from_here = matches!(text(headers, "Sec-Fetch-Site"), None | Some("same-origin" | "none"));
    match text(headers, ORIGIN.as_str()) {
        Some(origin) if origin == server.own_origin().as_str() => from_here,
        Some(origin) => is_allowed(origin),
        None => from_here,
    }
}

fn form_passes(headers: &HeaderMap, server: &ServerConfig) -> bool {
    let site = text(headers, "Sec-Fetch-Site");
    match text(headers, ORIGIN.as_str()) {
        Some(origin) => origin == server.own_origin().as_str() && matches!(site, None | Some("same-origin" | "none")),
        None => site == Some("same-origin"),
    }
}

/// A header's text; one that is not text, or is sent twice, matches nothing.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).into_iter();
    match (values.next(), values.next()) {
        (None, _) => None,
        (Some(value), None) => Some(value.to_str().unwrap_or("unreadable")),
        (Some(_), Some(_)) => Some("repeated"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Option<&str> = Some("https://own.example");
    const ALLOWED: Option<&str> = Some("https://shop.example");
    const SAME_ORIGIN: Option<&str> = Some("same-origin");
    const SAME_SITE: Option<&str> = Some("same-site");
    const CROSS_SITE: Option<&str> = Some("cross-site");

    #[test]
    fn who_may_change_something() {
        let mut server = crate::Config::for_testing(
            "http://127.0.0.1:8081".parse().unwrap(),
            "unused",
            "https://own.example".parse().unwrap(),
            "unused",
        )
        .server;
        server.allowed_origins = vec!["https://shop.example".parse().unwrap()];

        for (origin, site, api, form) in [
            (OWN, None, true, true),
            (OWN, SAME_ORIGIN, true, true),
            (OWN, Some("none"), true, true),
            (OWN, CROSS_SITE, false, false),
            (OWN, SAME_SITE, false, false),
            (ALLOWED, None, true, false),
            (ALLOWED, CROSS_SITE, true, false),
            (ALLOWED, SAME_SITE, true, false),
            (Some("https://evil.example"), None, false, false),
            (Some("https://evil.example"), SAME_ORIGIN, false, false),
            (Some("https://own.example:444"), None, false, false),
            (Some("http://own.example"), None, false, false),
            (Some("https://own.example.evil.example"), None, false, false),
            (Some("null"), None, false, false),
            (Some("null"), SAME_ORIGIN, false, false),
            (Some(""), None, false, false),
            (None, SAME_ORIGIN, true, true),
            (None, Some("none"), true, false),
            (None, CROSS_SITE, false, false),
            (None, SAME_SITE, false, false),
            (None, Some("new-value"), false, false),
            (None, None, true, false),
        ] {
            let mut headers = HeaderMap::new();
            let mut set = |name, value: Option<&'static str>| {
                value.map(|value| headers.insert(name, value.parse().unwrap()));
            };
            set("origin", origin);
            set("sec-fetch-site", site);
            assert_eq!(
                (api_passes(&headers, &server), form_passes(&headers, &server)),
                (api, form),
                "{origin:?} {site:?}"
            );
        }
    }
}
