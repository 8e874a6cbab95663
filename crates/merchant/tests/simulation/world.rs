//! What outlives the merchant's process: GoCardless, payers, what is under way between them, time, and the lots.
//!
//! **Why a seed replays.** One thread runs everything on simulated time, which moves only when nobody has anything to
//! do; tasks run in the order in which they were woken. Whoever waits, waits for simulated time or for another task, never
//! for another thread: the store's own threads are waited for on the spot ([`at_once`]), and GoCardless answers on the
//! spot. All lots come from the seed, the program's own too (`Config::random`, `Transport::draw`), and so does the time
//! (`Config::clock`, `tokio::time`). Nothing depends on the order of a `HashMap`. What is not the same from one run to
//! the next is real time, which nothing looks at but the log. The same seed is played twice by a test, and compared.

use std::collections::btree_map::OccupiedEntry;
use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use axum::Router;
use gocardless_api::WebhookId;
use gocardless_sandbox::{Options, Sandbox, Sending};
use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::courier::Letter;
use crate::life::{Counts, Job, Season};
use crate::lot::Lot;
use crate::payer::Payer;
use crate::weather::Weather;
use crate::wire::Flight;

/// Cheap to clone; clones share everything.
#[derive(Clone)]
pub(crate) struct World {
    shared: Arc<Shared>,
    pub(crate) sandbox: Sandbox,
    /// The sandbox's paths.
    pub(crate) gocardless: Router,
}

struct Shared {
    state: Mutex<State>,
    /// Wakes whoever lets things happen.
    woken: Notify,
}

pub(crate) struct State {
    pub(crate) lot: Lot,
    pub(crate) weather: Weather,
    /// Until when GoCardless answers nobody.
    pub(crate) away_until: Timestamp,
    pub(crate) payers: Vec<Payer>,
    /// The merchant's paths, while its process runs.
    pub(crate) merchant: Option<Router>,
    pub(crate) season: Season,
    /// Whether everything was looked at.
    pub(crate) is_over: bool,
    /// What is to happen, and when; in the order of being planned where times are the same.
    plans: BTreeMap<(Timestamp, u64), Plan>,
    planned: u64,
    /// The time when the process of now began.
    began: Timestamp,
    /// The same, as the runtime has it.
    since: Option<Instant>,
    sandbox_at: Timestamp,
    first: Timestamp,
    /// How many more points are passed before the process ends.
    ends_after: Option<u32>,
    /// Whether only those points count that are steps of a signup.
    ends_at_steps: bool,
    has_ended: bool,
    /// Attempts to deliver webhooks that GoCardless has not learned the end of.
    pub(crate) underway: BTreeMap<WebhookId, Sending>,
    /// Those of them that the merchant is at.
    pub(crate) delivering: BTreeSet<WebhookId>,
    /// Every body that was sent, with its signature.
    pub(crate) captured: Vec<(String, String)>,
    /// The events that were acknowledged.
    pub(crate) acknowledged: BTreeSet<String>,
    /// The mandate that a payer was told of, by signup.
    pub(crate) told: BTreeMap<String, String>,
    /// What must never leave merchant and GoCardless.
    pub(crate) session_tokens: BTreeSet<String>,
    /// Events that cannot be applied.
    pub(crate) unclear: BTreeSet<String>,
    pub(crate) violations: Vec<String>,
    pub(crate) counts: Counts,
    trace: Vec<String>,
    fingerprint: DefaultHasher,
}

/// What is to happen.
pub(crate) enum Plan {
    /// A request reaches GoCardless.
    Arrival(Flight),
    /// The merchant's process starts.
    Begin,
    /// A webhook's attempt has no answer in time.
    GiveUp(WebhookId),
    /// The merchant does something by itself.
    Job(Job),
    /// A webhook reaches the merchant.
    Letter(Letter),
    /// A stranger tries a payer's addresses.
    PasserBy,
    /// A payer does the next thing.
    Payer(usize),
    /// Everything is looked at.
    Settle,
    /// Hours pass instead of seconds; or nothing goes wrong any more.
    Turn(Season),
    /// GoCardless does what is due.
    Tick,
}

/// What the merchant does again and again, mostly for nothing: a process that ends there says little.
const LOOKING: [&str; 4] = ["claim_events", "claim_poll", "claim_unfinished", "is_disconnected"];

impl World {
    pub(crate) fn of(seed: u64) -> Self {
        let mut lot = Lot::of(seed);
        let weather = Weather::of(&mut lot);
        // A working week of 2025, so that sandbox and merchant know its bank holidays; other ids for other seeds.
        let first: Timestamp = "2025-03-03T09:00:00Z".parse().unwrap();
        let first = first + Duration::from_hours(lot.between(0, 96).into()) + lot.millis(0, 3_600_000);
        let options = Options { clock: Some(first), webhook: Some(crate::courier::endpoint()), ..Options::default() };
        let sandbox = Sandbox::new(options).unwrap();
        let state = State {
            lot,
            weather,
            away_until: first,
            payers: Vec::new(),
            merchant: None,
            season: Season::Busy,
            is_over: false,
            plans: BTreeMap::new(),
            planned: 0,
            began: first,
            since: None,
            sandbox_at: first,
            first,
            ends_after: None,
            ends_at_steps: false,
            has_ended: false,
            underway: BTreeMap::new(),
            delivering: BTreeSet::new(),
            captured: Vec::new(),
            acknowledged: BTreeSet::new(),
            told: BTreeMap::new(),
            session_tokens: BTreeSet::new(),
            unclear: BTreeSet::new(),
            violations: Vec::new(),
            counts: Counts::default(),
            trace: Vec::new(),
            fingerprint: DefaultHasher::new(),
        };
        let gocardless = gocardless_sandbox::app(sandbox.clone());
        Self { shared: Arc::new(Shared { state: Mutex::new(state), woken: Notify::new() }), sandbox, gocardless }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap()
    }

    /// Draws a lot.
    pub(crate) fn draw<T>(&self, of: impl FnOnce(&mut Lot) -> T) -> T {
        of(&mut self.state().lot)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.state().now()
    }

    /// Plans something; never for the very moment, so that whoever plans is done first.
    pub(crate) fn plan(&self, after: Duration, plan: Plan) {
        let mut state = self.state();
        let at = state.now() + after + Duration::from_millis(1);
        state.planned += 1;
        let number = state.planned;
        state.plans.insert((at, number), plan);
        self.shared.woken.notify_one();
    }

    /// Brings GoCardless's clock to now: what is due there happens.
    pub(crate) fn wind(&self) {
        let by = {
            let mut state = self.state();
            let now = state.now();
            let by = now.duration_since(state.sandbox_at).unsigned_abs();
            state.sandbox_at = now;
            by
        };
        if !by.is_zero() {
            self.sandbox.advance(by);
        }
    }

    /// A point at which other things may happen, or the process may end: before and after every step that is on the disk
    /// or on the wire.
    pub(crate) async fn point(&self, name: &str) {
        let wait = {
            let mut state = self.state();
            name.hash(&mut state.fingerprint);
            let counts = if state.ends_at_steps { is_step(name) } else { !LOOKING.contains(&name) };
            if let Some(left) = state.ends_after.filter(|_| counts) {
                state.ends_after = left.checked_sub(1);
                if state.ends_after.is_none() {
                    state.has_ended = true;
                    state.counts.ends += 1;
                    state.note(&format!("the process ends at {name}"));
                    self.shared.woken.notify_one();
                }
            }
            (!state.has_ended).then(|| state.lot.millis(0, 3))
        };
        match wait {
            Some(wait) => tokio::time::sleep(wait).await,
            None => pending().await,
        }
    }

    /// Writes down what happens.
    pub(crate) fn note(&self, text: &str) {
        self.state().note(text);
    }

    /// Writes down what must not happen.
    pub(crate) fn violated(&self, text: String) {
        let mut state = self.state();
        state.note(&format!("VIOLATED: {text}"));
        state.violations.push(text);
    }

    /// Says that there is something new to look at.
    pub(crate) fn wake(&self) {
        self.shared.woken.notify_one();
    }

    /// Returns when there is something new to look at.
    pub(crate) async fn woken(&self) {
        self.shared.woken.notified().await;
    }
}

impl State {
    pub(crate) fn now(&self) -> Timestamp {
        self.began + self.since.map(|since| since.elapsed()).unwrap_or_default()
    }

    pub(crate) fn since_beginning(&self) -> Duration {
        self.now().duration_since(self.first).unsigned_abs()
    }

    /// A runtime begins, whose clock tells how time goes on.
    pub(crate) fn begin(&mut self) {
        self.since = Some(Instant::now());
    }

    /// The runtime ends, and all that ran in it; returns what is left of the merchant.
    pub(crate) fn end(&mut self) -> Option<Router> {
        self.began = self.now();
        self.since = None;
        self.has_ended = false;
        self.merchant.take()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Lets the process end after a while, or not.
    pub(crate) fn plan_end(&mut self, ends: bool) {
        self.ends_at_steps = self.lot.per_mille(500);
        let points = self.lot.between(0, if self.ends_at_steps { 40 } else { 150 });
        self.ends_after = ends.then_some(points);
    }

    /// How long it is until the next thing happens.
    pub(crate) fn next(&self) -> Option<Duration> {
        let (at, _) = self.plans.keys().next()?;
        Some(Duration::try_from(at.duration_since(self.now())).unwrap_or_default())
    }

    /// What happens now.
    pub(crate) fn take(&mut self) -> Option<Plan> {
        let now = self.now();
        self.plans.first_entry().filter(|entry| entry.key().0 <= now).map(OccupiedEntry::remove)
    }

    /// Forgets plans.
    pub(crate) fn forget(&mut self, which: impl Fn(&Plan) -> bool) {
        self.plans.retain(|_, plan| !which(plan));
    }

    pub(crate) fn note(&mut self, text: &str) {
        let since = self.now().duration_since(self.first);
        text.hash(&mut self.fingerprint);
        let (seconds, millis) = (since.as_secs(), since.subsec_millis());
        self.trace.push(format!(
            "{:4}:{:02}:{:02}.{millis:03} {text}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        ));
    }

    /// What happened, and a number that is the same if every point was passed in the same order.
    pub(crate) fn history(&mut self) -> (Vec<String>, u64) {
        (std::mem::take(&mut self.trace), self.fingerprint.finish())
    }
}

/// Whether what is passed before and after is a step of a signup: a change at GoCardless or of what is known.
fn is_step(name: &str) -> bool {
    const KEPT: [&str; 4] = ["complete_signup", "keep_collection", "open_redirect_flow", "record_step"];
    name.starts_with("POST ") || KEPT.contains(&name)
}

/// Runs to its end without letting anybody else run: what other threads do for it takes no simulated time.
pub(crate) fn at_once<T>(work: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut work = pin!(tokio::task::unconstrained(work));
    loop {
        match work.as_mut().poll(&mut context) {
            Poll::Ready(result) => return result,
            Poll::Pending => thread::park(),
        }
    }
}

/// The end of an id: enough to tell them apart.
pub(crate) fn short(id: &str) -> &str {
    &id[id.len().saturating_sub(5)..]
}

/// A path with its ids cut short.
pub(crate) fn short_path(path: &str) -> String {
    let is_id = |text: &str| text.len() > 10 && text.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    let segments = path.split('/').map(|segment| if is_id(segment) { short(segment) } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
