//! The page's address, name and history: the only place that reads or changes them.
//!
//! `signup` (ours) and `redirect_flow_id` (GoCardless's) are the two parameters that may stand in the address. Neither
//! is a secret: what ties a signup to a browser is its cookie.

use signup_api::SignupId;
use wasm_bindgen::JsValue;
use web_sys::{Document, Url, UrlSearchParams, Window};

use crate::journey::Question;
use crate::options::Page;

const SIGNUP: &str = "signup";
const REDIRECT_FLOW: &str = "redirect_flow_id";

/// What there is to find out when the page opens.
pub(crate) fn returned(page: Page) -> Option<Question> {
    match page {
        Page::Hosted => Some(Question::Flow),
        Page::Merchant => Some(match (signup()?, parameter(REDIRECT_FLOW)) {
            (signup, Some(redirect_flow_id)) => Question::Completion { signup, redirect_flow_id },
            (signup, None) => Question::Signup(signup),
        }),
        Page::SelfHosted => Some(signup().map_or(Question::Open { another: false, confirmed: None }, Question::Signup)),
    }
}

/// The signup that the address names.
fn signup() -> Option<SignupId> {
    parameter(SIGNUP)?.parse().ok()
}

fn parameter(name: &str) -> Option<String> {
    address()?.search_params().get(name)
}

/// The address to come back to: this page's, without a fragment and without an earlier signup.
pub(crate) fn return_url() -> Option<String> {
    let url = address()?;
    url.search_params().delete(SIGNUP);
    url.search_params().delete(REDIRECT_FLOW);
    url.set_hash("");
    Some(url.href())
}

/// Goes to another page; Back leads here again.
pub(crate) fn leave(url: &str) {
    if let Some(window) = window() {
        // Refused only while the page is being unloaded: then it is leaving anyway.
        let _ = window.location().assign(url);
    }
}

/// Keeps the signup in the address, so that a reload shows it again, and drops the flow that is used up.
pub(crate) fn mark_done(signup: &SignupId) {
    replace(|parameters| {
        parameters.set(SIGNUP, signup.as_str());
        parameters.delete(REDIRECT_FLOW);
    });
}

/// Takes the signup out of the address.
pub(crate) fn forget_signup() {
    replace(|parameters| {
        parameters.delete(SIGNUP);
        parameters.delete(REDIRECT_FLOW);
    });
}

/// Gives the step behind the form an entry in the history, so that Back leads to the form rather than away from it.
pub(crate) fn mark_step() {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.push_state(&JsValue::from_str("signup"), "");
    }
}

/// Goes back to the form from the step behind it, as the browser's own button does.
pub(crate) fn back() {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.back();
    }
}

/// The part of the address behind `#`: a link within the page changes it.
pub(crate) fn fragment() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The page's name, as the browser's tab shows it.
pub(crate) fn page_name() -> String {
    document().map(|document| document.title()).unwrap_or_default()
}

/// Gives the page another name.
pub(crate) fn name_page(name: &str) {
    if let Some(document) = document() {
        document.set_title(name);
    }
}

/// Changes the parameters of the address, where that changes anything: what the page keeps with its entry goes.
fn replace(change: impl Fn(&UrlSearchParams)) {
    let Some((window, url)) = window().zip(address()) else { return };
    let before = url.href();
    change(&url.search_params());
    if let Ok(history) = window.history()
        && url.href() != before
    {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url.href()));
    }
}

fn address() -> Option<Url> {
    Url::new(&window()?.location().href().ok()?).ok()
}

fn document() -> Option<Document> {
    window()?.document()
}

fn window() -> Option<Window> {
    web_sys::window()
}
