//! One bit of a file of the page is another than it was built: the plain form stays, and nothing is sent.
//!
//! The pages themselves (HTML) are what the browser believes; who alters them, alters everything.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::support::{House, Payer};

/// Settles once the form has said why it is not there, or its script was not taken.
const GIVES_UP: &str = r"
globalThis.gaveUp = new Promise((resolve) => {
  const say = console.error;
  console.error = (...said) => { resolve(String(said[0])); say(...said); };
  addEventListener('error', ({ target }) => target.localName === 'script' && resolve(target.src), true);
});
";

/// Waits for that, or for the form.
const ENDED: &str = r"
const [element] = document.getElementsByTagName('mandate-signup');
const live = async () => { for (;;) {
  if (element.shadowRoot?.querySelector('.signup')) return 'the form is there';
  await new Promise((resolve) => setTimeout(resolve, 10));
} };
return Promise.race([gaveUp, live()]);
";

/// How many places of each file; a hundred with `MERCHANT_TEST_FULL=1`.
fn places() -> usize {
    if std::env::var_os("MERCHANT_TEST_FULL").is_some() { 100 } else { 1 }
}

/// The files that the component is made of, and the language in which a payer gets each.
fn shipped(pages: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(pages).expect("the pages") {
        let path = entry.expect("a file").path();
        let name = path.file_name().and_then(OsStr::to_str).expect("a name");
        let language = name.strip_prefix("words-").and_then(|rest| Some(rest.rsplit_once('-')?.0.to_owned()));
        let is_file = ["css", "js", "txt", "wasm"].iter().any(|end| path.extension() == Some(OsStr::new(end)));
        // The page offers no language that is made up for tests.
        let is_offered = language.as_ref().is_none_or(|language| !language.contains('-'));
        if is_file && is_offered && (language.is_some() || name.starts_with("mandate-signup")) {
            files.push((path, language.unwrap_or_else(|| "en".to_owned())));
        }
    }
    files.sort();
    files
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[tokio::test]
async fn promise_29_a_file_that_was_altered_is_not_used_and_nothing_is_sent() {
    let house = House::open_with_own_pages().await;
    let payer = Payer::arrive("about:blank").await;
    let cdp = payer.driver().cdp();
    cdp.send_raw("Network.enable", json!({})).await.expect("the browser's network");
    cdp.send_raw("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await.expect("no cache");
    payer.before_each_page(GIVES_UP).await;
    let files = shipped(house.pages());
    // Loader, glue, module and styles, and the words of eleven languages.
    assert_eq!(files.len(), 15, "{files:?}");

    for (file, locale) in &files {
        let page = format!("{}&locale={locale}", house.self_hosted("magazine"));
        let kept = ["", ".gz", ".br"].map(|end| (with_end(file, end), fs::read(with_end(file, end)).expect("a file")));
        for (sent, bytes) in kept.iter().rev() {
            for place in 1..=places() {
                let mut altered = bytes.clone();
                let at = bytes.len() * place / (places() + 1);
                altered[at] ^= 1 << (place % 8);
                fs::write(sent, altered).expect("an altered file");
                let sent_before = house.answered(&["route=\"/api/"]).await;
                payer.goes_to(&page).await;
                let context = format!("{} with another bit at {at}", sent.display());
                let ended = payer.runs(ENDED).await;
                assert_ne!(ended, "the form is there", "{context}");
                payer.find("heading", "Pay by Direct Debit").await;
                assert!(!payer.finds("one", "section.signup").await, "{context}: {ended}");
                assert_eq!(house.answered(&["route=\"/api/"]).await, sent_before, "{context}: {ended}");
            }
            // The next is sent when this one is not there.
            fs::remove_file(sent).expect("a file");
        }
        for (sent, bytes) in kept {
            fs::write(sent, bytes).expect("the file as it was");
        }
        let sent_before = house.answered(&["route=\"/api/"]).await;
        payer.goes_to(&page).await;
        assert_eq!(payer.runs(ENDED).await, "the form is there", "{} as it was built", file.display());
        assert!(house.answered(&["route=\"/api/"]).await >= sent_before, "{}", file.display());
    }
}
