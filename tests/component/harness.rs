//! A form mounted into an element of its own, used as a payer uses it: things are found by label, role and text.

use std::any::Any;

use js_sys::{Array, Function, Promise, Reflect};
use leptos::mount::mount_to;
use leptos::prelude::*;
use mandate_signup::{Draft, MandateSignup, Options, Page, Words};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlElement};

/// An open flow, as the hosted page's backend tells of it.
pub(crate) const OPEN_FLOW: &str =
    r#"{"flows":{"id":"RE1","status":"open","creditor":{"name":"Northwind"},"payer":{"city":"London"}}}"#;

/// A mounted form; dropping it takes it out of the page.
pub(crate) struct Form {
    root: HtmlElement,
    mounted: Option<Box<dyn Any>>,
}

impl Form {
    /// The form on a merchant's page.
    pub(crate) async fn on_a_merchants_page() -> Self {
        Self::mount(Page::Merchant).await
    }

    /// The form on a hosted page whose flow is open.
    pub(crate) async fn on_a_hosted_page() -> Self {
        answer_with(200, OPEN_FLOW);
        Self::mount(Page::Hosted).await
    }

    pub(crate) async fn mount(page: Page) -> Self {
        Self::mount_with(page, Draft::default()).await
    }

    /// The form on a merchant's own page, whose signup is open and collects by `scheme`.
    pub(crate) async fn self_hosted(scheme: &str) -> Self {
        answer_with(200, &signup("started", scheme));
        Self::mount(Page::SelfHosted).await
    }

    /// The form that begins with what the page knows.
    pub(crate) async fn mount_with(page: Page, draft: Draft) -> Self {
        Self::mount_in(page, draft, Words::english()).await
    }

    /// The form in the language of `words`.
    pub(crate) async fn mount_in(page: Page, draft: Draft, words: Words) -> Self {
        Self::mount_after(page, words, move || draft.clone()).await
    }

    /// The form that takes the place of a plain one; `typed` is what stands in that by now.
    pub(crate) async fn mount_after(page: Page, words: Words, typed: impl Fn() -> Draft + 'static) -> Self {
        let root: HtmlElement = document().create_element("div").expect("an element").unchecked_into();
        document().body().expect("a body").append_child(&root).expect("the body takes it");
        let options =
            Options { page, plan: "magazine".to_owned(), backend: "/backend".to_owned(), locale: "en-GB".to_owned() };
        let typed = UnsyncCallback::new(move |()| typed());
        let handle = mount_to(
            root.clone(),
            move || view! { <MandateSignup options words typed on_declined=UnsyncCallback::new(|()| declined()) /> },
        );
        let form = Self { root, mounted: Some(Box::new(handle)) };
        settle().await;
        form
    }

    /// The input with this label.
    #[track_caller]
    pub(crate) fn input(&self, label: &str) -> HtmlElement {
        let label = self.with_text("label", label);
        let id = label.get_attribute("for").expect("a label names its input");
        self.find(&format!("#{id}")).expect("a label's input exists")
    }

    /// Types `text` in place of what was in the input, and stays there.
    pub(crate) async fn types(&self, label: &str, text: &str) {
        let input = self.input(label);
        // Browsers put the caret behind what was typed.
        Reflect::set(&input, &"value".into(), &text.into()).expect("inputs have a value");
        input.dispatch_event(&Event::new("input").expect("an event")).expect("the input takes it");
        settle().await;
    }

    /// Puts `text` into the input without telling anyone, as some programs do that fill in forms.
    pub(crate) async fn puts(&self, label: &str, text: &str) {
        Reflect::set(&self.input(label), &"value".into(), &text.into()).expect("inputs have a value");
        settle().await;
    }

    /// Types `text` and leaves the input.
    pub(crate) async fn fills_in(&self, label: &str, text: &str) {
        self.types(label, text).await;
        self.input(label).dispatch_event(&Event::new("blur").expect("an event")).expect("the input takes it");
        settle().await;
    }

    /// What stands in the input.
    pub(crate) fn value(&self, label: &str) -> String {
        Reflect::get(&self.input(label), &"value".into()).ok().and_then(|value| value.as_string()).expect("a value")
    }

    /// Where the caret is in the input, in UTF-16 units.
    pub(crate) fn caret(&self, label: &str) -> u32 {
        let place = Reflect::get(&self.input(label), &"selectionStart".into()).ok().and_then(|value| value.as_f64());
        format!("{}", place.expect("a caret")).parse().expect("a whole number")
    }

    /// Chooses in a select by the choice's value.
    pub(crate) async fn chooses(&self, label: &str, value: &str) {
        let select = self.input(label);
        Reflect::set(&select, &"value".into(), &value.into()).expect("selects have a value");
        select.dispatch_event(&Event::new("change").expect("an event")).expect("the select takes it");
        settle().await;
    }

    /// Clicks the button, link or label with this text.
    pub(crate) async fn clicks(&self, text: &str) {
        self.with_text("button, a, label", text).click();
        settle().await;
    }

    /// Everything that the elements at `selector` say.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).map(|element| element.text_content().unwrap_or_default()).collect()
    }

    pub(crate) fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.root.query_selector(selector).expect("a selector").map(JsCast::unchecked_into)
    }

    /// What the input says about itself by `aria-describedby`.
    pub(crate) fn description(&self, label: &str) -> String {
        let ids = self.input(label).get_attribute("aria-describedby").unwrap_or_default();
        let texts = ids.split_whitespace().map(|id| self.texts(&format!("#{id}")).concat());
        texts.collect::<Vec<_>>().join(" | ")
    }

    #[track_caller]
    fn with_text(&self, selector: &str, text: &str) -> HtmlElement {
        let found = self.all(selector).find(|element| element.text_content().is_some_and(|content| content == text));
        found.unwrap_or_else(|| panic!("no {selector} says {text:?} in {:?}", self.root.text_content()))
    }

    fn all(&self, selector: &str) -> impl Iterator<Item = HtmlElement> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        Array::from(&found).iter().map(JsCast::unchecked_into).collect::<Vec<_>>().into_iter()
    }
}

impl Drop for Form {
    fn drop(&mut self) {
        self.mounted.take();
        assert_eq!(self.root.child_element_count(), 0, "an unmounted form leaves nothing");
        self.root.remove();
    }
}

/// A signup in a merchant's own page, as the backend tells of it.
pub(crate) fn signup(status: &str, scheme: &str) -> String {
    let mandate = if status == "completed" { r#"{"id":"MD1","reference":"REF-1","scheme":"bacs"}"# } else { "null" };
    [
        r#"{"signups":{"id":"SG1","flow":"self-hosted","status":""#,
        status,
        r#"","plan":{"id":"magazine","name":"Magazine","amount":1000,"currency":"GBP","interval":"monthly"},"#,
        r#""creditor":{"name":"Northwind"},"terms":{"scheme":""#,
        scheme,
        r#"","creditor":{"name":"Northwind","statement_name":"NORTHWIND"}},"first_charge_date":"2030-01-02","mandate":"#,
        mandate,
        "}}",
    ]
    .concat()
}

/// Notes, as a call, that the form tells of a payer who may not authorise alone.
fn declined() {
    let calls = Reflect::get(&js_sys::global(), &"calls".into()).expect("answer_with came first");
    calls.unchecked_into::<Array>().push(&"declined".into());
}

/// Waits until `condition` holds.
pub(crate) async fn until(condition: impl Fn() -> bool) {
    for _ in 0..100 {
        if condition() {
            return;
        }
        settle().await;
    }
    panic!("it does not come to that");
}

/// The element that has the focus.
pub(crate) fn focused() -> Element {
    document().active_element().expect("something has the focus")
}

/// From now on every call is answered like this, and noted for [`calls`].
pub(crate) fn answer_with(status: u16, body: &str) {
    let stub = Function::new_with_args(
        "status, body",
        "window.calls = [];
         window.fetch = (url, init) => {
           const key = init.headers['Idempotency-Key'] ?? '';
           window.calls.push(`${init.method ?? 'GET'} ${url} ${init.body ?? ''} ${key}`.trim());
           return Promise.resolve(new Response(body, { status }));
         };",
    );
    stub.call2(&JsValue::UNDEFINED, &status.into(), &body.into()).expect("the stub is set");
}

/// The calls since the last [`answer_with`].
pub(crate) fn calls() -> Vec<String> {
    let calls = Reflect::get(&js_sys::global(), &"calls".into()).expect("answer_with came first");
    Array::from(&calls).iter().filter_map(|call| call.as_string()).collect()
}

/// Waits until effects have run and the browser has laid out what is new.
pub(crate) async fn settle() {
    let wait =
        Function::new_with_args("done", "setTimeout(() => requestAnimationFrame(() => setTimeout(done, 0)), 20)");
    let done = Promise::new(&mut |resolve, _| {
        wait.call1(&JsValue::UNDEFINED, &resolve).expect("browsers have timers");
    });
    JsFuture::from(done).await.expect("timers do not fail");
}
