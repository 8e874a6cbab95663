//! The form in its own colours and the example themes: as accessible, and everything that is not text stands out.

use std::fs;

use super::audit::{DARK, LIGHT};
use super::table::states_of;
use super::visit::Visitor;
use crate::support::Scene;

/// What differs too little from what it stands on (WCAG 1.4.11), and what does not show that it has focus (2.4.7).
const STANDS_OUT: &str = r#"
const root = document.querySelector("mandate-signup").shadowRoot;
const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
const light = (colour) => {
  const [red, green, blue] = parts(colour)
    .slice(0, 3)
    .map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const surface = light(getComputedStyle(root.querySelector(".signup")).backgroundColor);
const findings = [];
const check = (what, colour) => {
  const [less, more] = [surface, light(colour)].sort((one, other) => one - other);
  const ratio = (more + 0.05) / (less + 0.05);
  if (ratio < 3 || parts(colour)[3] === 0) findings.push(`${what}: ${colour}, ${ratio.toFixed(2)} to 1`);
};
const name = (element) => `${element.localName} ${element.name ?? element.className}`;
for (const element of root.querySelectorAll(".signup__input:not([readonly]), .signup__choice, .signup__summary")) {
  check(`border of ${name(element)}`, getComputedStyle(element).borderTopColor);
}
for (const element of root.querySelectorAll(".signup__button:first-of-type, .signup__tick")) {
  check(name(element), getComputedStyle(element).backgroundColor);
}
for (const element of root.querySelectorAll("a, button, input, select")) {
  element.focus();
  const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(element);
  check(`focus of ${name(element)}`, outlineColor);
  if (outlineStyle !== "solid" || Number.parseFloat(outlineWidth) < 2) findings.push(`no focus at ${name(element)}`);
}
return findings;
"#;

#[tokio::test]
async fn every_theme_is_as_accessible_as_the_form_itself() {
    let visitor = Visitor::come().await;
    let mut findings = Vec::new();
    for (theme, styles) in themes() {
        for state in states_of(&["own-details-wrong", "own-review-bacs", "own-done"]) {
            let scene = Scene { locale: "en-GB".to_owned(), styles: styles.clone(), ..(state.scene)() };
            visitor.visits_with(state, scene).await;
            for features in [LIGHT, DARK] {
                visitor.prefers(features).await;
                let mut found = visitor.browser.violations().await;
                found.extend(visitor.findings(STANDS_OUT).await);
                findings.extend(found.iter().map(|line| format!("{} of {theme}, {features:?}: {line}", state.name)));
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// The names and styles of the themes, first of none.
fn themes() -> Vec<(String, String)> {
    let mut themes = vec![("no theme".to_owned(), String::new())];
    for theme in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/style/themes")).expect("themes") {
        let path = theme.expect("a theme").path();
        themes.push((path.display().to_string(), fs::read_to_string(&path).expect("a theme")));
    }
    themes
}
