//! Whether a change comes from the hosted pages themselves.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use url::Url;

use crate::error::Refusal;
use crate::sandbox::Sandbox;

/// A call that no other site's page has made a browser send.
///
/// A browser's `Sec-Fetch-Site` decides where it is sent, since no page can set it. Else `Origin` must be the
/// sandbox's. A call with neither comes from no browser of today. The pages send no referrer, so their forms have
/// the origin `null`: on an address that browsers do not trust (neither https nor loopback), plain forms are refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SameOrigin;

impl FromRequestParts<Sandbox> for SameOrigin {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, Refusal> {
        if is_same_origin(&parts.headers, sandbox.url()) {
            return Ok(Self);
        }
        Err(Refusal::usage(StatusCode::FORBIDDEN, "forbidden", "This call was sent from another site's page"))
    }
}

/// Whether no other site's page has made a browser send this.
pub(crate) fn is_same_origin(headers: &HeaderMap, public_url: &Url) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    origin.to_str().is_ok_and(|origin| {
        origin == public_url.origin().ascii_serialization()
            || host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, of_origin)| of_origin == host))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pages_themselves_pass() {
        let url = Url::parse("http://127.0.0.1:8081").unwrap();
        for (site, origin, host, expected) in [
            (Some("same-origin"), Some("null"), None, true),
            (Some("same-origin"), Some("http://127.0.0.1:8081"), None, true),
            (Some("same-site"), Some("http://127.0.0.1:8080"), None, false),
            (Some("cross-site"), Some("https://evil.example"), None, false),
            (Some("cross-site"), None, None, false),
            (Some("none"), None, None, false),
            (None, Some("http://127.0.0.1:8081"), None, true),
            (None, Some("http://localhost:8081"), Some("localhost:8081"), true),
            (None, Some("http://localhost:8081"), Some("127.0.0.1:8081"), false),
            (None, Some("null"), Some("127.0.0.1:8081"), false),
            (None, Some("https://evil.example"), Some("127.0.0.1:8081"), false),
            (None, None, None, true),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [("sec-fetch-site", site), ("origin", origin), ("host", host)] {
                if let Some(value) = value {
                    headers.insert(name, value.parse().unwrap());
                }
            }
            assert_eq!(is_same_origin(&headers, &url), expected, "{headers:?}");
        }
    }
}
