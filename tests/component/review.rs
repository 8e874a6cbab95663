//! The review on a hosted page.

use mandate_signup::Page;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::harness::{Form, OPEN_FLOW, answer_with, calls, focused, settle};

async fn filled_in() -> Form {
    let form = Form::on_a_hosted_page().await;
    for (label, text) in [
        ("First name", "Frank"),
        ("Last name", "Osborne"),
        ("Email address", "frank@example.com"),
        ("Address line 1", "27 Acer Road"),
        ("Postcode", "E8 3GX"),
        ("Name on the account", "F Osborne"),
        ("Sort code", "20 00 00"),
        ("Account number", "5577 9911"),
    ] {
        form.fills_in(label, text).await;
    }
    form.clicks("Yes").await;
    form
}

#[wasm_bindgen_test]
async fn the_review_shows_everything_as_it_is_printed() {
    let form = filled_in().await;
    form.clicks("Continue").await;

    assert_eq!(focused().text_content().as_deref(), Some("Check your details"));
    let table: Vec<_> = form.texts("dt").into_iter().zip(form.texts("dt + dd")).collect();
    let table: Vec<_> = table.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
    assert_eq!(
        table,
        [
            ("Name", "Frank Osborne"),
            ("Email address", "frank@example.com"),
            ("Address", "27 Acer RoadLondonE8 3GXUnited Kingdom"),
            ("Name on the account", "F Osborne"),
            ("Sort code", "20-00-00"),
            ("Account number", "55779911"),
            ("Notice", "You are told each amount and date by email before it is collected."),
            ("Name and address", "Northwind"),
        ]
    );
    let headings =
        ["Instruction to your bank or building society to pay by Direct Debit", "The Direct Debit Guarantee"];
    assert_eq!(form.texts(".signup__legal h3"), headings);
}

#[wasm_bindgen_test]
async fn change_leads_back_to_the_field() {
    let form = filled_in().await;
    form.clicks("Continue").await;
    form.clicks("ChangeChange Sort code").await;
    settle().await;
    settle().await;
    assert_eq!(focused().get_attribute("name").as_deref(), Some("branch_code"));
    let city = js_sys::Reflect::get(&form.input("Town or city"), &"value".into()).expect("a value");
    assert_eq!(city.as_string().as_deref(), Some("London"), "what the merchant filled in is still there");
}

#[wasm_bindgen_test]
async fn what_the_server_refuses_shows_at_its_field() {
    let form = filled_in().await;
    form.clicks("Continue").await;
    answer_with(422, r#"{"error":{"errors":[{"field":"account_number","message":"is invalid"}]}}"#);
    form.clicks("Set up Direct Debit").await;
    settle().await;

    let request = &calls()[0];
    assert!(
        request.starts_with(r#"POST /backend/actions/submit {"data":{"payer":{"given_name":"Frank","#),
        "{request}"
    );
    assert!(
        request.ends_with(r#""branch_code":"200000","account_number":"55779911"},"authority":true}}"#),
        "{request}"
    );
    assert_eq!(focused().class_name(), "signup__summary", "not the title");
    assert!(form.description("Account number").contains("was not accepted"));
}

#[wasm_bindgen_test]
async fn without_an_answer_one_can_try_again() {
    answer_with(500, "<html>");
    let form = Form::mount(Page::Hosted).await;
    assert_eq!(form.texts("h2"), ["This is taking longer than it should"]);
    answer_with(200, OPEN_FLOW);
    form.clicks("Try again").await;
    assert_eq!(form.texts("h2"), ["Your details"]);
    assert_eq!(calls(), ["GET /backend/details"]);
}
