//! The time.

mod jumps;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gocardless_client::SteadyClock;
use jiff::{Timestamp, Unit};

use self::jumps::Jumps;

/// Where the time comes from; cloned clocks tell the same time.
///
/// There are two: the time of day, which is stored and shown and which somebody may set, and a steady one for what must
/// not come early because somebody did.
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    steady: SteadyClock,
    jumps: Mutex<Jumps>,
}

impl Clock {
    /// A clock that tells what `now` returns, beside the machine's steady one; for tests.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self::with_steady(now, SteadyClock::default())
    }

    /// A clock that tells what `now` returns, beside this steady one; for tests.
    pub fn with_steady(now: impl Fn() -> Timestamp + Send + Sync + 'static, steady: SteadyClock) -> Self {
        Self(Arc::new(Inner { now: Box::new(now), steady, jumps: Mutex::default() }))
    }

    /// The time, to the millisecond: no finer than it is stored.
    pub fn now(&self) -> Timestamp {
        self.look().0
    }

    /// The time since some moment, which nobody can set.
    pub(crate) fn steady(&self) -> SteadyClock {
        self.0.steady.clone()
    }

    /// What was noted before this time was noted longer than `age` ago.
    ///
    /// That is `age` before now, unless the clock was set since: then it is the earliest time that it has told within
    /// `age`, so that nothing is taken for older than it is. Where it was put back, something may be taken for younger.
    pub(crate) fn before(&self, age: Duration) -> Timestamp {
        let (now, steady) = self.look();
        self.jumps().earliest_within(age, steady).unwrap_or_else(|| now - age)
    }

    fn look(&self) -> (Timestamp, Duration) {
        let (now, steady) = ((self.0.now)(), self.0.steady.now());
        let now = now.round(Unit::Millisecond).unwrap_or(now);
        self.jumps().look(now, steady);
        (now, steady)
    }

    fn jumps(&self) -> MutexGuard<'_, Jumps> {
        self.0.jumps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(Timestamp::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}
