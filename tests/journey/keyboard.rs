//! Without a mouse.

use thirtyfour::Key;

use crate::support::{Details, House, Payer};

#[tokio::test]
async fn the_whole_signup_by_keyboard() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.sees_step("Pay by Direct Debit").await;
    payer.form_is_live().await;

    for (label, text) in
        [("First name", "Frank"), ("Last name", "Osborne"), ("Email address", "frank.osborne@example.com")]
    {
        payer.strikes(Key::Tab).await;
        payer.is_taken_to(label).await;
        payer.strikes(text).await;
    }
    payer.strikes(Key::Enter).await;

    payer.sees_step("Your details").await;
    payer.strikes(Key::Tab).await;
    payer.is_taken_to("Skip to main content").await;
    for (label, text) in [
        ("A person", ""),
        ("First name", ""),
        ("Last name", ""),
        ("Email address", ""),
        ("Country", ""),
        ("Address line 1", "27 Acer Road"),
        ("Address line 2 (optional)", ""),
        ("Town or city", "London"),
        ("Postcode", "E8 3GX"),
        ("Sort code and account number", ""),
        ("Name on the account", "Frank Osborne"),
        ("Sort code", "200000"),
        ("Account number", "55779911"),
        ("Yes", " "),
    ] {
        payer.strikes(Key::Tab).await;
        payer.is_taken_to(label).await;
        if !text.is_empty() {
            payer.strikes(text).await;
        }
    }
    payer.strikes(Key::Tab).await;
    payer.is_taken_to("Continue").await;
    payer.strikes(Key::Enter).await;

    // The new step's title has focus, so that a screen reader says where the payer is.
    payer.sees_step("Check your details").await;
    payer.is_taken_to("Check your details").await;
    for _ in 0..20 {
        payer.strikes(Key::Tab).await;
        if payer.focused().await == "Set up Direct Debit" {
            break;
        }
    }
    payer.is_taken_to("Set up Direct Debit").await;
    payer.strikes(Key::Enter).await;
    payer.sees_step("Your Direct Debit is set up").await;
    house.has_one_mandate();
}

#[tokio::test]
async fn a_link_within_the_page_does_not_leave_the_review() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.comes_to_review(&Details::sort_code()).await;
    // The link shows only while it has focus.
    payer.driver().execute("document.querySelector('.hosted__skip').click();", vec![]).await.expect("a script runs");
    payer.sees_step("Check your details").await;
    payer.presses("Change Sort code").await;
    payer.is_taken_to("Sort code").await;
    payer.confirms().await;
    house.has_one_mandate();
}
