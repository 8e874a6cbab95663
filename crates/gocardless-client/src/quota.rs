//! Who may send a request when, so that GoCardless's limit is kept.

mod window;

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

pub(crate) use self::window::Said;
use self::window::{Hold, Window};
use crate::SteadyClock;

/// Who waits for the answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Priority {
    /// Nobody: the request leaves a reserve to those that somebody waits for.
    Background,
    /// Somebody.
    Foreground,
}

/// The requests that one access token has left, for all clones of a client.
pub(crate) struct Quota {
    clock: SteadyClock,
    window: Mutex<Window>,
    answered: Notify,
}

/// A request under way, until it is dropped.
pub(crate) struct Permit<'a>(&'a Quota);

/// No request may be sent, and none will in time.
#[derive(Debug)]
pub(crate) struct Exhausted {
    /// How long it will take at least.
    pub(crate) wait: Duration,
}

impl Quota {
    pub(crate) fn new(limit: Option<NonZeroU32>, clock: SteadyClock) -> Self {
        Self { clock, window: Mutex::new(Window::new(limit)), answered: Notify::new() }
    }

    /// Waits until a request may be sent, but not longer than `patience`.
    pub(crate) async fn admit(&self, priority: Priority, patience: Duration) -> Result<Permit<'_>, Exhausted> {
        let until = self.clock.now().saturating_add(patience);
        loop {
            // Before looking: an answer that comes in between wakes us too.
            let answered = self.answered.notified();
            let now = self.clock.now();
            let held = match self.window().admit(now, priority) {
                Ok(()) => return Ok(Permit(self)),
                Err(held) => held,
            };
            let left = until.saturating_sub(now);
            let wait = match held {
                Hold::For(wait) if wait > left => return Err(Exhausted { wait }),
                Hold::For(wait) => wait,
                Hold::UntilAnswered if left.is_zero() => return Err(Exhausted { wait: Duration::ZERO }),
                Hold::UntilAnswered => left,
            };
            // Only whoever is told to wait for an answer is woken by one.
            match held {
                Hold::For(_) => tokio::time::sleep(wait).await,
                Hold::UntilAnswered => {
                    let _ = tokio::time::timeout(wait, answered).await;
                }
            }
        }
    }

    /// How many requests of this priority may be sent at once; none where there is no limit.
    pub(crate) fn left(&self, priority: Priority) -> Option<u32> {
        self.window().left_for(self.clock.now(), priority)
    }

    fn window(&self) -> MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Takes down what GoCardless's answer said of its limit.
    pub(crate) fn note(&self, said: &Said) {
        self.0.window().note(self.0.clock.now(), said);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.window().end(self.0.clock.now());
        self.0.answered.notify_waiters();
    }
}
