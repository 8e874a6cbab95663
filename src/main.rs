//! What the script of the custom element calls: mounts one form into one element.

use std::any::Any;

use leptos::mount::mount_to;
use leptos::prelude::*;
use mandate_signup::wire::ToJs as _;
use mandate_signup::{Draft, Field, MandateSignup, Options, Page, Words};
use signup_api::Signup;
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

fn main() {}

/// A mounted form; freeing it takes the form out of the page.
#[wasm_bindgen]
pub struct Mounted(#[expect(dead_code, reason = "kept for its drop")] Box<dyn Any>);

/// Mounts the form that `element`'s attributes describe into `place`; `words` is the file of its language.
///
/// What the payer has typed into the plain form inside `element` is taken over: once more with the first answer, as long
/// as `place` holds an element of the class `signup__waiting`. Once the mandate exists, `element`
/// sends `mandate-signup-completed` with the signup as its detail; when the payer says not to be allowed to authorise
/// debits alone, `mandate-signup-declined` without one. Both bubble, out of shadow roots too.
///
/// # Errors
///
/// A text, when the `flow` attribute is none that there is, and when the words are those of another build; the plain
/// form should then stay.
#[wasm_bindgen]
pub fn mount(place: HtmlElement, element: HtmlElement, words: &str) -> Result<Mounted, JsValue> {
    let attribute = |name| element.get_attribute(name).unwrap_or_default();
    let page = Page::from_flow(&attribute("flow"))
        .ok_or_else(|| JsValue::from_str("mandate-signup: flow must be \"self-hosted\", \"redirect\" or \"hosted\""))?;
    let words =
        Words::read(words).ok_or_else(|| JsValue::from_str("mandate-signup: these words belong to another build"))?;
    let options = Options {
        page,
        plan: attribute("plan"),
        backend: attribute("backend").trim_end_matches('/').to_owned(),
        locale: attribute("locale"),
    };
    let typed = {
        let element = element.clone();
        UnsyncCallback::new(move |()| typed(&element))
    };
    let on_declined = {
        let element = element.clone();
        UnsyncCallback::new(move |()| announce(&element, "mandate-signup-declined", &JsValue::NULL))
    };
    let on_done =
        UnsyncCallback::new(move |signup: Signup| announce(&element, "mandate-signup-completed", &signup.to_js()));
    let handle = mount_to(place, move || view! { <MandateSignup options words on_done on_declined typed /> });
    Ok(Mounted(Box::new(handle)))
}

/// What the payer has typed into the plain form inside `element` before this one was ready, or the merchant has filled
/// in; inputs with `readonly` are what the merchant knows for sure.
fn typed(element: &HtmlElement) -> Draft {
    let mut draft = Draft::default();
    // The plain form of a hosted page asks for an IBAN or for local details.
    draft.wants_iban = matches!(element.query_selector("[name=iban]"), Ok(Some(_)));
    // The country comes before the numbers in the order of the fields: it decides where they belong.
    for field in Field::ALL {
        let chosen = if matches!(field, Field::AccountType | Field::Authority) { ":checked" } else { "" };
        let selector = ["[name=", field.as_str(), "]", chosen].concat();
        // An input and a select both have a `value`.
        let Ok(Some(input)) = element.query_selector(&selector) else { continue };
        let value = js_sys::Reflect::get(&input, &"value".into()).ok().and_then(|value| value.as_string());
        draft.set(field, value.unwrap_or_default());
        if input.has_attribute("readonly") {
            draft.lock(field);
        }
    }
    draft.is_company = !draft.get(Field::CompanyName).is_empty();
    draft
}

/// Tells the page how it ended.
fn announce(element: &HtmlElement, name: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // False only when a listener cancels the event, which changes nothing here.
        let _ = element.dispatch_event(&event);
    }
}
