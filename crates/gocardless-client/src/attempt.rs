//! One request and its answer.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use gocardless_api::{API_VERSION, ApiError};
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER, USER_AGENT,
};
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::call::Call;
use crate::client::Inner;
use crate::quota::Said;
use crate::{Failure, FailureKind};

/// What one attempt came to, short of a usable answer.
pub(crate) enum Unanswered {
    Failed(Failure),
    Refused(Box<ApiError>),
}

/// A whole answer, or the lack of one, and what the log says of it.
pub(crate) struct Attempt {
    pub(crate) result: Result<Bytes, Unanswered>,
    pub(crate) status: Option<u16>,
    pub(crate) request_id: Option<String>,
    pub(crate) said: Said,
}

impl Attempt {
    /// Nothing was sent.
    pub(crate) fn not_sent(kind: FailureKind) -> Self {
        let result = Err(Unanswered::Failed(Failure { kind, request_id: None }));
        Self { result, status: None, request_id: None, said: Said::default() }
    }
}

const GOCARDLESS_VERSION: HeaderName = HeaderName::from_static("gocardless-version");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// As many as a request has, with those that say where it goes and how long it is.
const HEADERS: usize = 9;

impl Inner {
    /// Sends `call` once; an answer later than `timeout` counts as none.
    pub(crate) async fn attempt(&self, call: &Call<'_>, language: Option<&HeaderValue>, timeout: Duration) -> Attempt {
        let mut seen = Seen::default();
        let result = match tokio::time::timeout(timeout, self.exchange(call, language, &mut seen)).await {
            Ok(result) => result,
            Err(_) => Err(Unanswered::Failed(seen.failure(FailureKind::TimedOut))),
        };
        Attempt { result, status: seen.status, request_id: seen.request_id, said: seen.said }
    }

    async fn exchange(
        &self,
        call: &Call<'_>,
        language: Option<&HeaderValue>,
        seen: &mut Seen,
    ) -> Result<Bytes, Unanswered> {
        let request = self.request(call, language).map_err(|kind| Unanswered::Failed(seen.failure(kind)))?;
        self.attempts.fetch_add(1, Ordering::Relaxed);
        let response = self.wire.request(request).await.map_err(|kind| Unanswered::Failed(seen.failure(kind)))?;

        let (parts, body) = response.into_parts();
        let status = parts.status.as_u16();
        seen.status = Some(status);
        seen.request_id = text(&parts.headers, "X-Request-Id").map(str::to_owned);
        seen.said = said(status, &parts.headers);

        let body = match Limited::new(body, self.settings.max_body).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => {
                let too_large = error.is::<LengthLimitError>();
                let kind = if too_large { FailureKind::TooLarge } else { FailureKind::Cut };
                return Err(Unanswered::Failed(seen.failure(kind)));
            }
        };
        if parts.status.is_success() {
            return Ok(body);
        }

        let error = ApiError::from_json(status, &body).map(|mut error| {
            error.request_id = error.request_id.or_else(|| seen.request_id.clone());
            seen.request_id.clone_from(&error.request_id);
            error
        });
        Err(match (status, error) {
            (429, _) => Unanswered::Failed(seen.failure(FailureKind::RateLimited { wait: seen.said.wait })),
            (400..=499, Some(error)) => Unanswered::Refused(Box::new(error)),
            (500..=599, Some(_)) => Unanswered::Failed(seen.failure(FailureKind::ServerError { status })),
            _ => Unanswered::Failed(seen.failure(FailureKind::NotJson { status })),
        })
    }

    fn request(&self, call: &Call<'_>, language: Option<&HeaderValue>) -> Result<Request<Bytes>, FailureKind> {
        let authorization = self.authorization().ok_or(FailureKind::Revoked)?;
        // Never the case: base and token are checked by `Client::new`, keys and ids by their types.
        let unsendable = |_| FailureKind::Connect;
        let mut request = Request::new(call.body.clone());
        *request.method_mut() = call.method();
        *request.uri_mut() = Uri::try_from(format!("{}{}", self.base, call.path)).map_err(unsendable)?;
        let headers = request.headers_mut();
        headers.reserve(HEADERS);
        headers.insert(AUTHORIZATION, authorization);
        headers.insert(GOCARDLESS_VERSION, HeaderValue::from_static(API_VERSION));
        headers.insert(ACCEPT, JSON);
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("mandate-signup/", env!("CARGO_PKG_VERSION"))));
        if let Some(key) = call.key {
            headers.insert(IDEMPOTENCY_KEY, HeaderValue::from_str(key.as_str()).map_err(|_| FailureKind::Connect)?);
        }
        if let Some(language) = language {
            headers.insert(ACCEPT_LANGUAGE, language.clone());
        }
        if call.method() != Method::GET {
            headers.insert(CONTENT_TYPE, JSON);
        }
        Ok(request)
    }
}

/// What is known of an answer while it is still being read.
#[derive(Default)]
struct Seen {
    status: Option<u16>,
    request_id: Option<String>,
    said: Said,
}

impl Seen {
    fn failure(&self, kind: FailureKind) -> Failure {
        Failure { kind, request_id: self.request_id.clone() }
    }
}

/// What an answer says of the limit on requests.
fn said(status: u16, headers: &HeaderMap) -> Said {
    let number = |name| text(headers, name).and_then(|number| number.trim().parse::<u32>().ok());
    Said {
        limit: number("RateLimit-Limit"),
        left: number("RateLimit-Remaining"),
        reset_in: until(headers, "RateLimit-Reset"),
        refused: status == 429,
        wait: wait(headers),
    }
}

/// How long a rate-limited caller is to wait: `Retry-After` in seconds or as a date, else until `RateLimit-Reset`.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    if let Some(seconds) = text(headers, RETRY_AFTER.as_str()).and_then(|it| it.trim().parse().ok()) {
        return Some(Duration::from_secs(seconds));
    }
    until(headers, RETRY_AFTER.as_str()).or_else(|| until(headers, "RateLimit-Reset"))
}

/// How long it is until the HTTP date of a header, by the clock of whoever answers: ours may be wrong.
fn until(headers: &HeaderMap, name: &str) -> Option<Duration> {
    let time = |name| Some(rfc2822::parse(text(headers, name)?).ok()?.timestamp());
    let now = time(DATE.as_str()).unwrap_or_else(Timestamp::now);
    Some(Duration::try_from(time(name)?.duration_since(now)).unwrap_or_default())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_read_from_seconds_or_from_a_date() {
        let headers = |name: &'static str, value: String| {
            HeaderMap::from_iter([(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap())])
        };
        let soon = jiff::fmt::strtime::format(
            "%a, %d %b %Y %H:%M:%S GMT",
            &(Timestamp::now() + Duration::from_secs(40)).to_zoned(jiff::tz::TimeZone::UTC),
        );

        assert_eq!(wait(&headers("retry-after", "7".to_owned())), Some(Duration::from_secs(7)));
        let until_reset = wait(&headers("ratelimit-reset", soon.unwrap())).unwrap();
        assert!((Duration::from_secs(35)..=Duration::from_secs(40)).contains(&until_reset), "{until_reset:?}");
        assert_eq!(wait(&headers("ratelimit-reset", "Thu, 03 May 2018 16:00:00 GMT".to_owned())), Some(Duration::ZERO));
        assert_eq!(wait(&headers("ratelimit-reset", "tomorrow".to_owned())), None);
        assert_eq!(wait(&HeaderMap::new()), None);

        // Whoever answers has a clock of its own, which is what its dates are by.
        let mut dated = headers("ratelimit-reset", "Thu, 03 May 2018 16:00:00 GMT".to_owned());
        dated.insert(DATE, "Thu, 03 May 2018 15:59:18 GMT".parse().unwrap());
        assert_eq!(wait(&dated), Some(Duration::from_secs(42)));
        dated.insert(RETRY_AFTER, "Thu, 03 May 2018 15:59:38 GMT".parse().unwrap());
        assert_eq!(wait(&dated), Some(Duration::from_secs(20)));
        assert_eq!(said(200, &dated).reset_in, Some(Duration::from_secs(42)));
    }
}
