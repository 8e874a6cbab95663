//! Back and reload at each step.

use crate::support::{Details, House, Payer};

#[tokio::test]
async fn back_from_the_hosted_page_and_forth_again_is_one_flow() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.starts_signup().await;
    payer.goes_back().await;
    payer.comes_to("Pay by Direct Debit").await;
    // The browser may show the page as it was left or anew; either way it can be used.
    payer.starts_signup().await;
    assert_eq!(house.sandbox.redirect_flows().len(), 1);
    house.has_no_mandate();
}

#[tokio::test]
async fn back_from_the_review_leads_to_the_form_as_it_was() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.comes_to_review(&Details::sort_code()).await;

    payer.goes_back().await;
    payer.comes_to("Your details").await;
    assert_eq!(payer.typed("Sort code").await, "20-00-00");
    payer.presses("Continue").await;
    payer.comes_to("Check your details").await;

    payer.presses("Change Account number").await;
    payer.comes_to("Your details").await;
    payer.is_taken_to("Account number").await;
    payer.confirms().await;
    house.has_one_mandate();
}

#[tokio::test]
async fn a_reload_at_any_step_loses_nothing_that_matters() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.comes_to("Pay by Direct Debit").await;
    payer.reloads().await;
    payer.starts_signup().await;

    // On the form and on the review: bank details are in memory only, so they are asked for again.
    payer.reloads().await;
    payer.comes_to("Your details").await;
    assert_eq!(payer.typed("Email address").await, "frank.osborne@example.com");
    payer.fills_in_details(&Details::sort_code()).await;
    payer.presses("Continue").await;
    payer.comes_to("Check your details").await;
    payer.reloads().await;
    payer.comes_to("Your details").await;
    assert_eq!(payer.typed("Sort code").await, "");
    house.has_no_mandate();

    payer.fills_in_details(&Details::sort_code()).await;
    payer.confirms().await;
    payer.reloads().await;
    payer.comes_to("Your Direct Debit is set up").await;
    house.has_one_mandate();

    // Back from the confirmation: what is used up says so, and leads to the confirmation again.
    payer.goes_back().await;
    payer.sees_step("Your Direct Debit is already set up").await;
    payer.presses("Go back to Northwind Magazines Ltd").await;
    payer.comes_to("Your Direct Debit is set up").await;
    house.has_one_mandate();
}
