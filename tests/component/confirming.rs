//! A payer who is back before the provider knows that they have finished.

use js_sys::{Array, Function, Reflect};
use mandate_signup::Page;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::harness::{Form, answer_with, calls, focused, settle, signup};

const COMPLETION: &str = r#"POST /backend/api/signups/SG1/actions/complete {"data":{"redirect_flow_id":"RE1"}}"#;
const CONFIRMING: &str = "We are confirming your Direct Debit";
const DONE: &str = "Your Direct Debit is set up";

#[wasm_bindgen_test]
async fn who_is_back_too_early_is_told_politely_and_it_ends_by_itself() {
    let (clock, _address) = (Clock::stop(), Address::of_return());
    let form = back_too_early().await;
    assert_eq!(calls(), [COMPLETION]);
    assert_eq!(form.texts("h2"), [CONFIRMING]);
    assert_eq!(focused().text_content().as_deref(), Some(CONFIRMING));
    let told = form.texts("[role=status]").concat();
    assert!(told.starts_with("This takes a moment longer. You do not need to wait"), "{told}");
    let link = form.find("a").expect("a way to go on");
    assert_eq!(link.get_attribute("href").as_deref(), Some("https://pay.example/RE1"));

    // Once more too early, then too often, then without an answer, and nothing of it moves the payer's focus.
    focused().unchecked_into::<web_sys::HtmlElement>().blur().expect("the title gives its focus away");
    for (status, gap) in [(202, 5), (429, 10), (503, 50)] {
        answer_in_a_while(status, &confirming());
        assert_eq!(clock.rings().await, gap);
        assert_eq!((calls(), form.texts("h2")), (vec![COMPLETION.to_owned()], vec![CONFIRMING.to_owned()]));
    }
    assert_eq!(focused().local_name(), "body");

    answer_with(200, &signup("completed", "bacs"));
    assert_eq!(clock.rings().await, 40);
    assert_eq!((calls(), form.texts("h2")), (vec![COMPLETION.to_owned()], vec![DONE.to_owned()]));
    assert_eq!(form.texts("[role=status]"), [""]);
    assert!(clock.is_silent(), "nothing is asked any more");
}

#[wasm_bindgen_test]
async fn nothing_is_asked_while_nobody_sees_the_page_or_after_it() {
    let (clock, address) = (Clock::stop(), Address::of_return());
    let form = back_too_early().await;
    answer_with(200, &signup("completed", "bacs"));
    let painter = Painter::pause();
    clock.rings_unseen();
    assert_eq!(calls().len(), 0);
    painter.paints();
    settle().await;
    assert_eq!(form.texts("h2"), [DONE]);
    drop((form, address));

    let _address = Address::of_return();
    let form = back_too_early().await;
    answer_with(200, &signup("completed", "bacs"));
    drop(form);
    clock.rings().await;
    assert_eq!(calls().len(), 0, "the form is gone");
}

#[wasm_bindgen_test]
async fn a_flow_that_is_over_meanwhile_says_so() {
    let (clock, _address) = (Clock::stop(), Address::of_return());
    let form = back_too_early().await;
    answer_with(410, r#"{"error":{"errors":[{"reason":"redirect_flow_expired"}]}}"#);
    clock.rings().await;
    assert_eq!(form.texts("h2"), ["This page has expired"]);
    assert!(clock.is_silent());
}

#[wasm_bindgen_test]
async fn too_many_attempts_are_called_that() {
    let _address = Address::of_return();
    answer_with(429, r#"{"error":{"errors":[{"reason":"rate_limit_exceeded"}]}}"#);
    let form = Form::mount(Page::Merchant).await;
    let told = form.texts("p.signup__text").concat();
    assert!(told.starts_with("There were too many attempts in a short time"), "{told}");
    answer_with(200, &signup("completed", "bacs"));
    form.clicks("Try again").await;
    assert_eq!(form.texts("h2"), [DONE]);
}

async fn back_too_early() -> Form {
    answer_with(202, &confirming());
    Form::mount(Page::Merchant).await
}

fn confirming() -> String {
    signup("confirming", "bacs").replace(r#""mandate":null"#, r#""redirect_url":"https://pay.example/RE1""#)
}

/// As [`answer_with`], by a backend that wants to be left alone for 50 seconds.
fn answer_in_a_while(status: u16, body: &str) {
    answer_with(status, body);
    run("const soon = window.fetch;
         window.fetch = (url, init) => soon(url, init).then((it) =>
           new Response(it.body, { status: it.status, headers: { 'Retry-After': '50' } }));");
}

/// The page's address as the provider makes it, until it is dropped.
struct Address;

impl Address {
    fn of_return() -> Self {
        run("window.addressBefore = location.href; history.replaceState(null, '', '?signup=SG1&redirect_flow_id=RE1')");
        Self
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        run("history.replaceState(null, '', window.addressBefore)");
    }
}

/// Holds all timers of a second and more, until it is dropped.
struct Clock;

#[expect(clippy::unused_self, reason = "what it stands for is in the page, and only while it lives")]
impl Clock {
    fn stop() -> Self {
        run("window.held = [];
             window.goOn = window.setTimeout;
             window.setTimeout = (task, ms, ...more) =>
               ms < 1000 ? window.goOn(task, ms, ...more) : window.held.push([task, ms]);");
        Self
    }

    /// Runs the one timer that is held; after how many seconds it would have run.
    async fn rings(&self) -> u32 {
        let seconds = self.rings_unseen();
        settle().await;
        settle().await;
        seconds
    }

    fn rings_unseen(&self) -> u32 {
        let seconds = run("const [[task, ms], ...more] = window.held.splice(0);
                           if (more.length) throw new Error('several timers');
                           task();
                           return String(ms / 1000);");
        seconds.as_string().and_then(|text| text.parse().ok()).expect("whole seconds")
    }

    fn is_silent(&self) -> bool {
        let held = Reflect::get(&js_sys::global(), &"held".into()).expect("the clock is stopped");
        held.unchecked_into::<Array>().length() == 0
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        run("window.setTimeout = window.goOn");
    }
}

/// Keeps the page from being painted, as browsers do while it is hidden.
struct Painter;

#[expect(clippy::unused_self, reason = "what it stands for is in the page, and only while it lives")]
impl Painter {
    fn pause() -> Self {
        run("window.frames_ = []; window.paint = window.requestAnimationFrame;
             window.requestAnimationFrame = (task) => window.frames_.push(task);");
        Self
    }

    fn paints(self) {
        run("window.requestAnimationFrame = window.paint; window.frames_.forEach((task) => task(0));");
    }
}

fn run(script: &str) -> JsValue {
    Function::new_no_args(script).call0(&JsValue::UNDEFINED).expect("the script runs")
}
