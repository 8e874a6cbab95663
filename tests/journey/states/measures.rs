//! Room: no state scrolls sideways or cuts anything off, on the narrowest screen, with letters of twice the size or with
//! the payer's own spacing of text; all that is pressed is large enough; nothing moves that need not.

use serde_json::json;

use super::table::{LONG, RIGHT_TO_LEFT, State, distinct_states, states_of};
use super::visit::Visitor;
use crate::support::Scene;

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
  const isLarger = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
  if (hides && isLarger) findings.push(`cut off: ${name(element)}`);
  // The letters of an input are as high as its line.
  const style = getComputedStyle(element);
  if (element.matches("input[type=text], input[type=email], select")) {
    const line = Number.parseFloat(style.lineHeight) || 1.5 * Number.parseFloat(style.fontSize);
    if (element.clientHeight < line) findings.push(`cut off: ${name(element)}`);
  }
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

/// The size of letters, as payers set it in their browser.
const LETTERS: &str = "document.documentElement.style.fontSize = arguments[0];";

/// The spacing of text that a payer may set: WCAG 1.4.12.
const SPACED: &str = r#"
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  .signup * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  .signup p { margin-block-end: 2em !important; }
`);
document.querySelector("mandate-signup").shadowRoot.adoptedStyleSheets.push(sheet);
"#;

/// What moves.
const MOVING: &str = "return document.querySelector('mandate-signup').shadowRoot.getAnimations().length";

const STILL: &[(&str, &str)] = &[("prefers-reduced-motion", "reduce")];

#[tokio::test]
async fn every_state_has_room_for_narrow_screens_large_letters_and_fingers() {
    has_room("en-GB").await;
}

#[tokio::test]
async fn every_state_has_room_for_longer_words() {
    has_room(LONG).await;
}

#[tokio::test]
async fn every_state_has_room_from_right_to_left() {
    has_room(RIGHT_TO_LEFT).await;
}

async fn has_room(locale: &str) {
    let visitor = Visitor::come().await;
    visitor.prefers(STILL).await;
    let mut findings = Vec::new();
    for state in distinct_states() {
        visitor.visits(state, locale).await;
        for (width, letters) in [(320, "100%"), (320, "200%"), (640, "200%"), (1280, "100%")] {
            visitor.sizes(width, 800).await;
            visitor.script(LETTERS, vec![json!(letters)]).await;
            let case = format!("{}, {width} pixels, letters {letters}", state.name);
            findings.extend(measure(&visitor, &case).await);
        }
        assert_eq!(visitor.script(MOVING, vec![]).await, json!(0), "{} moves", state.name);
        visitor.sizes(320, 800).await;
        visitor.script(LETTERS, vec![json!("100%")]).await;
        visitor.script(SPACED, vec![]).await;
        findings.extend(measure(&visitor, &format!("{}, text spaced", state.name)).await);
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// What has no room as the page shows now, a line each.
pub(super) async fn measure(visitor: &Visitor, case: &str) -> Vec<String> {
    visitor.findings(MEASURE).await.iter().map(|finding| format!("{case}: {finding}")).collect()
}

#[tokio::test]
async fn what_moves_does_not_for_payers_who_ask_for_less_motion() {
    let visitor = Visitor::come().await;
    let [waiting]: [&State; 1] = states_of(&["waiting"]).collect::<Vec<_>>().try_into().ok().expect("one state");
    visitor.visits(waiting, "en-GB").await;
    visitor.prefers(&[("prefers-reduced-motion", "no-preference")]).await;
    assert_eq!(visitor.script(MOVING, vec![]).await, json!(1));
    visitor.prefers(STILL).await;
    assert_eq!(visitor.script(MOVING, vec![]).await, json!(0));
}

/// A header that stays at the top of the page, as many shops have one.
const HEADER: &str = "
mandate-signup { --mandate-signup-header: 5rem; }
h1 { position: sticky; inset-block-start: 0; z-index: 9; height: 5rem; margin: 0; background: Canvas; }
";

/// Goes through all that takes focus, up from the end: what is then under the header, or off the screen.
const OBSCURED: &str = r#"
const root = document.querySelector("mandate-signup").shadowRoot;
const header = document.querySelector("h1").getBoundingClientRect().height;
const findings = [];
for (const element of [...root.querySelectorAll("a, button, input, select")].reverse()) {
  element.focus();
  const { top, bottom } = element.getBoundingClientRect();
  if (top < header || bottom > innerHeight) {
    findings.push(`${element.localName} ${element.name ?? ""} ${element.textContent.slice(0, 30)}: ${top} to ${bottom}`);
  }
}
return findings;
"#;

#[tokio::test]
async fn focus_is_not_obscured_by_a_header_of_the_page() {
    let visitor = Visitor::come().await;
    for state in states_of(&["own-details-wrong", "own-review-bacs", "own-done"]) {
        let scene = Scene { locale: "en-GB".to_owned(), styles: HEADER.to_owned(), ..(state.scene)() };
        visitor.visits_with(state, scene).await;
        assert_eq!(visitor.script(OBSCURED, vec![]).await, json!([]), "{}", state.name);
    }
}
