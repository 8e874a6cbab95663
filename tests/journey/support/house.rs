//! A sandbox, a merchant backend and its database, for one test.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use gocardless_sandbox::{Fault, Options, RunningSandbox};
use merchant::{Config, LimitsConfig, Pages, RunningMerchant};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// How long a request may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A sandbox, a merchant backend and its database; gone when dropped.
pub(crate) struct House {
    pub(crate) sandbox: RunningSandbox,
    merchant: Option<RunningMerchant>,
    address: SocketAddr,
    config: Config,
    folder: TempDir,
}

/// What the merchant's database remembers of a signup.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct StoredMandate {
    pub(crate) mandate: String,
    pub(crate) customer: String,
    pub(crate) customer_bank_account: String,
    pub(crate) reference: String,
    pub(crate) scheme: String,
}

impl House {
    /// Starts both servers on free ports.
    ///
    /// The shop is at `localhost`, the hosted page at `127.0.0.1`: two sites, as in life, so that cookies behave as
    /// they do there.
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// The same with a configuration that is changed.
    pub(crate) async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::with_pages(pages(), TempDir::new().expect("a temporary folder"), change).await
    }

    /// The same with pages of its own, which can be changed.
    pub(crate) async fn open_with_own_pages() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let copy = folder.path().join("pages");
        copy_folder(&pages(), &copy);
        Self::with_pages(copy, folder, |_| {}).await
    }

    /// The same with a checkout page that holds `element` in place of the shop's own; [`House::checkout`] is where.
    pub(crate) async fn open_with_checkout(element: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let copy = folder.path().join("pages");
        copy_folder(&pages(), &copy);
        let page = fs::read_to_string(copy.join("index.html")).expect("the built page");
        let (before, rest) = page.split_once("<mandate-signup").expect("the page's own element");
        let (_, after) = rest.split_once("</mandate-signup>").expect("its end");
        fs::write(copy.join("checkout.html"), [before, element, after].concat()).expect("a page of our own");
        Self::with_pages(copy, folder, |_| {}).await
    }

    /// The folder of its pages.
    pub(crate) fn pages(&self) -> &Path {
        match &self.config.server.pages {
            Pages::Folder(folder) => folder,
            Pages::Inside => unreachable!("a house has its pages in a folder"),
        }
    }

    /// The address of the page that [`House::open_with_checkout`] made.
    pub(crate) fn checkout(&self) -> String {
        self.shop() + "checkout.html"
    }

    /// The address of the demonstration's page that has the whole form, for a plan of `plans.json`.
    pub(crate) fn self_hosted(&self, plan: &str) -> String {
        format!("{}self-hosted.html?plan={plan}", self.shop())
    }

    /// With the limits of production: nobody who only signs up meets one.
    async fn with_pages(pages: PathBuf, folder: TempDir, change: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let options = Options { pages: Some(pages.clone()), ..Options::default() };
        let sandbox = gocardless_sandbox::start(listener, options).await.expect("a sandbox");

        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a local address");
        let public_url = format!("http://localhost:{}", address.port()).parse().expect("an address");
        let mut config =
            Config::for_testing(sandbox.url().clone(), folder.path().join("merchant.sqlite3"), public_url, pages);
        config.limits = LimitsConfig::default();
        config.metrics.listen_addr = Some(([127, 0, 0, 1], 0).into());
        change(&mut config);
        let merchant = merchant::start(listener, config.clone()).await.expect("a merchant");
        Self { sandbox, merchant: Some(merchant), address, config, folder }
    }

    /// The address of the shop's checkout page.
    pub(crate) fn shop(&self) -> String {
        format!("http://localhost:{}/", self.address.port())
    }

    /// Takes the merchant backend down.
    pub(crate) async fn stop_merchant(&mut self) {
        if let Some(merchant) = self.merchant.take() {
            merchant.stop().await;
        }
    }

    /// Brings the merchant backend up again, at the same address and on the same database.
    pub(crate) async fn start_merchant(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the same port");
        self.merchant = Some(merchant::start(listener, self.config.clone()).await.expect("a merchant"));
    }

    /// What the database says, read from its file as an operator would.
    pub(crate) fn stored_mandates(&self) -> Vec<StoredMandate> {
        let database = rusqlite::Connection::open(self.folder.path().join("merchant.sqlite3")).expect("the database");
        let mut query = database
            .prepare(
                "SELECT mandate_id, customer_id, customer_bank_account_id, reference, scheme FROM mandates ORDER BY mandate_id",
            )
            .expect("the table of mandates");
        let rows = query.query_map([], |row| {
            Ok(StoredMandate {
                mandate: row.get(0)?,
                customer: row.get(1)?,
                customer_bank_account: row.get(2)?,
                reference: row.get(3)?,
                scheme: row.get(4)?,
            })
        });
        rows.expect("mandates").collect::<Result<_, _>>().expect("mandates")
    }

    /// Whether exactly one mandate exists at the sandbox, and the merchant's database knows it with what it belongs to.
    #[track_caller]
    pub(crate) fn has_one_mandate(&self) -> StoredMandate {
        let [mandate] = self.sandbox.mandates().try_into().expect("exactly one mandate at the sandbox");
        let [stored] = self.stored_mandates().try_into().expect("exactly one mandate in the database");
        assert_eq!(stored.mandate, mandate.id.as_str());
        assert_eq!(stored.customer, mandate.links.customer.as_str());
        assert_eq!(stored.customer_bank_account, mandate.links.customer_bank_account.as_str());
        assert_eq!(Some(&stored.reference), mandate.reference.as_ref());
        stored
    }

    /// Whether so many payers have signed up so far: as many of everything that a signup makes, and all of it stored.
    #[track_caller]
    pub(crate) fn has_made(&self, payers: usize, context: &str) {
        let sandbox = &self.sandbox;
        // A subscription's own payments follow from it.
        let single = sandbox.payments().into_iter().filter(|payment| payment.links.subscription.is_none());
        let collections = sandbox.subscriptions().len() + single.count();
        let made = [sandbox.customers().len(), sandbox.customer_bank_accounts().len(), sandbox.mandates().len()];
        assert_eq!(made, [payers; 3], "{context}: customers, bank accounts, mandates");
        assert_eq!(collections, payers, "{context}: collections");
        let mut made: Vec<_> = sandbox.mandates().iter().map(|mandate| mandate.id.to_string()).collect();
        made.sort();
        let stored: Vec<_> = self.stored_mandates().into_iter().map(|stored| stored.mandate).collect();
        assert_eq!(stored, made, "{context}: mandates in the database");
    }

    /// Whether nothing was set up: no mandate, no customer, nothing in the database.
    #[track_caller]
    pub(crate) fn has_no_mandate(&self) {
        assert_eq!(self.sandbox.mandates(), []);
        assert_eq!(self.sandbox.customers().len(), 0);
        assert_eq!(self.stored_mandates(), []);
    }

    /// Lets nothing of the provider's answer, until its faults are cleared.
    pub(crate) fn provider_is_down(&self) {
        self.sandbox.add_fault(Fault { path: "/".to_owned(), times: u32::MAX, status: Some(503), ..Fault::default() });
    }

    /// Lets the provider's side answer all such calls as a proxy does that cannot reach it; `*` is one segment.
    pub(crate) fn provider_fails(&self, method: &str, path: &str) {
        self.sandbox.add_fault(Fault {
            method: Some(method.to_owned()),
            path: path.to_owned(),
            times: u32::MAX,
            status: Some(502),
            body: Some(json!("<html><title>502 Bad gateway</title></html>")),
            ..Fault::default()
        });
    }

    /// Lets the provider not know, until its faults are cleared, that the payer has finished.
    pub(crate) fn provider_is_early(&self) {
        let error = json!({
            "type": "invalid_state",
            "code": 422,
            "message": "The redirect flow is incomplete",
            "errors": [{ "reason": "redirect_flow_incomplete", "message": "The redirect flow is incomplete" }],
        });
        self.sandbox.add_fault(Fault {
            path: "/redirect_flows/*/actions/complete".to_owned(),
            times: u32::MAX,
            status: Some(422),
            body: Some(json!({ "error": error })),
            ..Fault::default()
        });
    }

    /// Lets the provider refuse the next details that a payer hands in, because of one field.
    pub(crate) fn provider_refuses(&self, field: &str) {
        let detail = json!({
            "field": field,
            "message": "is invalid",
            "request_pointer": format!("/customer_bank_accounts/{field}"),
        });
        self.sandbox.add_fault(Fault {
            path: "/flow/*/actions/submit".to_owned(),
            times: 1,
            status: Some(422),
            body: Some(json!({ "error": {
                "type": "validation_failed",
                "code": 422,
                "message": "Validation failed",
                "errors": [detail],
            } })),
            ..Fault::default()
        });
    }

    /// All that the merchant's database has on disk, as bytes.
    pub(crate) fn database(&self) -> Vec<u8> {
        let files =
            fs::read_dir(self.folder.path()).expect("the house's folder").map(|entry| entry.expect("an entry").path());
        let files = files
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("merchant.sqlite3")));
        files.flat_map(|path| fs::read(path).expect("a file of the database")).collect()
    }

    /// Waits until so many requests with this end of the path have been answered by the sandbox.
    pub(crate) async fn is_asked(&self, path_end: &str, times: usize) {
        let start = Instant::now();
        while self.requests("POST", path_end) < times {
            assert!(start.elapsed() < PATIENCE, "{path_end} is asked for {} times", self.requests("POST", path_end));
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// How many requests the merchant backend has answered whose measured labels contain all of `labels`.
    pub(crate) async fn answered(&self, labels: &[&str]) -> u64 {
        let address = self.merchant.as_ref().and_then(RunningMerchant::metrics_addr).expect("a merchant that measures");
        let mut stream = TcpStream::connect(address).await.expect("what is measured");
        let request = b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        stream.write_all(request).await.expect("a question");
        let mut measured = String::new();
        stream.read_to_string(&mut measured).await.expect("what is measured");
        let counted = measured.lines().filter_map(|line| line.strip_prefix("merchant_http_requests_total{"));
        let wanted = counted.filter(|line| labels.iter().all(|label| line.contains(label)));
        wanted.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
    }

    /// How many requests with this method and end of the path reached the sandbox.
    pub(crate) fn requests(&self, method: &str, path_end: &str) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().filter(|request| request.method == method && request.path.ends_with(path_end)).count()
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file to copy");
        }
    }
}

/// The folder of the built page.
pub(super) fn pages() -> PathBuf {
    let folder = env::var_os("MANDATE_SIGNUP_PAGES")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/dist")), PathBuf::from);
    assert!(folder.join("index.html").is_file(), "no page at {}: `cargo xtask page` builds it", folder.display());
    folder
}
