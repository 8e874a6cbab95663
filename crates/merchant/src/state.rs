//! What every handler may use.

use std::ops::Deref;
use std::sync::Arc;

use gocardless_client::{Client, ClientError, Exchange, Settings, Transport};
use tokio::sync::Notify;

use crate::Config;
use crate::audit::Place;
use crate::body_budget::BodyBudget;
use crate::counters::Counters;
use crate::creditor::CreditorCache;
use crate::events::Deliveries;
use crate::keyed_locks::KeyedLocks;
use crate::last_request;
use crate::measurements::Measurements;
use crate::rate_limit::RateLimits;
use crate::signups::OneAtATime;
use crate::store::Store;
use crate::tasks::Tasks;
use crate::upstream::Upstream;
use crate::webhook_room::WebhookRoom;

/// What every handler may use; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// What is in it; behind one pointer, since each layer around a handler has it anew for each request.
#[derive(Clone)]
#[expect(unnameable_types, reason = "what an `AppState` points to; its fields are for this crate alone")]
pub struct Parts {
    pub(crate) config: Arc<Config>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) gocardless: Client,
    pub(crate) upstream: Arc<Upstream>,
    /// None where nobody may read them.
    pub(crate) measurements: Option<Arc<Measurements>>,
    pub(crate) creditor: CreditorCache,
    /// One start of the same signup, one completion of one signup at a time.
    pub(crate) locks: KeyedLocks<OneAtATime>,
    pub(crate) tasks: Tasks,
    pub(crate) rate_limits: Arc<RateLimits>,
    pub(crate) bodies: BodyBudget,
    pub(crate) counters: Arc<Counters>,
    pub(crate) audit_place: Place,
    /// Wakes whoever applies events.
    pub(crate) events_came: Arc<Notify>,
    pub(crate) deliveries: Arc<Deliveries>,
    pub(crate) webhook_room: Arc<WebhookRoom>,
}

impl AppState {
    /// A state with this configuration and store.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the configured address or token cannot be used.
    pub fn new(config: Config, store: Arc<dyn Store>) -> Result<Self, ClientError> {
        Self::make(config, store, None)
    }

    /// As [`AppState::new`], but GoCardless is called over `transport` instead of connections: for simulations.
    ///
    /// # Errors
    ///
    /// As of [`AppState::new`].
    pub fn over(transport: Arc<dyn Transport>, config: Config, store: Arc<dyn Store>) -> Result<Self, ClientError> {
        Self::make(config, store, Some(transport))
    }

    fn make(config: Config, store: Arc<dyn Store>, transport: Option<Arc<dyn Transport>>) -> Result<Self, ClientError> {
        let upstream = Arc::<Upstream>::default();
        let noting = Arc::clone(&upstream);
        let measurements = config.metrics.is_on().then(|| Arc::new(Measurements::new()));
        let measuring = measurements.clone();
        let note = move |exchange: &Exchange| {
            noting.note(exchange);
            last_request::note(exchange);
            if let Some(measurements) = &measuring {
                measurements.note_call(exchange);
            }
        };
        let (url, token) = (config.gocardless.url.clone(), config.gocardless.token());
        let settings = Settings { requests_per_minute: config.gocardless.requests_per_minute, ..SETTINGS };
        let clock = config.clock.steady();
        let gocardless = match transport {
            Some(transport) => Client::over(transport, url, token, settings, clock, note)?,
            None => Client::observed(url, token, settings, clock, note)?,
        };
        Ok(Self(Arc::new(Parts {
            creditor: CreditorCache::new(gocardless.clone()),
            bodies: BodyBudget::default(),
            rate_limits: Arc::new(RateLimits::new(config.limits)),
            config: Arc::new(config),
            store,
            gocardless,
            upstream,
            measurements,
            locks: KeyedLocks::default(),
            tasks: Tasks::default(),
            counters: Arc::default(),
            audit_place: Place::default(),
            events_came: Arc::default(),
            deliveries: Arc::default(),
            webhook_room: Arc::default(),
        })))
    }

    /// The same for work that nobody waits for: its calls leave a reserve to those of payers.
    pub(crate) fn in_background(&self) -> Self {
        Self(Arc::new(Parts { gocardless: self.gocardless.in_background(), ..Parts::clone(self) }))
    }

    /// How many requests were sent to GoCardless since the start, each attempt counted.
    pub fn requests_sent(&self) -> u64 {
        self.gocardless.requests_sent()
    }

    /// What was counted since the start.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Chosen so that completing with an unknown outcome (complete, read the flow, complete once more, read it again), the
/// longest chain of calls that a payer has to wait for, ends before our own request timeout.
///
/// What comes on top does not always: the patience with a payer who is back too early (`confirm_within`) may be used up
/// before the last such chain begins, and the mandate's details and the collection follow it. A payer whom that befalls is
/// answered `timed_out`, and nothing is lost: the work goes on to its end ([`Tasks`]), and asking again finds it.
const SETTINGS: Settings = Settings {
    connect_timeout: std::time::Duration::from_secs(2),
    attempt_timeout: std::time::Duration::from_secs(5),
    call_timeout: std::time::Duration::from_millis(6_500),
    max_attempts: 3,
    backoff: std::time::Duration::from_millis(250),
    max_body: 1024 * 1024,
    requests_per_minute: None,
};
