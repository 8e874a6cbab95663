//! When a field complains, and how it says so.

use mandate_signup::Page;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::harness::{Form, OPEN_FLOW, answer_with};

#[wasm_bindgen_test]
async fn a_field_complains_only_about_what_typing_on_cannot_put_right() {
    let form = Form::on_a_hosted_page().await;
    let input = form.input("Sort code");

    form.types("Sort code", "2000").await;
    assert_eq!(form.description("Sort code"), "Must be 6 digits long");
    assert!(!input.has_attribute("aria-invalid"));

    form.types("Sort code", "20x").await;
    let complaint = "Must be 6 digits long | Error: Sort code must have digits only";
    assert_eq!(form.description("Sort code"), complaint);
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(form.texts(".signup__field--wrong label"), ["Sort code"]);

    form.types("Sort code", "200000").await;
    assert_eq!(form.description("Sort code"), "Must be 6 digits long");
    assert!(!input.has_attribute("aria-invalid"));
    assert!(form.find(".signup__field--wrong").is_none());
}

#[wasm_bindgen_test]
async fn a_field_that_is_left_half_filled_complains() {
    let form = Form::on_a_hosted_page().await;
    form.fills_in("Sort code", "").await;
    assert_eq!(form.description("Sort code"), "Must be 6 digits long", "an empty one may be on the way");
    form.fills_in("Sort code", "2000").await;
    assert!(form.description("Sort code").ends_with("Error: Sort code must be 6 digits"));
}

/// The labels of the bank details, in order.
fn bank_fields(form: &Form) -> Vec<String> {
    let labels = form.texts("label");
    let first = labels.iter().position(|label| label == "Name on the account").expect("the account's name");
    labels[first + 1..].iter().filter(|label| !["Yes", "No"].contains(&label.as_str())).cloned().collect()
}

#[wasm_bindgen_test]
async fn an_account_is_named_by_sort_code_or_by_iban() {
    let form = Form::on_a_hosted_page().await;
    assert_eq!(bank_fields(&form), ["Sort code", "Account number"]);

    form.types("Name on the account", "F Osborne").await;
    form.clicks("IBAN").await;
    assert_eq!(bank_fields(&form), ["IBAN"]);
    form.clicks("Sort code and account number").await;
    assert_eq!(bank_fields(&form), ["Sort code", "Account number"]);

    form.chooses("Country", "DE").await;
    let has_choice = form.texts("legend").contains(&"How do you want to give your bank details?".to_owned());
    assert!(!has_choice, "payers outside the UK have none");
    assert_eq!(bank_fields(&form), ["IBAN"]);
}

#[wasm_bindgen_test]
async fn every_country_has_the_numbers_that_its_payers_know() {
    let form = Form::on_a_hosted_page().await;
    for (country, labels) in [
        ("AU", &["BSB", "Account number"][..]),
        ("CA", &["Transit number", "Institution number", "Account number"]),
        ("DK", &["Registration number (registreringsnummer)", "Account number (kontonummer)"]),
        ("NZ", &["Account number"]),
        ("SE", &["Clearing number (clearingnummer)", "Account number (kontonummer)"]),
        ("US", &["Routing number", "Account number", "Checking", "Savings"]),
        ("FR", &["IBAN"]),
        ("GB", &["Sort code", "Account number"]),
    ] {
        form.chooses("Country", country).await;
        assert_eq!(bank_fields(&form), labels, "{country}");
    }
}

#[wasm_bindgen_test]
async fn the_merchant_may_fix_the_scheme() {
    answer_with(200, &OPEN_FLOW.replace(r#""status":"open""#, r#""status":"open","scheme":"becs""#));
    let form = Form::mount(Page::Hosted).await;
    assert_eq!(bank_fields(&form), ["BSB", "Account number"]);
    assert!(!form.texts("label").contains(&"Country".to_owned()), "it tells nothing more");
}

#[wasm_bindgen_test]
async fn separators_come_while_typing_and_the_rest_when_the_field_is_left() {
    let form = Form::on_a_hosted_page().await;
    form.types("Sort code", "2000").await;
    assert_eq!((form.value("Sort code"), form.caret("Sort code")), ("20-00".to_owned(), 5));
    form.types("Sort code", "20 00 00").await;
    assert_eq!(form.value("Sort code"), "20 00 00", "other separators stay while one types");
    form.fills_in("Sort code", "20 00 00").await;
    assert_eq!(form.value("Sort code"), "20-00-00");

    form.chooses("Country", "NL").await;
    form.fills_in("IBAN", "iban: nl91abna0417164300").await;
    assert_eq!(form.value("IBAN"), "NL91 ABNA 0417 1643 00");
}

#[wasm_bindgen_test]
async fn an_iban_says_its_country_and_bank() {
    let form = Form::on_a_hosted_page().await;
    form.chooses("Country", "DE").await;
    assert_eq!(form.texts(".signup__note"), [""]);
    form.types("IBAN", "DE89370400440532013000").await;
    assert_eq!(form.texts(".signup__note"), ["Germany, bank code 37040044"]);
    form.types("IBAN", "DE8937040044053201300").await;
    assert_eq!(form.texts(".signup__note"), [""]);
}

#[wasm_bindgen_test]
async fn an_unusual_check_digit_is_mentioned_and_stops_nobody() {
    let form = Form::on_a_hosted_page().await;
    form.chooses("Country", "NZ").await;
    form.fills_in("Account number", "01-0242-0100195-00").await;
    assert!(form.texts(".signup__note")[0].starts_with("Check the numbers of your account once more"));
    assert!(!form.input("Account number").has_attribute("aria-invalid"));
}

#[wasm_bindgen_test]
async fn a_failed_modulus_check_marks_both_fields() {
    let form = Form::on_a_hosted_page().await;
    form.fills_in("Sort code", "20-30-99").await;
    form.types("Account number", "66831036").await;
    assert!(form.find(".signup__field--wrong").is_none(), "not while the account number may still grow");
    form.fills_in("Account number", "66831036").await;
    assert!(form.description("Sort code").contains("Error: Sort code does not fit the account number."));
    assert!(form.description("Account number").contains("Error: Account number does not fit the sort code."));
    form.types("Sort code", "20-00-00").await;
    form.fills_in("Account number", "55779911").await;
    assert!(form.find(".signup__field--wrong").is_none());
}

#[wasm_bindgen_test]
async fn countries_stand_in_alphabetical_order_and_the_uk_is_chosen() {
    let form = Form::on_a_hosted_page().await;
    let names = form.texts("option");
    assert_eq!(names.len(), 46);
    assert_eq!((names[0].as_str(), names[45].as_str()), ("Albania", "Vatican City"));
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(form.texts("option[selected]"), ["United Kingdom"]);
}

#[wasm_bindgen_test]
async fn an_input_that_goes_away_leaves_its_number_behind() {
    let form = Form::on_a_hosted_page().await;
    form.types("Account number", "55779911").await;
    // Browsers take the focus from an input that goes away.
    form.input("Account number").focus().expect("inputs take the focus");
    form.chooses("Country", "US").await;
    form.chooses("Country", "GB").await;
    assert_eq!(form.value("Account number"), "55779911");
    form.chooses("Country", "US").await;
    assert_eq!(form.value("Account number"), "", "shown from what the form remembers for this country");
}

#[wasm_bindgen_test]
async fn what_stands_in_the_inputs_is_what_goes_on() {
    let form = Form::on_a_hosted_page().await;
    form.fills_in("Sort code", "20-00-0").await;
    form.puts("Sort code", "20-00-00").await;
    form.clicks("Continue").await;
    assert!(!form.input("Sort code").has_attribute("aria-invalid"));
}

#[wasm_bindgen_test]
async fn screen_readers_are_told_of_the_field_that_was_left() {
    let form = Form::on_a_hosted_page().await;
    let told = || form.texts("form > .visually-hidden[role=status]");
    assert_eq!(told(), [""]);
    form.fills_in("Sort code", "2000").await;
    assert_eq!(told(), ["Sort code must be 6 digits"]);
    form.types("Sort code", "200000").await;
    assert_eq!(told(), [""]);
}
