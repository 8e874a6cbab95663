//! The example themes are as accessible as the form itself.

use std::fs;

use super::audit::{DARK, LIGHT};
use super::table::states_of;
use super::visit::Visitor;
use crate::support::Scene;

#[tokio::test]
async fn axe_finds_nothing_in_the_themes() {
    let visitor = Visitor::come().await;
    let mut findings = Vec::new();
    for theme in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/style/themes")).expect("themes") {
        let path = theme.expect("a theme").path();
        let styles = fs::read_to_string(&path).expect("a theme");
        for state in states_of(&["own-details-wrong", "own-review-bacs", "own-done"]) {
            let scene = Scene { locale: "en-GB".to_owned(), styles: styles.clone(), ..(state.scene)() };
            visitor.visits_with(state, scene).await;
            for features in [LIGHT, DARK] {
                visitor.prefers(features).await;
                for finding in visitor.browser.violations().await {
                    findings.push(format!("{} of {}, {features:?}: {finding}", state.name, path.display()));
                }
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
