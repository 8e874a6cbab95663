//! How long a call may take and how often it is tried.

use std::num::NonZeroU32;
use std::time::Duration;

/// Timeouts and retries of a [`Client`](crate::Client), the same for every call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Settings {
    /// For a TCP connection to open; default 3 seconds.
    pub connect_timeout: Duration,
    /// For one attempt, from sending to the answer's last byte; default 8 seconds.
    pub attempt_timeout: Duration,
    /// For the whole call with its waits and retries; no wait is begun that would not fit; default 20 seconds.
    pub call_timeout: Duration,
    /// How many attempts in all; default 3, as the official clients make.
    pub max_attempts: u32,
    /// The longest wait before the second attempt, doubled for each further one; the wait itself is drawn evenly from
    /// zero to that (full jitter); default 250 milliseconds.
    pub backoff: Duration,
    /// The longest answer that is read, in bytes; default 1 MiB.
    pub max_body: usize,
    /// How many requests are sent in any minute, GoCardless's own default 1,000; none for any number, which is for a
    /// provider that has no limit. A lower limit that GoCardless tells is kept; a 429 stops everybody either way.
    pub requests_per_minute: Option<NonZeroU32>,
}

/// Source: API reference, "Rate limiting".
const REQUESTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(1000).unwrap();

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(3),
            attempt_timeout: Duration::from_secs(8),
            call_timeout: Duration::from_secs(20),
            max_attempts: 3,
            backoff: Duration::from_millis(250),
            max_body: 1024 * 1024,
            requests_per_minute: Some(REQUESTS_PER_MINUTE),
        }
    }
}
