//! How often one client, and one browser's signups, may ask for something.
//!
//! Only what starts, submits, completes, looks up or wants a mandate as a PDF counts: each can become a call to GoCardless,
//! whose thousand calls a minute all payers share. Webhooks, files and reads do not count.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, Once, PoisonError};

use axum::extract::{OriginalUri, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use tracing::warn;

use crate::client_address::{client_address, is_by_silent_proxy, is_by_unlisted_proxy};
use crate::config::LimitsConfig;
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::html::{Problem, WayOn};
use crate::{AppState, BrowserHash};

/// One minute in microseconds: the time in which a limit's requests are forgotten.
const MINUTE: i64 = 60_000_000;
/// So many callers are remembered, and as many of before them: about 9 MB for both limits.
const REMEMBERED: usize = 50_000;

/// The limits of everybody.
pub(crate) struct RateLimits {
    clients: RateLimit<IpAddr>,
    browsers: RateLimit<BrowserHash>,
    /// Said once: a proxy that is not listed makes one client of all who come through it.
    unlisted_proxy: Once,
    /// Said once: so does one that is listed and names no client.
    silent_proxy: Once,
}

impl RateLimits {
    pub(crate) fn new(config: LimitsConfig) -> Self {
        Self {
            clients: RateLimit::new(config.client_requests_per_minute),
            browsers: RateLimit::new(config.browser_requests_per_minute),
            unlisted_proxy: Once::new(),
            silent_proxy: Once::new(),
        }
    }
}

/// Answers 429, as a page, where one request too many is for what calls GoCardless by whatever method.
///
/// A form has to be sent again, which no link does; a link may simply be followed again.
pub(crate) async fn limit_page(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let error = match check(&state, &request) {
        Ok(()) => return next.run(request).await,
        Err(error) => error,
    };
    match uri.path_and_query().filter(|_| request.method().is_safe()) {
        Some(link) => Problem { error, way_on: WayOn::TryAgain(link.as_str().to_owned()) }.into_response(),
        None => Problem::of(error).into_response(),
    }
}

/// Counts a request.
///
/// # Errors
///
/// [`AppError::TooManyRequests`] when it is one too many.
pub(crate) fn check(state: &AppState, request: &Request) -> Result<(), AppError> {
    let now = state.config.clock.now();
    let RateLimits { clients, browsers, unlisted_proxy, silent_proxy } = &*state.rate_limits;
    let (extensions, headers, proxies) = (request.extensions(), request.headers(), &state.config.server.proxies);
    if is_by_unlisted_proxy(extensions, headers, proxies) {
        unlisted_proxy.call_once(|| warn!("a request by way of a proxy that is not in TRUSTED_PROXIES"));
    }
    if is_by_silent_proxy(extensions, headers, proxies) {
        silent_proxy.call_once(|| warn!("a listed proxy names no client in CLIENT_ADDRESS_HEADER"));
    }

    // A signup belongs to one cookie, so whoever calls for it from many addresses still has that in common. What is refused for
    // its cookie must not count against all who share the address, nor the other way round.
    let browser = BrowserToken::from_headers(headers).map(|browser| browser.hash());
    if let Some(browser) = &browser {
        browsers.look(browser, now)?;
    }
    if let Some(address) = client_address(extensions, headers, proxies) {
        clients.count(&network(address), now)?;
    }
    browser.map_or(Ok(()), |browser| browsers.count(&browser, now))
}

/// Whoever has an IPv6 address has the 2^64 of its network.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// So many requests at once, and then as many a minute, evenly; for each `Key`.
///
/// The generic cell rate algorithm: all that is kept of a key is the time at which its requests are forgotten. Memory is
/// bounded whatever the number of keys: two generations, and when the younger is full, the older is let go. A forgotten
/// key begins anew, so that many callers never lock out others. A clock that goes back locks nobody out either.
struct RateLimit<Key> {
    /// How long one request is remembered, in microseconds; none where there is no limit.
    interval: Option<i64>,
    hasher: RandomState,
    seen: Mutex<Generations>,
    keys: std::marker::PhantomData<fn(&Key)>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<u64, i64>,
    old: HashMap<u64, i64>,
}

impl<Key: Hash> RateLimit<Key> {
    fn new(per_minute: Option<NonZeroU32>) -> Self {
        Self {
            interval: per_minute.map(|most| MINUTE / i64::from(most.get())),
            hasher: RandomState::new(),
            seen: Mutex::default(),
            keys: std::marker::PhantomData,
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    ///
    /// [`AppError::TooManyRequests`] when it is one too many; then it does not count.
    fn count(&self, key: &Key, now: Timestamp) -> Result<(), AppError> {
        self.check(key, now, true)
    }

    /// Whether a request would be one too many; it does not count.
    ///
    /// # Errors
    ///
    /// As of [`RateLimit::count`].
    fn look(&self, key: &Key, now: Timestamp) -> Result<(), AppError> {
        self.check(key, now, false)
    }

    fn check(&self, key: &Key, now: Timestamp, counts: bool) -> Result<(), AppError> {
        let Some(interval) = self.interval else { return Ok(()) };
        let (key, now) = (self.hasher.hash_one(key), now.as_microsecond());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);

        // A time further away than we ever set one is of before the clock went back.
        let known = seen.get(key).filter(|forgotten| *forgotten <= now + MINUTE);
        let counted = known.map_or(now, |forgotten| forgotten.max(now));
        let forgotten = counted + interval;
        let too_early = forgotten - (now + MINUTE);
        if too_early > 0 {
            // Whoever goes on asking goes on being remembered.
            seen.set(key, counted);
            let seconds = u64::try_from(too_early).unwrap_or_default().div_ceil(1_000_000);
            return Err(AppError::TooManyRequests { retry_after: seconds });
        }
        if counts {
            seen.set(key, forgotten);
        }
        Ok(())
    }
}

impl Generations {
    fn get(&self, key: u64) -> Option<i64> {
        self.young.get(&key).or_else(|| self.old.get(&key)).copied()
    }

    fn set(&mut self, key: u64, forgotten: i64) {
        if self.young.len() >= REMEMBERED && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, forgotten);
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    fn limit(per_minute: u32) -> RateLimit<u32> {
        RateLimit::new(NonZeroU32::new(per_minute))
    }

    /// For how many seconds the request has to wait.
    fn ask(limit: &RateLimit<u32>, key: u32, now: Timestamp) -> u64 {
        match limit.count(&key, now) {
            Ok(()) => 0,
            Err(AppError::TooManyRequests { retry_after }) => retry_after,
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn so_many_at_once_and_then_evenly() {
        let (limit, start) = (limit(4), Timestamp::UNIX_EPOCH);
        assert_eq!([0; 6].map(|_| ask(&limit, 1, start)), [0, 0, 0, 0, 15, 15]);
        assert_eq!(ask(&limit, 2, start), 0, "everybody has a limit of their own");
        assert_eq!([14, 15, 16].map(|later| ask(&limit, 1, start + later.seconds())), [1, 0, 14]);
        assert_eq!([0; 5].map(|_| ask(&limit, 1, start + 10.minutes())), [0, 0, 0, 0, 15]);
        assert_eq!([0; 3].map(|_| ask(&RateLimit::new(None), 1, start)), [0; 3]);
    }

    #[test]
    fn a_clock_that_goes_back_locks_nobody_out() {
        let (limit, start) = (limit(1), Timestamp::UNIX_EPOCH);
        assert_eq!([0, 0].map(|_| ask(&limit, 1, start)), [0, 60]);
        assert_eq!([0, 0].map(|_| ask(&limit, 1, start - 1.hour())), [0, 60]);
    }

    #[test]
    fn promise_32_a_million_callers_are_not_all_remembered_but_whoever_goes_on_is() {
        let (limit, start) = (limit(2), Timestamp::UNIX_EPOCH);
        for key in 0..1_000_000 {
            assert_eq!(ask(&limit, key, start), 0);
            if key % 10_000 == 0 {
                // Two within the whole minute, whoever else calls.
                assert_eq!(ask(&limit, u32::MAX, start) == 0, key < 20_000, "{key}");
            }
        }
        let seen = limit.seen.lock().unwrap();
        assert!(seen.young.len() <= REMEMBERED && seen.old.len() <= REMEMBERED);
        assert!(seen.young.capacity() + seen.old.capacity() <= 4 * REMEMBERED);
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let network = |address: &str| network(address.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
    }
}
