//! Room: no state scrolls sideways on the narrowest screen or with letters of twice the size, and all that is pressed is
//! large enough.

use serde_json::json;

use super::table::{RIGHT_TO_LEFT, STATES};
use super::visit::Visitor;

/// How far the page is too wide, what of the form sticks out of it, and what is too small to be pressed.
///
/// A target that is smaller than 44 pixels has to be a link in a text or a list, and no smaller than 24: WCAG 2.5.8.
const MEASURE: &str = r#"
const root = document.querySelector("mandate-signup").shadowRoot;
const findings = [];
const page = document.documentElement;
const card = root.querySelector(".signup").getBoundingClientRect();
if (page.scrollWidth > page.clientWidth) findings.push(`the page is ${page.scrollWidth} wide in ${page.clientWidth}`);
const name = (element) => `${element.localName}.${element.className} ${element.textContent.trim().slice(0, 30)}`;
const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden");
for (const element of root.querySelectorAll(".signup *")) {
  if (!seen(element) || element.matches("option")) continue;
  const box = element.getBoundingClientRect();
  if (box.left < card.left - 0.5 || box.right > card.right + 0.5) findings.push(`sticks out: ${name(element)}`);
  // What is typed may be longer than its input; of everything else, all shows.
  const hides = getComputedStyle(element).overflowX !== "visible" && !element.matches("input, select");
  if (hides && element.scrollWidth > element.clientWidth + 1) findings.push(`cut off: ${name(element)}`);
}
const size = (element) => {
  const boxes = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
  // A radio button is pressed by its row.
  const row = element.closest(".signup__choice")?.getBoundingClientRect();
  if (row) return { width: row.width, height: row.height };
  let { width, height } = boxes[0];
  const after = getComputedStyle(element, "::after");
  if (after.position === "absolute" && after.content !== "none") {
    width -= Number.parseFloat(after.left) + Number.parseFloat(after.right);
    height -= Number.parseFloat(after.top) + Number.parseFloat(after.bottom);
  }
  return { width, height };
};
for (const element of root.querySelectorAll("a, button, input, select, summary")) {
  if (!seen(element)) continue;
  const { width, height } = size(element);
  const least = element.closest("li, p") || element.matches("summary") ? 24 : 44;
  if (width < 24 || height < least - 0.5) findings.push(`too small, ${width} x ${height}: ${name(element)}`);
}
return findings;
"#;

/// Twice the size of the letters, as payers set it in their browser.
const LARGE: &str = "document.documentElement.style.fontSize = arguments[0];";

#[tokio::test]
async fn every_state_has_room_for_narrow_screens_large_letters_and_fingers() {
    let visitor = Visitor::come().await;
    let mut findings = Vec::new();
    for state in &STATES {
        for locale in ["en-GB", "de", RIGHT_TO_LEFT] {
            visitor.visits(state, locale).await;
            for (width, letters) in [(320, "100%"), (320, "200%"), (640, "200%"), (1280, "100%")] {
                visitor.sizes(width, 800).await;
                visitor.script(LARGE, vec![json!(letters)]).await;
                let found = visitor.script(MEASURE, vec![]).await;
                for finding in found.as_array().expect("a list") {
                    findings.push(format!("{} in {locale}, {width} pixels, letters {letters}: {finding}", state.name));
                }
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// Everything that moves.
const MOVING: &str = "return document.querySelector('mandate-signup').shadowRoot.getAnimations().length";

#[tokio::test]
async fn nothing_moves_for_payers_who_ask_for_less_motion() {
    let visitor = Visitor::come().await;
    let waiting = STATES.iter().find(|state| state.name == "waiting").expect("a state in which something moves");
    visitor.visits(waiting, "en-GB").await;
    visitor.prefers(&[("prefers-reduced-motion", "no-preference")]).await;
    assert_eq!(visitor.script(MOVING, vec![]).await, json!(1));
    visitor.prefers(&[("prefers-reduced-motion", "reduce")]).await;
    assert_eq!(visitor.script(MOVING, vec![]).await, json!(0));
}
