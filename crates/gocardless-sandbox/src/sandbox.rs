//! The state that every handler shares.

mod webhooks;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gocardless_api::{
    Customer, CustomerBankAccount, Event, InstalmentSchedule, Mandate, Payment, Payout, RedirectFlow, Refund,
    Subscription,
};
use jiff::Timestamp;
use tokio::sync::Notify;
use url::Url;

use crate::changes::Changes;
use crate::clock::{Clock, OutOfRange};
use crate::faults::{Fault, Faults};
use crate::ids::Ids;
use crate::ledger::{Ledger, Organisation};
use crate::options::Options;
use crate::rate_limit::Window;
use crate::record::{Begun, Record};
use crate::seed::SeedError;

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
    /// Wakes whoever delivers webhooks.
    woken: Notify,
    /// Tells that a webhook was attempted.
    attempted: Notify,
    record: Mutex<Record>,
    changes: Changes,
}

impl Sandbox {
    /// A sandbox that has just begun. Its pages think they are at `options.public_url`, or at `http://127.0.0.1:8081`.
    ///
    /// Everything it will answer depends on its clock and on the calls it gets: ids are made from a counter that
    /// begins with the clock's time.
    ///
    /// # Errors
    ///
    /// When the seed cannot be put in place, though [`Seed::from_json`](crate::Seed::from_json) has tried it out.
    pub fn new(options: Options) -> Result<Self, SeedError> {
        let public_url = options.public_url.clone().unwrap_or_else(|| match Url::parse("http://127.0.0.1:8081") {
            Ok(url) => url,
            Err(error) => unreachable!("the default address is one: {error}"),
        });
        let clock = clock_of(&options);
        let now = clock.now();
        let mut ledger = ledger_of(&options, now);
        sow(&mut ledger, &options, &public_url, now)?;
        Ok(Self(Arc::new(Shared {
            ledger: Mutex::new(ledger),
            public_url,
            request_ids: Mutex::new(Ids::new(seed(now))),
            clock: Mutex::new(clock),
            faults: Mutex::default(),
            window: Mutex::default(),
            woken: Notify::new(),
            attempted: Notify::new(),
            record: Mutex::default(),
            changes: Changes::default(),
            options,
        })))
    }

    /// Forgets everything that happened, and sets the clock as at the start.
    pub fn reset(&self) {
        let clock = clock_of(&self.0.options);
        let now = clock.now();
        {
            let mut ledger = lock(&self.0.ledger);
            *lock(&self.0.clock) = clock;
            let mut anew = ledger_of(&self.0.options, now);
            // What could be sown at the start can be sown again: nothing in a seed depends on the time.
            let _ = sow(&mut anew, &self.0.options, &self.0.public_url, now);
            anew.succeed(&ledger);
            *ledger = anew;
        }
        *lock(&self.0.request_ids) = Ids::new(seed(now));
        self.clear_faults();
        *lock(&self.0.window) = Window::default();
        self.0.attempted.notify_waiters();
        self.wake();
        *lock(&self.0.record) = Record::default();
        self.0.changes.note();
    }

    /// What payers' browsers reach the sandbox under.
    pub fn url(&self) -> &Url {
        &self.0.public_url
    }

    /// Moves the sandbox's clock forward; at most to the year 2999.
    pub fn advance(&self, by: Duration) {
        let _ = self.change_clock(|clock| clock.advance(by));
    }

    /// Makes something go wrong with calls to come.
    pub fn add_fault(&self, fault: Fault) {
        self.faults().add(fault);
        self.0.changes.note();
    }

    /// Takes back every fault that has not befallen all its calls yet.
    pub fn clear_faults(&self) {
        *self.faults() = Faults::default();
        self.0.changes.note();
    }

    /// The last thousand requests, oldest first, without those to `/_sandbox/`.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.record().requests()
    }

    /// Every redirect flow, oldest first.
    pub fn redirect_flows(&self) -> Vec<RedirectFlow> {
        self.collect(|organisation, _| {
            organisation.redirect_flows.oldest_first().map(|record| record.flow.clone()).collect()
        })
    }

    /// Every customer that is not removed, oldest first.
    pub fn customers(&self) -> Vec<Customer> {
        self.collect(|organisation, _| {
            let all = organisation.customers.oldest_first();
            all.filter(|record| !record.removed).map(|record| record.customer.clone()).collect()
        })
    }

    /// Every customer bank account, oldest first.
    pub fn customer_bank_accounts(&self) -> Vec<CustomerBankAccount> {
        self.collect(|organisation, _| organisation.customer_bank_accounts.oldest_first().cloned().collect())
    }

    /// Every mandate, oldest first.
    pub fn mandates(&self) -> Vec<Mandate> {
        self.collect(|organisation, now| organisation.mandates.oldest_first().map(|it| it.shown(now)).collect())
    }

    /// Every payment, oldest first.
    pub fn payments(&self) -> Vec<Payment> {
        self.collect(|organisation, _| organisation.payments.oldest_first().map(|it| it.payment.clone()).collect())
    }

    /// Every refund, oldest first.
    pub fn refunds(&self) -> Vec<Refund> {
        self.collect(|organisation, _| organisation.refunds.oldest_first().map(|it| it.refund.clone()).collect())
    }

    /// Every payout, oldest first.
    pub fn payouts(&self) -> Vec<Payout> {
        self.collect(|organisation, _| organisation.payouts.oldest_first().map(|it| it.payout.clone()).collect())
    }

    /// Every subscription, oldest first.
    pub fn subscriptions(&self) -> Vec<Subscription> {
        self.collect(|organisation, now| {
            let all = organisation.subscriptions.oldest_first();
            all.map(|record| organisation.shown_subscription(record, now)).collect()
        })
    }

    /// Every instalment schedule, oldest first.
    pub fn instalment_schedules(&self) -> Vec<InstalmentSchedule> {
        self.collect(|organisation, _| {
            organisation.instalment_schedules.oldest_first().map(|record| record.schedule.clone()).collect()
        })
    }

    /// Every event, in the order in which they were written.
    pub fn events(&self) -> Vec<Event> {
        self.events_since(0)
    }

    /// The events of every organisation after the first `count`: what is new to one who has seen so many.
    ///
    /// They come in the order in which they were written, which for one organisation is that of time.
    pub fn events_since(&self, count: usize) -> Vec<Event> {
        self.ledger().events_since(count)
    }

    fn collect<T>(&self, of: impl Fn(&Organisation, Timestamp) -> Vec<T>) -> Vec<T> {
        let ledger = self.ledger();
        let now = ledger.now();
        ledger.organisations().flat_map(|organisation| of(organisation, now)).collect()
    }

    /// The ledger, for one change, with everything in it that is due by now. The guard cannot be held across an await:
    /// such a handler does not compile.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        let mut ledger = lock(&self.0.ledger);
        let before = ledger.event_count();
        // The clock is read with the ledger in hand, so that no two changes have their times in another order; and
        // nobody else can read it.
        ledger.catch_up(self.read_clock());
        if ledger.event_count() != before {
            self.0.changes.note();
        }
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

    pub(crate) fn is_lenient(&self) -> bool {
        self.0.options.lenient
    }

    pub(crate) fn next_request_id(&self) -> String {
        lock(&self.0.request_ids).request()
    }

    pub(crate) fn change_clock(
        &self,
        change: impl FnOnce(&mut Clock) -> Result<(), OutOfRange>,
    ) -> Result<(), OutOfRange> {
        let changed = change(&mut lock(&self.0.clock));
        self.make_webhooks();
        self.0.changes.note();
        changed
    }

    /// Whether the clock runs on by itself.
    pub(crate) fn is_running(&self) -> bool {
        lock(&self.0.clock).is_running()
    }

    fn read_clock(&self) -> Timestamp {
        lock(&self.0.clock).now()
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        lock(&self.0.record)
    }

    pub(crate) fn remember(&self, exchange: Begun, request_id: String, status: u16) {
        self.record().add(exchange, request_id, status);
    }

    /// Who is told of changes; whoever changes something without a call notes it there.
    pub(crate) fn changes(&self) -> &Changes {
        &self.0.changes
    }

    /// The time, and how many events there are: nothing that is due happens by asking.
    pub(crate) fn moment(&self) -> (Timestamp, usize) {
        let ledger = lock(&self.0.ledger);
        (self.read_clock(), ledger.event_count())
    }

    /// The access token of the organisation that the sandbox began with.
    pub(crate) fn access_token(&self) -> &str {
        &self.0.options.access_token
    }

    /// The absolute address of a path of the sandbox.
    pub(crate) fn address_of(&self, path: &str) -> String {
        address(&self.0.public_url, path)
    }
}

fn clock_of(options: &Options) -> Clock {
    options.clock.map_or_else(Clock::running, Clock::standing_at)
}

fn address(public_url: &Url, path: &str) -> String {
    format!("{}{path}", public_url.as_str().trim_end_matches('/'))
}

/// What is known at the start, but for the seed.
fn ledger_of(options: &Options, now: Timestamp) -> Ledger {
    let mut ledger = Ledger::new(&options.access_token, seed(now), now);
    // An app that cannot be registered has been refused at the start.
    let _ = ledger.register(options.app.clone());
    ledger.first_organisation().webhook_endpoint.clone_from(&options.webhook);
    ledger
}

/// Puts the seed in place, if there is one.
fn sow(ledger: &mut Ledger, options: &Options, public_url: &Url, now: Timestamp) -> Result<(), SeedError> {
    let Some(seed) = &options.seed else { return Ok(()) };
    seed.sow(ledger.first_organisation(), &address(public_url, ""), now)?;
    ledger.first_organisation().all_is_sent();
    Ok(())
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
