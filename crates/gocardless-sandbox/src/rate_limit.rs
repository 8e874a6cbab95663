//! The `RateLimit-*` headers.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;

use crate::sandbox::Sandbox;

/// The calls of the current minute of the sandbox's clock.
#[derive(Debug, Default)]
pub(crate) struct Window {
    minute: i64,
    calls: u32,
}

/// Calls a minute. Source: API reference, "Rate limiting".
const LIMIT: u32 = 1000;

/// Tells each caller of the API how much is left of the minute.
///
/// Nobody is refused, and there is always one call left. A clock that stands still would have one endless minute, so there
/// nothing is counted. A 429 is had from a fault.
pub(crate) async fn announce_limit(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    let now = sandbox.ledger().now();
    let remaining = if sandbox.is_running() { sandbox.window().count(now) } else { LIMIT - 1 };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // By the sandbox's clock, as the end of the minute is.
    if let Ok(date) = HeaderValue::try_from(http_date(now)) {
        headers.insert("date", date);
    }
    headers.insert("ratelimit-limit", LIMIT.into());
    headers.insert("ratelimit-remaining", remaining.into());
    if let Ok(reset) = HeaderValue::try_from(end_of_minute(now)) {
        headers.insert("ratelimit-reset", reset);
    }
    response
}

impl Window {
    fn count(&mut self, now: Timestamp) -> u32 {
        let minute = now.as_second().div_euclid(60);
        if minute != self.minute {
            *self = Self { minute, calls: 0 };
        }
        self.calls = self.calls.saturating_add(1);
        LIMIT.saturating_sub(self.calls).max(1)
    }
}

/// As an HTTP date: `Thu, 03 May 2018 16:00:00 GMT`.
fn end_of_minute(now: Timestamp) -> String {
    let end = Timestamp::from_second((now.as_second().div_euclid(60) + 1) * 60).unwrap_or(now);
    http_date(end)
}

fn http_date(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestSandbox;

    #[test]
    fn the_count_begins_again_each_minute_and_leaves_one_call() {
        let mut window = Window::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(window.count(at("2018-05-03T15:59:01Z")), 999);
        assert_eq!(window.count(at("2018-05-03T15:59:59Z")), 998);
        assert_eq!(window.count(at("2018-05-03T16:00:00Z")), 999);
        for _ in 0..2000 {
            window.count(at("2018-05-03T16:00:00Z"));
        }
        assert_eq!(window.count(at("2018-05-03T16:00:00Z")), 1);
    }

    #[tokio::test]
    async fn answers_of_the_api_tell_the_limit_whatever_they_answer() {
        let sandbox = TestSandbox::new();
        for path in ["/creditors", "/customers/CU1"] {
            let answer = sandbox.get(path).await;
            assert_eq!(answer.headers["ratelimit-limit"], "1000");
            assert_eq!(answer.headers["ratelimit-remaining"], "999", "the clock stands still");
            assert_eq!(answer.headers["ratelimit-reset"], "Mon, 02 Mar 2026 09:01:00 GMT");
            assert_eq!(answer.headers["date"], "Mon, 02 Mar 2026 09:00:00 GMT");
        }
    }
}
