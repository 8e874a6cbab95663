//! The state that every handler shares.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gocardless_api::{Customer, CustomerBankAccount, Event, Mandate, Payment, RedirectFlow};
use jiff::Timestamp;
use url::Url;

use crate::clock::{Clock, OutOfRange};
use crate::faults::{Fault, Faults};
use crate::ids::Ids;
use crate::ledger::{Ledger, Organisation};
use crate::options::Options;
use crate::rate_limit::Window;

/// A sandbox without a socket: its state, shared by the handlers and by whoever watches.
///
/// Cheap to clone; clones share everything. [`app`](crate::app) makes a router of it, [`start`](crate::start) a server.
#[derive(Clone)]
pub struct Sandbox(Arc<Shared>);

/// A request that the sandbox answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecordedRequest {
    /// The method, such as `POST`.
    pub method: String,
    /// The path, without a query.
    pub path: String,
    /// The status of the answer, whether or not it reached the caller; 0 when the connection was dropped before there
    /// was one.
    pub status: u16,
}

struct Shared {
    options: Options,
    public_url: Url,
    clock: Mutex<Clock>,
    ledger: Mutex<Ledger>,
    faults: Mutex<Faults>,
    window: Mutex<Window>,
    request_ids: Mutex<Ids>,
    requests: Mutex<VecDeque<RecordedRequest>>,
}

/// How many requests are remembered.
const REMEMBERED: usize = 1000;

impl Sandbox {
    /// A sandbox that has just begun. Its pages think they are at `options.public_url`, or at `http://127.0.0.1:8081`.
    ///
    /// Everything it will answer depends on its clock and on the calls it gets: ids are made from a counter that
    /// begins with the clock's time.
    pub fn new(options: Options) -> Self {
        let public_url = options.public_url.clone().unwrap_or_else(|| match Url::parse("http://127.0.0.1:8081") {
            Ok(url) => url,
            Err(error) => unreachable!("the default address is one: {error}"),
        });
        let clock = clock_of(&options);
        let now = clock.now();
        Self(Arc::new(Shared {
            public_url,
            ledger: Mutex::new(Ledger::new(&options.access_token, seed(now), now)),
            request_ids: Mutex::new(Ids::new(seed(now))),
            clock: Mutex::new(clock),
            faults: Mutex::default(),
            window: Mutex::default(),
            requests: Mutex::default(),
            options,
        }))
    }

    /// Forgets everything that happened, and sets the clock as at the start.
    pub fn reset(&self) {
        let clock = clock_of(&self.0.options);
        let now = clock.now();
        *lock(&self.0.clock) = clock;
        *lock(&self.0.ledger) = Ledger::new(&self.0.options.access_token, seed(now), now);
        *lock(&self.0.request_ids) = Ids::new(seed(now));
        self.clear_faults();
        *lock(&self.0.window) = Window::default();
        lock(&self.0.requests).clear();
    }

    /// What payers' browsers reach the sandbox under.
    pub fn url(&self) -> &Url {
        &self.0.public_url
    }

    /// The time on the sandbox's clock.
    pub fn now(&self) -> Timestamp {
        lock(&self.0.clock).now()
    }

    /// Moves the sandbox's clock forward; at most to the year 2999.
    pub fn advance(&self, by: Duration) {
        let _ = self.change_clock(|clock| clock.advance(by));
    }

    /// Makes something go wrong with calls to come.
    pub fn add_fault(&self, fault: Fault) {
        self.faults().add(fault);
    }

    /// Takes back every fault that has not befallen all its calls yet.
    pub fn clear_faults(&self) {
        *self.faults() = Faults::default();
    }

    /// The last thousand requests, oldest first, without those to `/_sandbox/`.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.0.requests).iter().cloned().collect()
    }

    /// Every redirect flow, oldest first.
    pub fn redirect_flows(&self) -> Vec<RedirectFlow> {
        self.collect(|organisation| {
            organisation.redirect_flows.oldest_first().map(|record| record.flow.clone()).collect()
        })
    }

    /// Every customer that is not removed, oldest first.
    pub fn customers(&self) -> Vec<Customer> {
        self.collect(|organisation| {
            let all = organisation.customers.oldest_first();
            all.filter(|record| !record.removed).map(|record| record.customer.clone()).collect()
        })
    }

    /// Every customer bank account, oldest first.
    pub fn customer_bank_accounts(&self) -> Vec<CustomerBankAccount> {
        self.collect(|organisation| organisation.customer_bank_accounts.oldest_first().cloned().collect())
    }

    /// Every mandate, oldest first.
    pub fn mandates(&self) -> Vec<Mandate> {
        let now = self.now();
        self.collect(|organisation| organisation.mandates.oldest_first().map(|record| record.shown(now)).collect())
    }

    /// Every payment, oldest first.
    pub fn payments(&self) -> Vec<Payment> {
        self.collect(|organisation| organisation.payments.oldest_first().map(|it| it.payment.clone()).collect())
    }

    /// Every event, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.events_since(0)
    }

    /// The events after the first `count`, oldest first: what is new to one who has seen so many.
    pub fn events_since(&self, count: usize) -> Vec<Event> {
        self.collect(|organisation| organisation.events.since(count).cloned().collect())
    }

    fn collect<T>(&self, of: impl Fn(&Organisation) -> Vec<T>) -> Vec<T> {
        self.ledger().organisations().flat_map(of).collect()
    }

    /// The ledger, for one change, with everything in it that is due by now. The guard cannot be held across an await:
    /// such a handler does not compile.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        let mut ledger = lock(&self.0.ledger);
        // The clock is read with the ledger in hand, so that no two changes have their times in another order.
        ledger.catch_up(self.now());
        ledger
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.0.faults)
    }

    pub(crate) fn window(&self) -> MutexGuard<'_, Window> {
        lock(&self.0.window)
    }

    pub(crate) fn pages(&self) -> Option<&Path> {
        self.0.options.pages.as_deref()
    }

    pub(crate) fn next_request_id(&self) -> String {
        lock(&self.0.request_ids).request()
    }

    pub(crate) fn change_clock(
        &self,
        change: impl FnOnce(&mut Clock) -> Result<(), OutOfRange>,
    ) -> Result<(), OutOfRange> {
        change(&mut lock(&self.0.clock))
    }

    pub(crate) fn remember(&self, request: RecordedRequest) {
        let mut requests = lock(&self.0.requests);
        if requests.len() == REMEMBERED {
            requests.pop_front();
        }
        requests.push_back(request);
    }

    /// The absolute address of a path of the sandbox.
    pub(crate) fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.0.public_url.as_str().trim_end_matches('/'))
    }
}

fn clock_of(options: &Options) -> Clock {
    options.clock.map_or_else(Clock::running, Clock::standing_at)
}

/// Two sandboxes that begin at the same time of their clocks make the same ids. Without `--clock` a sandbox that is
/// started again makes other ids, so that they do not meet those that a merchant has stored.
fn seed(now: Timestamp) -> u64 {
    now.as_millisecond().unsigned_abs()
}

/// A handler that panicked has left no change half made that matters to another sandbox call.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
