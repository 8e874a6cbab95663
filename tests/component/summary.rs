//! The error summary, and where the focus goes.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::harness::{Form, answer_with, calls, focused, settle};

const START: &str = "Continue to set up Direct Debit";

#[wasm_bindgen_test]
async fn problems_show_in_the_summary_and_at_their_fields() {
    let form = Form::on_a_merchants_page().await;
    assert!(form.find("[role=alert]").is_some_and(|region| region.child_element_count() == 0));
    form.fills_in("Last name", "Osborne").await;
    form.clicks(START).await;

    assert_eq!(form.texts("[role=alert] h2"), ["There is a problem"]);
    assert_eq!(form.texts("[role=alert] li"), ["Enter your first name", "Enter your email address"]);
    assert_eq!(form.description("First name"), "Error: Enter your first name");
    assert_eq!(form.input("First name").get_attribute("aria-invalid").as_deref(), Some("true"));
    assert!(!form.input("Last name").has_attribute("aria-describedby"));
}

#[wasm_bindgen_test]
async fn each_failed_attempt_brings_the_focus_to_the_summary() {
    let form = Form::on_a_merchants_page().await;
    for attempt in ["first", "second, with the same problems"] {
        form.clicks(START).await;
        assert_eq!(focused().class_name(), "signup__summary", "{attempt}");

        form.clicks("Enter your email address").await;
        assert_eq!(focused().get_attribute("name").as_deref(), Some("email"), "{attempt}");
    }
}

#[wasm_bindgen_test]
async fn a_call_that_fails_is_told_and_sent_again_under_the_same_key() {
    let form = Form::on_a_merchants_page().await;
    for (label, text) in [("First name", "Frank"), ("Last name", "Osborne"), ("Email address", "frank@example.com")] {
        form.fills_in(label, text).await;
    }
    answer_with(502, r#"{"error":{"request_id":"R7","errors":[{"reason":"provider_unavailable"}]}}"#);
    form.clicks(START).await;
    settle().await;

    assert_eq!(focused().class_name(), "signup__summary");
    assert!(form.texts("[role=alert] p")[0].starts_with("The Direct Debit service cannot be reached right now."));
    assert_eq!(form.texts("[role=alert] .signup__hint"), ["If you ask for help, give this number: R7"]);
    assert!(form.find("[role=alert] ul").is_some_and(|list| list.hidden()));
    let request = calls()[0].clone();
    assert!(request.starts_with(r#"POST /backend/api/signups {"signups":{"flow":"redirect","plan":"magazine","#));

    form.clicks(START).await;
    settle().await;
    assert_eq!(calls(), [request.as_str(), request.as_str()]);
    assert_eq!(request.rsplit(' ').next().map(str::len), Some(32), "the key: {request}");
}

#[wasm_bindgen_test]
async fn an_answer_that_nobody_can_read_is_a_failure_on_our_side() {
    let form = Form::on_a_merchants_page().await;
    for (label, text) in [("First name", "Frank"), ("Last name", "Osborne"), ("Email address", "frank@example.com")] {
        form.fills_in(label, text).await;
    }
    for answer in [r#"{"signups":{"id":7}}"#, "<html>"] {
        answer_with(200, answer);
        form.clicks(START).await;
        settle().await;
        assert!(form.texts("[role=alert] p")[0].starts_with("Something went wrong on our side."), "{answer}");
    }
}
