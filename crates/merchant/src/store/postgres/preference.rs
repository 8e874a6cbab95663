//! Which server is read from: the one that takes writes; while there is none, whichever answers.
//!
//! A standby may be behind by any length, and what is read decides what is done: a mandate that is not seen would be made
//! again.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use deadpool_postgres::{Connect, Hook, HookError};
use tokio::task::JoinHandle;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::{Client, Config, Error};

/// How often a primary that is gone is looked for, by one of those who read meanwhile.
const LOOKED_FOR_EVERY: Duration = Duration::from_secs(2);
/// What is asked for here is read. (As an option of the connection it would make the primary look like a standby.)
const READ_ONLY: &str = "SET default_transaction_read_only = on";

/// A new connection and the task that drives it.
type Connecting<'a> = Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + 'a>>;

/// Makes connections that read; cheap to clone.
#[derive(Clone)]
pub(super) struct Preference(Arc<Inner>);

struct Inner {
    connect: Box<dyn Connect>,
    seen: Mutex<Seen>,
}

/// What is known of the primary.
#[derive(Default)]
struct Seen {
    /// When it was last looked for in vain; none while it is there.
    missed: Option<Instant>,
    /// When it was found again: connections of before are to another server.
    found: Option<Instant>,
}

impl Preference {
    pub(super) fn new(connect: Box<dyn Connect>) -> Self {
        Self(Arc::new(Inner { connect, seen: Mutex::default() }))
    }

    /// Lets go of connections to another server once the primary is there again.
    pub(super) fn hook(&self, config: Config) -> Hook {
        let preference = self.clone();
        Hook::async_fn(move |_, metrics| {
            let (preference, config, made) = (preference.clone(), config.clone(), metrics.created);
            Box::pin(async move {
                if preference.is_outlived(made) || preference.finds_again(&config).await {
                    return Err(HookError::message("there is a primary again"));
                }
                Ok(())
            })
        })
    }

    async fn connect_to(&self, config: &Config, target: TargetSessionAttrs) -> Result<(Client, JoinHandle<()>), Error> {
        let mut config = config.clone();
        config.target_session_attrs(target);
        let (client, driver) = self.0.connect.connect(&config).await?;
        match client.batch_execute(READ_ONLY).await {
            Ok(()) => Ok((client, driver)),
            Err(error) => {
                driver.abort();
                Err(error)
            }
        }
    }

    async fn connect_to_primary(&self, config: &Config) -> Result<(Client, JoinHandle<()>), Error> {
        let made = self.connect_to(config, TargetSessionAttrs::ReadWrite).await;
        let mut seen = self.seen();
        match &made {
            Ok(_) if seen.missed.take().is_some() => seen.found = Some(Instant::now()),
            Ok(_) => {}
            Err(_) => seen.missed = Some(Instant::now()),
        }
        drop(seen);
        made
    }

    /// Whether the primary was missed, and is there now; looks for it when it is time.
    async fn finds_again(&self, config: &Config) -> bool {
        if !self.is_missed() || !self.may_look() {
            return false;
        }
        let found = self.connect_to_primary(config).await;
        if let Ok((_, driver)) = &found {
            driver.abort();
        }
        found.is_ok()
    }

    fn is_missed(&self) -> bool {
        self.seen().missed.is_some()
    }

    /// Whether a connection was made before the primary was found again.
    fn is_outlived(&self, made: Instant) -> bool {
        self.seen().found.is_some_and(|found| made < found)
    }

    /// Whether it is time to look for the primary; then it is for whoever asked to do so.
    fn may_look(&self) -> bool {
        let mut seen = self.seen();
        let may = seen.missed.is_none_or(|missed| missed.elapsed() >= LOOKED_FOR_EVERY);
        if may && let Some(missed) = &mut seen.missed {
            *missed = Instant::now();
        }
        may
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connect for Preference {
    fn connect(&self, config: &Config) -> Connecting<'_> {
        let config = config.clone();
        Box::pin(async move {
            if self.may_look()
                && let Ok(made) = self.connect_to_primary(&config).await
            {
                return Ok(made);
            }
            let made = self.connect_to(&config, TargetSessionAttrs::Any).await?;
            if self.is_missed() {
                return Ok(made);
            }
            // It was found meanwhile.
            made.1.abort();
            self.connect_to_primary(&config).await
        })
    }
}
