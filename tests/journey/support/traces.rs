//! What a payer typed, looked for where it must not be: logs, database, the browser's storage, addresses.
//!
//! A secret of six digits only is looked for as a word of its own: hashes and times have any six digits somewhere.

use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::json;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::{House, Payer};

/// All that the page can read again later, and every address that the browser knows, as one text.
const KEPT: &str = r"
const kept = async () => [
  JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), JSON.stringify(history.state),
  document.cookie, window.name, location.href, document.referrer, document.title,
  JSON.stringify(performance.getEntries().map((entry) => entry.name)),
  JSON.stringify(await indexedDB.databases()), JSON.stringify(await caches.keys()),
].join('\n');
return kept();
";

/// What the sandbox shows of itself: its page's state, and the last exchanges with their bodies.
const SHOWN: &str = r"
const shown = async () => {
  const get = async (path) => (await fetch(path)).text();
  const state = await get('/_sandbox/state');
  const ids = JSON.parse(state).requests.items.map((request) => request.id);
  return [state, ...(await Promise.all(ids.map((id) => get(`/_sandbox/requests/${id}`))))].join('\n');
};
return shown();
";

/// All that is logged in this process from now on, at every level.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Of the servers: what drives the browser logs what it types, as it should.
    pub(crate) fn begin() -> Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        let begin = || {
            let log = Self::default();
            // Without times, whose digits could be anybody's.
            let format = tracing_subscriber::fmt().with_ansi(false).without_time().with_writer(log.clone());
            format.with_env_filter(EnvFilter::new("trace,thirtyfour=off,reqwest=off")).init();
            log
        };
        LOG.get_or_init(begin).clone()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// What a payer typed and nobody may keep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secrets<'a> {
    /// Numbers of accounts and of people.
    pub(crate) numbers: &'a [&'a str],
    /// What else only the provider may know: names, address, the number of a branch.
    pub(crate) others: &'a [&'a str],
}

impl Secrets<'_> {
    /// Looks through what the browser keeps of the page that it is at.
    pub(crate) async fn are_not_kept_by(&self, payer: &Payer) {
        let kept = payer.runs(KEPT).await;
        let cookies = payer.driver().get_all_cookies().await.expect("cookies");
        let history = payer.driver().cdp().send_raw("Page.getNavigationHistory", json!({})).await.expect("a history");
        let kept = format!("{}\n{cookies:?}\n{history}", kept.as_str().expect("what is kept"));
        assert!(kept.contains("mandate-signup.js"), "the addresses that the page asked for are there: {kept}");
        assert_absent(self.all(), &kept, "the browser");
    }

    /// Looks through what is left of whoever signed up at `house`; the browser of `payer` is used to look.
    pub(crate) async fn leave_no_trace(&self, house: &House, log: &Log, payer: &Payer) {
        let log = log.text();
        assert!(log.contains("signup completed"), "the merchant's log is there: {log}");
        assert_absent(self.all(), &log, "the log");

        let database = String::from_utf8_lossy(&house.database()).into_owned();
        assert!(database.contains("customer_bank_account"), "the database is there");
        assert_absent(self.all(), &database, "the database");

        payer.goes_to(house.sandbox.url().as_str()).await;
        let shown = payer.runs(SHOWN).await.as_str().expect("what the sandbox shows").to_owned();
        assert!(shown.contains("account_holder_name") && shown.contains("••••"), "the exchanges are there: {shown}");
        // What is no number is GoCardless's to know and to show.
        assert_absent(self.numbers.iter(), &shown, "what the sandbox shows");
    }

    fn all(&self) -> impl Iterator<Item = &&str> {
        self.numbers.iter().chain(self.others)
    }
}

#[track_caller]
fn assert_absent<'a>(secrets: impl Iterator<Item = &'a &'a str>, text: &str, place: &str) {
    for secret in secrets {
        if let Some(at) = position(text, secret) {
            let from = text.floor_char_boundary(at.saturating_sub(200));
            let to = text.ceil_char_boundary((at + 200).min(text.len()));
            panic!("{secret:?} is in {place}: …{}…", &text[from..to]);
        }
    }
}

/// Where the secret is in the text; one that is short and digits only counts as a word of its own alone.
fn position(text: &str, secret: &str) -> Option<usize> {
    let is_short = secret.len() < 8 && secret.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    text.match_indices(secret).map(|(at, _)| at).find(|at| {
        let (before, after) = (at.checked_sub(1).and_then(|at| bytes.get(at)), bytes.get(at + secret.len()));
        !is_short || !is_part(before) && !is_part(after)
    })
}
