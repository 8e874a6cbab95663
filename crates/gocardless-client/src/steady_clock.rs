//! Time that only goes forward.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

/// Tells how much time has gone by since some moment; nobody can set it, whatever becomes of the machine's clock.
#[derive(Clone)]
pub struct SteadyClock(Arc<dyn Fn() -> Duration + Send + Sync>);

impl SteadyClock {
    /// A clock that tells what `now` returns, which must never go back; for tests.
    pub fn new(now: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time since the clock's beginning.
    pub fn now(&self) -> Duration {
        (self.0)()
    }
}

/// The machine's monotonic clock, or that of a paused runtime.
impl Default for SteadyClock {
    fn default() -> Self {
        let began = Instant::now();
        Self::new(move || began.elapsed())
    }
}

impl fmt::Debug for SteadyClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SteadyClock")
    }
}
