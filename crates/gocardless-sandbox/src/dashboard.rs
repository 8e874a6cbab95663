//! The page at `/`: files that are part of the program.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, Method, header};
use axum::response::{Html, IntoResponse, Response};

use crate::error::Refusal;

/// Nothing from elsewhere, nothing inline, in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const STYLES: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

#[rustfmt::skip]
static FILES: &[(&str, &str, &str)] = &[
    ("api.js", SCRIPT, include_str!("dashboard/api.js")),
    ("base.css", STYLES, include_str!("dashboard/base.css")),
    ("cards.css", STYLES, include_str!("dashboard/cards.css")),
    ("cards.js", SCRIPT, include_str!("dashboard/cards.js")),
    ("clock.js", SCRIPT, include_str!("dashboard/clock.js")),
    ("dom.js", SCRIPT, include_str!("dashboard/dom.js")),
    ("faults.js", SCRIPT, include_str!("dashboard/faults.js")),
    ("frame.css", STYLES, include_str!("dashboard/frame.css")),
    ("icon.svg", "image/svg+xml", include_str!("dashboard/icon.svg")),
    ("json.js", SCRIPT, include_str!("dashboard/json.js")),
    ("kinds.js", SCRIPT, include_str!("dashboard/kinds.js")),
    ("main.js", SCRIPT, include_str!("dashboard/main.js")),
    ("resources.js", SCRIPT, include_str!("dashboard/resources.js")),
    ("samples.js", SCRIPT, include_str!("dashboard/samples.js")),
    ("snippets.js", SCRIPT, include_str!("dashboard/snippets.js")),
    ("timeline.css", STYLES, include_str!("dashboard/timeline.css")),
    ("timeline.js", SCRIPT, include_str!("dashboard/timeline.js")),
    ("try.js", SCRIPT, include_str!("dashboard/try.js")),
    ("webhooks.js", SCRIPT, include_str!("dashboard/webhooks.js")),
    ("words.js", SCRIPT, include_str!("dashboard/words.js")),
];

/// Whether a path only looks on: the page and what it reads.
pub(crate) fn is_watching(method: &Method, path: &str) -> bool {
    matches!(path, "/" | "/_sandbox/changes" | "/_sandbox/machines" | "/_sandbox/state")
        || (method == Method::GET && path == "/_sandbox/webhooks")
        || path.starts_with("/_sandbox/page/")
        || path.starts_with("/_sandbox/requests/")
}

/// `GET /`: the sandbox's state as it changes.
pub(crate) async fn show_page() -> Response {
    let mut response = Html(include_str!("dashboard/index.html")).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// `GET /_sandbox/page/{file}`: a file of the page.
pub(crate) async fn show_file(name: Result<Path<String>, PathRejection>) -> Result<Response, Refusal> {
    let Path(name) = name.map_err(|_| Refusal::resource_not_found())?;
    let (_, kind, content) = FILES.iter().find(|(known, ..)| *known == name).ok_or_else(Refusal::resource_not_found)?;
    Ok(([(header::CONTENT_TYPE, *kind)], *content).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn the_page_is_served_with_nothing_inline_and_nothing_from_elsewhere() {
        let page = TestSandbox::new().visit("/").await;
        assert_eq!((page.status, &page.headers["x-content-type-options"]), (200, &HeaderValue::from_static("nosniff")));
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(page.text.contains("<title>GoCardless sandbox</title>"));
        for forbidden in ["<style", "style=", "onclick", "//cdn", "https://"] {
            assert!(!page.text.contains(forbidden), "{forbidden}");
        }
    }

    #[tokio::test]
    async fn every_file_that_another_asks_for_is_there_and_none_writes_html() {
        let sandbox = TestSandbox::new();
        let page = sandbox.visit("/").await.text;
        for (name, kind, content) in FILES {
            let answer = sandbox.visit(&format!("/_sandbox/page/{name}")).await;
            assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (200, *kind), "{name}");
            let is_asked_for = page.contains(&format!("/_sandbox/page/{name}"))
                || FILES.iter().any(|(_, _, other)| other.contains(&format!("\"./{name}\"")));
            assert!(is_asked_for, "{name} is not asked for");
            for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
                assert!(!content.contains(forbidden), "{name}: {forbidden}");
            }
            for (import, _) in content.split("from \"./").skip(1).filter_map(|rest| rest.split_once('"')) {
                assert!(FILES.iter().any(|(known, ..)| *known == import), "{name} asks for {import}");
            }
        }
        assert_eq!(sandbox.visit("/_sandbox/page/none.js").await.status, 404);
    }
}
