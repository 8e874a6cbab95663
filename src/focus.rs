//! Focus and scrolling: the only place that touches them.

use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Focuses the input with `id` in the same form as `near`, with its label in view.
///
/// The search is inside the form, so it works in a shadow root and with several forms on a page.
pub(crate) fn focus_input(near: &Element, id: &str) {
    let Ok(Some(form)) = near.closest(".signup") else { return };
    let find = |selector: &[&str]| form.query_selector(&selector.concat()).ok().flatten();
    let Some(input) = find(&["#", id]) else { return };
    // Of several buttons the chosen one.
    let name = input.get_attribute("name").unwrap_or_default();
    let input = find(&["[type=radio][name='", &name, "']:checked"]).unwrap_or(input);
    if let Some(label) = find(&["label[for='", id, "']"]) {
        label.scroll_into_view();
    }
    focus(&input);
}

/// Focuses `element` once the browser has laid it out.
pub(crate) fn focus_soon(element: Element) {
    soon(Box::new(move || {
        element.scroll_into_view();
        focus(&element);
    }));
}

/// Runs `task` once the browser has laid out what is new.
pub(crate) fn soon(task: Box<dyn FnOnce()>) {
    request_animation_frame(task);
}

fn focus(element: &Element) {
    // Fails for an element that was taken out of the page meanwhile; there is nothing to focus then.
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}
