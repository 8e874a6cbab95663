//! Focus and scrolling: the only place that touches them.

use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Focuses the input with `id` in the same form as `near`, with its label in view.
///
/// The search is inside the form, so it works in a shadow root and with several forms on a page.
pub(crate) fn focus_input(near: &Element, id: &str) {
    let Ok(Some(form)) = near.closest(".signup") else { return };
    let Some(input) = form.query_selector(&format!("#{id}")).ok().flatten() else { return };
    if let Ok(Some(label)) = form.query_selector(&format!("label[for='{id}']")) {
        label.scroll_into_view();
    }
    focus(&input);
}

/// Focuses `element` once the browser has laid it out.
pub(crate) fn focus_soon(element: Element) {
    request_animation_frame(move || {
        element.scroll_into_view();
        focus(&element);
    });
}

fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // Fails for an element that was taken out of the page meanwhile; there is nothing to focus then.
        let _ = element.focus();
    }
}
