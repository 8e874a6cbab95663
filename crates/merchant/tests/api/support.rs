//! The harness: a merchant backend without a socket, a sandbox with one, and browsers.
//!
//! A test begins with a sentence, `TestMerchant::start().await`, and then acts as a [`Browser`], which keeps its cookie
//! and sends what a browser sends. What goes wrong at GoCardless is the sandbox's faults (`merchant.sandbox`); time is
//! moved with [`TestMerchant::advance`], for both. [`TestMerchant::restart`] opens the same database again, which is an
//! SQLite file, or after [`Engine::choose`] one of PostgreSQL.

mod answer;
mod browser;
pub(crate) mod contract;
mod crash;
mod database;
mod known;
mod measured;
mod payer;
mod point;
mod program;
mod webhook;

use std::fs;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use gocardless_api::WebhookSecret;
use gocardless_client::SteadyClock;
use gocardless_sandbox::{Options, RunningSandbox};
use jiff::{SignedDuration, Timestamp};
use merchant::{AppState, BearerTokens, Clock, Config, app};
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

pub(crate) use self::answer::{Answer, query};
pub(crate) use self::browser::{Browser, magazine, with};
pub(crate) use self::crash::{Death, Disk, Loss, When};
pub(crate) use self::database::Engine;
use self::database::TestDatabase;
pub(crate) use self::measured::Measured;
pub(crate) use self::payer::{Payer, SCHEMES, self_hosted};
pub(crate) use self::point::{Point, Step, loss};
pub(crate) use self::program::Program;
pub(crate) use self::webhook::{MERCHANT_TOKEN, METRICS_TOKEN, OLD_SECRET, SECRET, delivery, event};

/// Where the merchant's pages are.
pub(crate) const OWN: &str = "http://localhost:8080";
/// Another origin, whose pages may embed the form.
pub(crate) const SHOP: &str = "https://shop.example";

pub(crate) struct TestMerchant {
    pub(crate) app: Router,
    pub(crate) state: AppState,
    pub(crate) sandbox: RunningSandbox,
    pub(crate) config: Config,
    folder: TempDir,
    /// By how many seconds time was moved, and the time of day beside that.
    offset: Arc<AtomicI64>,
    jumped: Arc<AtomicI64>,
    /// How many events were applied or parked by the time that was last asked for.
    settled: AtomicU64,
    /// Dropped last, when nobody is connected any more.
    pub(crate) store: TestDatabase,
}

impl TestMerchant {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sandbox = gocardless_sandbox::start(listener, Options::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("dist")).unwrap();

        let (offset, jumped) = (Arc::<AtomicI64>::default(), Arc::<AtomicI64>::default());
        let clock = clock(&offset, &jumped);
        let (file, pages) = (folder.path().join("merchant.sqlite3"), folder.path().join("dist"));
        let mut config = Config::for_testing(sandbox.url().clone(), &file, OWN.parse().unwrap(), pages);
        let store = TestDatabase::of_this_test(&file);
        config.store = store.config();
        config.server.allowed_origins = vec![SHOP.parse().unwrap()];
        config.clock = clock;
        config.gocardless.webhook_secrets = [SECRET, OLD_SECRET].map(WebhookSecret::new).to_vec();
        config.merchant_api = BearerTokens::of(&[MERCHANT_TOKEN.to_owned()]);
        config.metrics.tokens = BearerTokens::of(&[METRICS_TOKEN.to_owned()]);
        let (app, state) = open(&config).await;
        store.bring_on();
        Self { app, state, sandbox, config, folder, offset, jumped, settled: AtomicU64::new(0), store }
    }

    /// The process ends and starts again.
    pub(crate) async fn restart(&mut self) {
        self.app = Router::new();
        (self.app, self.state) = open(&self.config).await;
        self.settled = AtomicU64::new(0);
    }

    /// Another process with the same database: locks and caches of its own.
    pub(crate) async fn another_instance(&self) -> Router {
        open(&self.config).await.0
    }

    /// The same, for what it does in the background.
    pub(crate) async fn another_state(&self) -> AppState {
        open(&self.config).await.1
    }

    /// Moves the clocks of merchant and sandbox.
    pub(crate) fn advance(&self, by: Duration) {
        self.offset.fetch_add(i64::try_from(by.as_secs()).unwrap(), Ordering::Relaxed);
        self.sandbox.advance(by);
    }

    /// Sets the merchant's clock so far behind the machine's, by which the real program goes.
    pub(crate) fn put_clock_back(&self, by: Duration) {
        let by = i64::try_from(by.as_secs()).unwrap();
        self.jumped.store(-by - self.offset.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Sets the merchant's time of day, as somebody does who sets the machine's clock; the sandbox's stays.
    pub(crate) fn jump(&self, by: SignedDuration) {
        self.jumped.fetch_add(by.as_secs(), Ordering::Relaxed);
    }

    /// Takes GoCardless's limit for what it is: a thousand requests a minute, of the merchant's time.
    pub(crate) async fn limit_requests(&mut self) {
        self.config.gocardless.requests_per_minute = NonZeroU32::new(1000);
        self.restart().await;
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.app.clone())
    }

    /// A browser that kept its cookie over a restart.
    pub(crate) fn browser_with(&self, cookie: Option<String>) -> Browser {
        Browser { cookie, ..self.browser() }
    }

    /// The file of SQLite.
    pub(crate) fn database(&self) -> PathBuf {
        self.store.file()
    }

    /// Puts a file into the folder of the built page.
    pub(crate) fn add_page(&self, name: &str, content: &str) {
        fs::write(self.folder.path().join("dist").join(name), content).unwrap();
    }

    /// Lets the payer fill in and confirm GoCardless's hosted page; returns the flow's id.
    pub(crate) async fn confirm(&self, redirect_url: &str) -> String {
        let flow = redirect_url.rsplit('/').next().unwrap().to_owned();
        let body = json!({ "data": {
            "payer": {
                "given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com",
                "address_line1": "27 Acer Road", "city": "London", "postal_code": "E8 3GX", "country_code": "GB",
            },
            "bank_account": {
                "account_holder_name": "Frank Osborne", "country_code": "GB",
                "branch_code": "200000", "account_number": "55779911",
            },
            "authority": true,
        }});
        let request = Request::post(format!("/flow/{flow}/actions/submit"))
            .header("content-type", "application/json")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = gocardless_sandbox::app((*self.sandbox).clone()).oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200, "the sandbox took the payer's details");
        flow
    }

    /// Calls the sandbox's API as the merchant.
    pub(crate) async fn call_sandbox(&self, path: &str, body: &serde_json::Value) {
        let request = Request::post(path)
            .header("content-type", "application/json")
            .header("gocardless-version", "2015-07-06")
            .header("authorization", "Bearer sandbox_demo")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = gocardless_sandbox::app((*self.sandbox).clone()).oneshot(request).await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
    }

    /// What lies at an address of the sandbox.
    pub(crate) async fn visit_sandbox(&self, url: &str) -> Vec<u8> {
        let request = Request::get(url).body(Body::empty()).unwrap();
        let response = gocardless_sandbox::app((*self.sandbox).clone()).oneshot(request).await.unwrap();
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    /// The requests that the sandbox got for this method and path's end.
    pub(crate) fn upstream(&self, method: &str, path_end: &str) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().filter(|request| request.method == method && request.path.ends_with(path_end)).count()
    }
}

/// The machine's time and `offset`, in seconds; the time of day is ahead of that by what it has `jumped`.
fn clock(offset: &Arc<AtomicI64>, jumped: &Arc<AtomicI64>) -> Clock {
    let (began, moved) = (Instant::now(), Arc::clone(offset));
    let steady = SteadyClock::new(move || {
        began.elapsed() + Duration::from_secs(moved.load(Ordering::Relaxed).try_into().unwrap())
    });
    let (offset, jumped) = (Arc::clone(offset), Arc::clone(jumped));
    let seconds = move || offset.load(Ordering::Relaxed) + jumped.load(Ordering::Relaxed);
    Clock::with_steady(move || Timestamp::now() + SignedDuration::from_secs(seconds()), steady)
}

async fn open(config: &Config) -> (Router, AppState) {
    let store = merchant::store::open(&config.store).await.unwrap();
    let state = AppState::new(config.clone(), store).unwrap();
    (app(state.clone()), state)
}
