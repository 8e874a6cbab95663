//! axe-core finds nothing in any state: in light, dark and forced colours, from left to right and from right to left,
//! and in every language.

use super::table::{LOCALES, RIGHT_TO_LEFT, STATES};
use super::visit::Visitor;

pub(super) const LIGHT: &[(&str, &str)] = &[("prefers-color-scheme", "light")];
pub(super) const DARK: &[(&str, &str)] = &[("prefers-color-scheme", "dark")];
const FORCED: &[(&str, &str)] = &[("prefers-color-scheme", "light"), ("forced-colors", "active")];
const FORCED_DARK: &[(&str, &str)] = &[("prefers-color-scheme", "dark"), ("forced-colors", "active")];

#[tokio::test]
async fn axe_finds_nothing_in_any_state() {
    let visitor = Visitor::come().await;
    let mut findings = Vec::new();
    for (place, state) in STATES.iter().enumerate() {
        // Each state in one more language; together they are all of them.
        let runs: [(&str, &[_]); 3] = [
            ("en-GB", &[LIGHT, DARK, FORCED, FORCED_DARK]),
            (LOCALES[place % LOCALES.len()], &[LIGHT]),
            (RIGHT_TO_LEFT, &[DARK]),
        ];
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
    assert!(STATES.len() >= LOCALES.len(), "more languages than states: some are not seen");
}
