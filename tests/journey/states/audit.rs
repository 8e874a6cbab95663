//! axe-core finds nothing in any state: in light, dark and forced colours, from left to right and from right to left.
//! Every language has its turn in `languages`.

use super::table::{RIGHT_TO_LEFT, states};
use super::visit::Visitor;

pub(super) const LIGHT: &[(&str, &str)] = &[("prefers-color-scheme", "light")];
pub(super) const DARK: &[(&str, &str)] = &[("prefers-color-scheme", "dark")];
const FORCED: &[(&str, &str)] = &[("prefers-color-scheme", "light"), ("forced-colors", "active")];
const FORCED_DARK: &[(&str, &str)] = &[("prefers-color-scheme", "dark"), ("forced-colors", "active")];

#[tokio::test]
async fn axe_finds_nothing_in_any_state() {
    let visitor = Visitor::come().await;
    let mut findings = Vec::new();
    for state in states() {
        let runs: [(&str, &[_]); 2] = [("en-GB", &[LIGHT, DARK, FORCED, FORCED_DARK]), (RIGHT_TO_LEFT, &[DARK])];
        for (locale, media) in runs {
            visitor.visits(state, locale).await;
            for features in media {
                visitor.prefers(features).await;
                for finding in visitor.browser.violations().await {
                    findings.push(format!("{} in {locale}, {features:?}: {finding}", state.name));
                }
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
