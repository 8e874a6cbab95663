//! Keeps other sites' pages, open in the same browser, from steering and reading the sandbox.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::Url;

use crate::error::Refusal;
use crate::hosted::is_same_origin;
use crate::sandbox::Sandbox;

/// Refuses changes that another site's page has made a browser send, and shows nothing under a host name that is not the
/// sandbox's. A change that no browser sent passes under any host name.
///
/// A browser tells of every change where it comes from, but of looking on under a name of plain `http` nothing at all.
pub(crate) async fn keep_other_sites_out(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_browser = headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN);
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && is_browser && !(is_same_origin(headers, sandbox.url()) && is_known_host(headers, sandbox.url())) {
        return forbidden("This call was sent from another site's page");
    }
    if changes { next.run(request).await } else { know_host(State(sandbox), request, next).await }
}

/// Refuses the page and what it reads under a host name that is not the sandbox's.
///
/// Such a name may be another site's that has been made to lead here (DNS rebinding): its page is of the same origin
/// as the answer, and could read it.
pub(crate) async fn know_host(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    if is_known_host(request.headers(), sandbox.url()) {
        return next.run(request).await;
    }
    forbidden("The sandbox does not know this host name: use its address, or name it with --public-url")
}

fn forbidden(message: &str) -> Response {
    Refusal::usage(StatusCode::FORBIDDEN, "forbidden", message).into_response()
}

/// Whether the host is the public one, loopback, an address, or a name without a dot, as containers have: no name server
/// of another site's can make those lead here. Nothing that lacks the header is a browser.
fn is_known_host(headers: &HeaderMap, public_url: &Url) -> bool {
    let Some(host) = headers.get(header::HOST) else { return true };
    let Some(authority) = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()) else { return false };
    let name = authority.host().to_ascii_lowercase();
    let is_address = name.parse::<Ipv4Addr>().is_ok()
        || name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
            .is_some_and(|it| it.parse::<Ipv6Addr>().is_ok());
    is_address || !name.contains('.') || name.ends_with(".localhost") || public_url.host_str() == Some(&*name)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use crate::options::Options;
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn only_the_sandboxs_own_pages_and_programs_steer_it() {
        let sandbox = TestSandbox::new();
        for (headers, status) in [
            (vec![], 200),
            (vec![("host", "sandbox:8081")], 200),
            (vec![("host", "127.0.0.1:8081"), ("sec-fetch-site", "same-origin")], 200),
            (vec![("host", "localhost:8081"), ("origin", "http://localhost:8081")], 200),
            (vec![("host", "127.0.0.1:8081"), ("sec-fetch-site", "cross-site")], 403),
            (vec![("host", "127.0.0.1:8081"), ("sec-fetch-site", "same-site")], 403),
            (vec![("host", "127.0.0.1:8081"), ("origin", "https://evil.example")], 403),
            (vec![("host", "127.0.0.1:8081"), ("origin", "null")], 403),
            (vec![("host", "evil.example:8081"), ("origin", "http://evil.example:8081")], 403),
            (vec![("host", "evil.example"), ("sec-fetch-site", "same-origin")], 403),
        ] {
            for (method, path, body) in [
                ("POST", "/_sandbox/clock", "{\"advance_seconds\": 1}"),
                ("DELETE", "/_sandbox/faults", ""),
                ("POST", "/_sandbox/reset", ""),
                ("POST", "/_sandbox/scenarios", "{\"name\": \"x\", \"resource\": \"y\"}"),
                ("POST", "/_sandbox/calls", "{\"method\": \"GET\", \"path\": \"/creditors\"}"),
            ] {
                let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
                let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
                let answer = sandbox.send(request.body(body.into()).unwrap()).await;
                assert_eq!(answer.status == 403, status == 403, "{method} {path} {headers:?}: {}", answer.text);
            }
        }
    }

    #[tokio::test]
    async fn the_page_and_what_it_reads_are_shown_under_known_names_only() {
        let options = Options { public_url: "https://pay.example".parse().ok(), ..Options::default() };
        let sandbox = TestSandbox::with(options);
        for (host, status) in [
            ("127.0.0.1:8081", 200),
            ("localhost:8081", 200),
            ("sandbox.localhost", 200),
            ("sandbox:8081", 200),
            ("[::1]:8081", 200),
            ("192.168.0.7:8081", 200),
            ("PAY.example", 200),
            ("evil.example:8081", 403),
            ("127.0.0.1.evil.example", 403),
            ("pay.example.evil.example", 403),
            ("not a host", 403),
        ] {
            for path in ["/", "/_sandbox/state", "/_sandbox/machines", "/_sandbox/page/main.js"] {
                let answer = sandbox.send(Request::get(path).header("host", host).body("".into()).unwrap()).await;
                assert_eq!(answer.status, status, "{host} {path}");
            }
        }
    }

    #[tokio::test]
    async fn what_steers_is_read_under_known_names_only() {
        let sandbox = TestSandbox::new();
        for path in ["apps", "clock", "faults", "organisations", "webhooks"] {
            for (host, status) in [(None, 200), (Some("sandbox:8081"), 200), (Some("evil.example:8081"), 403)] {
                let request = Request::get(format!("/_sandbox/{path}"));
                let request = host.into_iter().fold(request, |request, host| request.header("host", host));
                let answer = sandbox.send(request.body("".into()).unwrap()).await;
                assert_eq!(answer.status, status, "{path} {host:?}");
            }
        }
    }
}
