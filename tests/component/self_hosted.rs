//! The form in the merchant's own page.

use std::cell::Cell;

use mandate_signup::{Draft, Field, Page, Words};
use signup_api::Payer;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::harness::{Form, answer_with, calls, focused, settle, signup, until};

const BANK: &str = r#"{"bank_details_lookups":{"bank_name":"BARCLAYS BANK PLC","available_debit_schemes":["bacs"]}}"#;

async fn filled_in() -> Form {
    let form = Form::self_hosted("bacs").await;
    for (label, text) in [
        ("First name", "Frank"),
        ("Last name", "Osborne"),
        ("Email address", "frank@example.com"),
        ("Address line 1", "27 Acer Road"),
        ("Town or city", "London"),
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
async fn it_begins_by_starting_a_signup() {
    let form = Form::self_hosted("bacs").await;
    let [call] = calls().try_into().expect("one call");
    let request = r#"POST /backend/api/signups {"signups":{"flow":"self-hosted","plan":"magazine","payer":{},"#;
    assert!(call.starts_with(request), "{call}");
    assert_eq!(call.rsplit(' ').next().map(str::len), Some(32), "the key: {call}");
    assert_eq!(form.texts("h2"), ["Set up a Direct Debit with Northwind"]);
}

#[wasm_bindgen_test]
async fn what_is_typed_into_the_plain_form_until_the_answer_comes_is_kept() {
    answer_with(200, &signup("started", "bacs"));
    let visits = Cell::new(0);
    let typed = move || {
        visits.set(visits.get() + 1);
        let mut draft = Draft::default();
        draft.set(Field::GivenName, if visits.get() == 1 { "Fra" } else { "Frank" }.to_owned());
        draft
    };
    let form = Form::mount_after(Page::SelfHosted, Words::english(), typed).await;
    assert_eq!(form.value("First name"), "Frank");

    form.fills_in("First name", "Francis").await;
    answer_with(422, r#"{"error":{"errors":[{"field":"data.payer.email","reason":"missing"}]}}"#);
    form.clicks("Continue").await;
    assert_eq!(form.value("First name"), "Francis", "it is the payer's from then on");
}

#[wasm_bindgen_test]
async fn without_an_answer_it_asks_again_under_the_same_key() {
    answer_with(502, "<html>");
    let form = Form::mount(Page::SelfHosted).await;
    let first = calls();
    form.clicks("Try again").await;
    assert_eq!(calls(), [first.clone(), first].concat());
}

#[wasm_bindgen_test]
async fn a_signup_that_is_completed_shows_at_once_and_another_can_be_set_up() {
    answer_with(200, &signup("completed", "bacs"));
    let form = Form::mount(Page::SelfHosted).await;
    assert_eq!(form.texts("h2"), ["Your Direct Debit is set up"]);
    assert!(
        form.texts("dd").contains(&"NORTHWIND".to_owned()) && form.texts("dd").contains(&"2 January 2030".to_owned())
    );
    let pdf = form.find("a[href='/backend/api/signups/SG1/mandate_pdf']");
    assert!(pdf.is_some_and(|link| link.text_content().as_deref() == Some("Get the mandate as a PDF")));

    answer_with(200, &signup("started", "bacs"));
    form.clicks("Set up another Direct Debit").await;
    assert!(calls()[0].contains(r#""another":true"#), "{:?}", calls());
    assert_eq!(form.texts("h2"), ["Set up a Direct Debit with Northwind"]);
}

#[wasm_bindgen_test]
async fn details_are_handed_in_to_the_signup_and_forgotten_once_it_is_done() {
    let form = filled_in().await;
    form.clicks("Continue").await;
    answer_with(200, &signup("completed", "bacs"));
    form.clicks("Set up Direct Debit").await;
    settle().await;
    let request = &calls()[0];
    assert!(request.starts_with("POST /backend/api/signups/SG1/actions/submit {"), "{request}");
    assert!(
        request.contains(r#""account_number":"55779911"}"#) && request.ends_with(r#""authority":true}}"#),
        "{request}"
    );
    assert_eq!(form.texts("h2"), ["Your Direct Debit is set up"]);

    answer_with(200, &signup("started", "bacs"));
    form.clicks("Set up another Direct Debit").await;
    assert_eq!((form.value("First name").as_str(), form.value("Account number").as_str()), ("Frank", ""));
    assert!(form.find("[name=authority]:checked").is_none(), "that is to be said again");
}

#[wasm_bindgen_test]
async fn an_address_appears_where_the_iban_calls_for_it_and_focus_stays() {
    let form = Form::self_hosted("sepa_core").await;
    let asks_address = || form.texts("label").contains(&"Address line 1".to_owned());
    form.input("IBAN").focus().expect("inputs take the focus");
    form.types("IBAN", "DE89 3704").await;
    assert!(!asks_address());
    form.types("IBAN", "CH93 0076").await;
    assert!(asks_address());
    assert_eq!(focused().get_attribute("name").as_deref(), Some("iban"));
    assert_eq!(form.value("Country"), "CH");
    form.types("IBAN", "NO93 8601").await;
    assert!(!asks_address());
}

#[wasm_bindgen_test]
async fn a_company_gives_its_name_and_its_own_number() {
    let form = Form::self_hosted("autogiro").await;
    assert!(form.texts("label").contains(&"Personal identity number (personnummer)".to_owned()));
    form.clicks("A company").await;
    let labels = form.texts("label");
    for (label, shows) in [
        ("Company name", true),
        ("Company number (organisationsnummer)", true),
        ("First name", false),
        ("Personal identity number (personnummer)", false),
    ] {
        assert_eq!(labels.contains(&label.to_owned()), shows, "{label}");
    }
    form.fills_in("Company number (organisationsnummer)", "556036-0794").await;
    assert!(form.description("Company number (organisationsnummer)").contains("has a mistake in it"));
}

#[wasm_bindgen_test]
async fn whether_one_may_authorise_alone_must_be_said() {
    let form = Form::self_hosted("bacs").await;
    assert!(form.find("[name=authority]:checked").is_none(), "nothing is chosen for the payer");
    form.clicks("Continue").await;
    let problem = "Answer whether you alone can authorise Direct Debits from this account";
    assert_eq!(form.texts("[role=alert] li").last().map(String::as_str), Some(problem));
    form.clicks(problem).await;
    assert_eq!(focused().get_attribute("name").as_deref(), Some("authority"));
}

#[wasm_bindgen_test]
async fn who_may_not_authorise_alone_is_shown_other_ways_and_the_way_back() {
    let form = Form::self_hosted("bacs").await;
    form.fills_in("First name", "Frank").await;
    form.clicks("No").await;
    form.clicks("Continue").await;
    assert_eq!(form.texts("h2"), ["You need another way to authorise this"]);
    assert_eq!(calls().last().map(String::as_str), Some("declined"), "the page is told");
    let link = form.find("a").and_then(|link| link.get_attribute("href"));
    assert_eq!(link.as_deref(), Some("/backend/api/signups/SG1/mandate_pdf"));

    form.clicks("Go back and change the answer").await;
    settle().await;
    settle().await;
    assert_eq!(form.value("First name"), "Frank");
    assert_eq!(focused().get_attribute("value").as_deref(), Some("no"));
}

#[wasm_bindgen_test]
async fn the_bank_is_named_once_the_account_is_complete() {
    let form = Form::self_hosted("bacs").await;
    answer_with(200, BANK);
    form.types("Sort code", "200000").await;
    form.types("Account number", "55779911").await;
    until(|| form.texts(".signup__note") == ["BARCLAYS BANK PLC"]).await;
    let request = r#"{"bank_details_lookups":{"account_holder_name":"","country_code":"GB","branch_code":"200000","account_number":"55779911"}}"#;
    assert_eq!(calls(), [["POST /backend/api/bank_details_lookups ", request].concat()]);

    form.types("Account number", "5577991").await;
    assert_eq!(form.texts(".signup__note"), [""]);
    form.types("Account number", "55779911").await;
    assert_eq!(form.texts(".signup__note"), ["BARCLAYS BANK PLC"]);
    assert_eq!(calls().len(), 1, "it is known");
}

#[wasm_bindgen_test]
async fn an_account_that_the_scheme_does_not_reach_is_a_problem() {
    let form = Form::self_hosted("bacs").await;
    answer_with(200, &BANK.replace(r#"["bacs"]"#, r#"["sepa_core"]"#));
    form.types("Sort code", "200000").await;
    form.types("Account number", "55779911").await;
    until(|| form.description("Sort code").contains("Error: Direct Debit does not reach this account.")).await;
    form.types("Account number", "44779911").await;
    assert!(!form.input("Sort code").has_attribute("aria-invalid"));
}

#[wasm_bindgen_test]
async fn what_the_merchant_knows_for_sure_is_shown_and_stays() {
    let payer = Payer {
        given_name: Some("Frank".into()),
        email: Some("nonsense".into()),
        country_code: Some("GB".into()),
        ..Payer::default()
    };
    let mut draft = Draft::prefilled(&payer);
    for field in [Field::GivenName, Field::FamilyName, Field::Email, Field::CountryCode] {
        draft.lock(field);
    }
    answer_with(200, &signup("started", "bacs"));
    let form = Form::mount_with(Page::SelfHosted, draft).await;
    let is_locked = |label| form.input(label).has_attribute("readonly");
    assert!(is_locked("First name") && is_locked("Country"));
    assert!(!is_locked("Last name"), "nothing is in it");
    assert!(!is_locked("Email address"), "it is wrong");
    assert_eq!(form.value("Country"), "United Kingdom");
    assert!(!form.texts("label").contains(&"A company".to_owned()), "who pays is known");
}
