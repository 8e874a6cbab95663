//! Whether to try again, and when.

use std::time::Duration;

use crate::call::Repeatable;
use crate::{FailureKind, Settings};

/// How far a call is when an attempt has failed.
#[derive(Clone, Copy)]
pub(crate) struct Progress {
    /// Attempts made.
    pub(crate) attempts: u32,
    /// Time since the first one began.
    pub(crate) elapsed: Duration,
}

/// How long to wait before the next attempt; `None` to give up.
///
/// | failure | read, create | action |
/// |---|---|---|
/// | no connection | again | again |
/// | rate limited | again, when told | again, when told |
/// | timeout, cut, 5xx, 2xx without JSON | again | give up: unknown |
/// | too long, other statuses without JSON, token revoked, held back | give up | give up |
///
/// `random` is drawn evenly from all 64-bit numbers.
pub(crate) fn wait_before_retry(
    settings: &Settings,
    failure: &FailureKind,
    repeatable: Repeatable,
    progress: Progress,
    random: u64,
) -> Option<Duration> {
    if progress.attempts >= settings.max_attempts {
        return None;
    }
    let wait = match failure {
        FailureKind::RateLimited { wait: Some(wait) } => *wait,
        FailureKind::Connect | FailureKind::RateLimited { wait: None } => jitter(settings, progress, random),
        FailureKind::HeldBack { .. }
        | FailureKind::MadeBefore
        | FailureKind::NotJson { status: 300..=499 }
        | FailureKind::Revoked
        | FailureKind::TooLarge => return None,
        FailureKind::Cut | FailureKind::NotJson { .. } | FailureKind::ServerError { .. } | FailureKind::TimedOut => {
            match repeatable {
                Repeatable::Always => jitter(settings, progress, random),
                Repeatable::UnlessSent => return None,
            }
        }
    };
    (progress.elapsed.saturating_add(wait) < settings.call_timeout).then_some(wait)
}

fn jitter(settings: &Settings, progress: Progress, random: u64) -> Duration {
    let longest = settings.backoff.saturating_mul(1 << progress.attempts.saturating_sub(1).min(16));
    let millis = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(random % millis.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings {
        connect_timeout: Duration::from_secs(1),
        attempt_timeout: Duration::from_secs(1),
        call_timeout: Duration::from_secs(10),
        max_attempts: 3,
        backoff: Duration::from_millis(100),
        max_body: 1024,
        requests_per_minute: None,
    };

    #[test]
    fn what_is_tried_again_depends_on_what_may_have_happened() {
        let first = Progress { attempts: 1, elapsed: Duration::from_millis(1) };
        for (failure, reads_and_creates, actions) in [
            (FailureKind::Connect, true, true),
            (FailureKind::RateLimited { wait: None }, true, true),
            (FailureKind::RateLimited { wait: Some(Duration::from_secs(9)) }, true, true),
            (FailureKind::RateLimited { wait: Some(Duration::from_secs(10)) }, false, false),
            (FailureKind::RateLimited { wait: Some(Duration::MAX) }, false, false),
            (FailureKind::TimedOut, true, false),
            (FailureKind::Cut, true, false),
            (FailureKind::ServerError { status: 500 }, true, false),
            (FailureKind::NotJson { status: 502 }, true, false),
            (FailureKind::NotJson { status: 200 }, true, false),
            (FailureKind::NotJson { status: 404 }, false, false),
            (FailureKind::TooLarge, false, false),
        ] {
            for (repeatable, expected) in [(Repeatable::Always, reads_and_creates), (Repeatable::UnlessSent, actions)] {
                let again = wait_before_retry(&SETTINGS, &failure, repeatable, first, 7).is_some();
                assert_eq!(again, expected, "{failure:?} {repeatable:?}");
            }
        }
    }

    #[test]
    fn waits_are_jittered_up_to_a_doubling_bound_and_end_with_the_attempts() {
        let wait = |attempts, random| {
            let progress = Progress { attempts, elapsed: Duration::ZERO };
            wait_before_retry(&SETTINGS, &FailureKind::Connect, Repeatable::Always, progress, random)
        };
        assert_eq!(wait(1, 100), Some(Duration::from_millis(100)));
        assert_eq!(wait(1, 101), Some(Duration::ZERO));
        assert_eq!(wait(2, 200), Some(Duration::from_millis(200)));
        assert_eq!(wait(3, 0), None);
    }

    #[test]
    fn no_wait_is_begun_that_outlasts_the_deadline() {
        let late = Progress { attempts: 1, elapsed: Duration::from_millis(9_950) };
        assert_eq!(wait_before_retry(&SETTINGS, &FailureKind::TimedOut, Repeatable::Always, late, 60), None);
        assert!(wait_before_retry(&SETTINGS, &FailureKind::TimedOut, Repeatable::Always, late, 40).is_some());
    }
}
