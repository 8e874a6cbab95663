//! What is typed is wrong.

use crate::support::{Details, House, Payer};

#[tokio::test]
async fn a_wrong_sort_code_is_told_at_the_field_and_in_the_summary_and_nothing_is_sent() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.starts_signup().await;
    payer.fills_in_details(&Details::sort_code()).await;
    payer.types("Sort code", "20-00-0").await;
    payer.presses("Continue").await;

    payer.sees_step("Your details").await;
    payer.is_taken_to("There is a problem").await;
    payer.looks("sort code wrong").await;
    let message = payer.message_at("Sort code").await.expect("the sort code is marked as wrong");
    assert_eq!(message, "Must be 6 digits long Error: Sort code must be 6 digits");
    assert_eq!(payer.message_at("Account number").await, None);
    assert_eq!(house.requests("POST", "/actions/submit"), 0);

    assert_eq!(payer.tab().await, "Error: Your details – Northwind Magazines Ltd");

    // The summary leads to the field; once it is right, it goes on.
    payer.presses("Sort code must be 6 digits").await;
    payer.is_taken_to("Sort code").await;
    payer.types("Sort code", "20-00-00").await;
    assert_eq!(payer.message_at("Sort code").await, None);
    payer.confirms().await;
    house.has_one_mandate();
}

#[tokio::test]
async fn a_pair_that_fails_the_modulus_check_is_told_at_both_fields() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.starts_signup().await;
    payer.fills_in_details(&Details::sort_code()).await;
    // Official case 27, one check of two fails.
    payer.types("Sort code", "203099").await;
    payer.types("Account number", "66831036").await;
    payer.presses("Continue").await;
    payer.is_taken_to("There is a problem").await;
    payer.looks("modulus check failed").await;
    for (label, complaint) in [
        ("Sort code", "Sort code does not fit the account number"),
        ("Account number", "Account number does not fit the sort code"),
    ] {
        let message = payer.message_at(label).await.expect("both are marked as wrong");
        assert!(message.contains(complaint), "{label}: {message}");
    }
    assert_eq!(payer.typed("Sort code").await, "20-30-99");
    assert_eq!(house.requests("POST", "/actions/submit"), 0);
    payer.types("Sort code", "20-00-00").await;
    payer.types("Account number", "55779911").await;
    payer.confirms().await;
    house.has_one_mandate();
}

#[tokio::test]
async fn an_empty_form_names_every_field_that_is_missing() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.sees_step("Pay by Direct Debit").await;
    payer.form_is_live().await;
    payer.presses("Continue to set up Direct Debit").await;
    payer.is_taken_to("There is a problem").await;
    payer.sees_step("Pay by Direct Debit").await;
    for (label, message) in [
        ("First name", "Error: Enter your first name"),
        ("Last name", "Error: Enter your last name"),
        ("Email address", "Your confirmation and notices of collections come here Error: Enter your email address"),
    ] {
        assert_eq!(payer.message_at(label).await.as_deref(), Some(message));
    }
    assert_eq!(house.requests("POST", "/redirect_flows"), 0);
}

#[tokio::test]
async fn details_that_the_provider_refuses_lead_back_to_the_field() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.starts_signup().await;
    payer.fills_in_details(&Details::sort_code()).await;
    house.provider_refuses("branch_code");
    payer.presses("Continue").await;
    payer.sees_step("Check your details").await;
    payer.presses("Set up Direct Debit").await;
    payer.is_taken_to("There is a problem").await;
    let message = payer.message_at("Sort code").await.expect("the sort code is marked as wrong");
    assert!(message.contains("Sort code was not accepted"), "{message}");
    assert_eq!(payer.typed("Account number").await, "55779911");
    payer.types("Sort code", "20-00-01").await;
    payer.confirms().await;
    house.has_one_mandate();
}

#[tokio::test]
async fn one_click_is_enough_when_the_field_that_is_left_begins_to_complain() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.sees_step("Pay by Direct Debit").await;
    payer.form_is_live().await;
    payer.adds("First name", "Frank").await;
    payer.adds("Last name", "Osborne").await;
    payer.adds("Email address", "not-an-email").await;
    payer.presses("Continue to set up Direct Debit").await;
    payer.is_taken_to("There is a problem").await;
    payer.reads("Enter an email address like name@example.com").await;
    assert_eq!(house.requests("POST", "/redirect_flows"), 0);
}
