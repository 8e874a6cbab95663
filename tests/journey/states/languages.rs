//! Every language that there is a file of words for: axe finds nothing, and the longest words have room.

use std::fs;

use super::audit::LIGHT;
use super::measures::measure;
use super::table::{LONG, State, states_of};
use super::visit::Visitor;

/// The languages, as `locales/` has them, and the one that stands for longer ones.
fn languages() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/locales");
    let files = fs::read_dir(folder).expect("the words").map(|file| file.expect("a file").path());
    let mut languages: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    languages.push(LONG.to_owned());
    languages.sort();
    languages
}

/// The review under the scheme that most who speak the language sign up under.
fn states_in(language: &str) -> impl Iterator<Item = &'static State> + use<> {
    let review = match language {
        "en" | "en-XA" => "own-review-bacs",
        "da" => "own-review-betalingsservice",
        "sv" => "own-review-autogiro",
        _ => "own-review-sepa",
    };
    states_of(&["own-details-wrong", review, "own-done"])
}

#[tokio::test]
async fn every_language_is_as_accessible_and_has_room() {
    let visitor = Visitor::come().await;
    visitor.prefers(LIGHT).await;
    visitor.sizes(320, 800).await;
    let mut findings = Vec::new();
    for language in languages() {
        for state in states_in(&language) {
            visitor.visits(state, &language).await;
            let script = "return document.querySelector('mandate-signup').shadowRoot.querySelector('.signup').lang";
            assert_eq!(visitor.script(script, vec![]).await, language.as_str(), "the page has no such words");
            let case = format!("{} in {language}", state.name);
            findings.extend(measure(&visitor, &case).await);
            findings.extend(visitor.browser.violations().await.into_iter().map(|finding| format!("{case}: {finding}")));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
