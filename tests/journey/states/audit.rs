//! axe-core finds nothing in any state: in light, dark and forced colours, from left to right and from right to left.
//! Every language has its turn in `languages`.

use super::table::{RIGHT_TO_LEFT, distinct_states};
use super::visit::Visitor;

pub(super) const LIGHT: &[(&str, &str)] = &[("prefers-color-scheme", "light")];
pub(super) const DARK: &[(&str, &str)] = &[("prefers-color-scheme", "dark")];
const FORCED: &[(&str, &str)] = &[("prefers-color-scheme", "light"), ("forced-colors", "active")];

#[tokio::test]
async fn axe_finds_nothing_in_any_state() {
    finds_nothing("en-GB", &[LIGHT, DARK, FORCED]).await;
}

#[tokio::test]
async fn axe_finds_nothing_from_right_to_left() {
    finds_nothing(RIGHT_TO_LEFT, &[DARK]).await;
}

async fn finds_nothing(locale: &str, media: &[&[(&str, &str)]]) {
    let visitor = Visitor::come().await;
    let mut findings = Vec::new();
    for state in distinct_states() {
        visitor.visits(state, locale).await;
        for features in media {
            visitor.prefers(features).await;
            for finding in visitor.browser.violations().await {
                findings.push(format!("{} in {locale}, {features:?}: {finding}", state.name));
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
