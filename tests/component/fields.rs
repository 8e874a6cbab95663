//! When a field complains, and how it says so.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::harness::Form;

#[wasm_bindgen_test]
async fn a_field_complains_only_about_what_typing_on_cannot_put_right() {
    let form = Form::on_a_hosted_page().await;
    let input = form.input("Sort code");

    form.types("Sort code", "2000").await;
    assert_eq!(form.description("Sort code"), "Must be 6 digits long");
    assert!(!input.has_attribute("aria-invalid"));

    form.types("Sort code", "20x").await;
    let complaint = "Must be 6 digits long | Error: Sort code must have digits only, like 309430";
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

#[wasm_bindgen_test]
async fn an_account_is_named_by_sort_code_or_by_iban() {
    let form = Form::on_a_hosted_page().await;
    let bank_fields = || {
        let labels = form.texts("label");
        let first = labels.iter().position(|label| label == "Name on the account").expect("the account's name");
        labels[first + 1..].to_vec()
    };
    assert_eq!(bank_fields(), ["Sort code", "Account number"]);

    form.types("Name on the account", "F Osborne").await;
    form.clicks("IBAN").await;
    assert_eq!(bank_fields(), ["IBAN"]);
    form.clicks("Sort code and account number").await;
    assert_eq!(bank_fields(), ["Sort code", "Account number"]);

    form.chooses("Country", "DE").await;
    assert!(form.find("fieldset").is_none(), "payers outside the UK have no choice");
    assert_eq!(bank_fields(), ["IBAN"]);
}

#[wasm_bindgen_test]
async fn countries_stand_in_alphabetical_order_and_the_uk_is_chosen() {
    let form = Form::on_a_hosted_page().await;
    let names = form.texts("option");
    assert_eq!(names.len(), 37);
    assert_eq!((names[0].as_str(), names[36].as_str()), ("Andorra", "Vatican City"));
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(form.texts("option[selected]"), ["United Kingdom"]);
}
