//! Servers are down, and time runs out.

use std::time::Duration;

use crate::support::{Details, House, Payer};

#[tokio::test]
async fn a_flow_that_expired_on_the_hosted_page_says_so_and_can_be_started_again() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.comes_to_review(&Details::sort_code()).await;
    house.sandbox.advance(Duration::from_mins(31));
    payer.presses("Set up Direct Debit").await;
    payer.sees_step("This page has expired").await;
    house.has_no_mandate();

    // Opened again, the page says the same and leads back to the shop, where it starts anew.
    payer.reloads().await;
    payer.sees_step("This page has expired").await;
    payer.presses("Go back to Northwind Magazines Ltd").await;
    payer.sees_step("This page has expired").await;
    payer.presses("Start again").await;
    payer.starts_signup().await;
    assert_eq!(house.sandbox.redirect_flows().len(), 2);
    payer.fills_in_details(&Details::sort_code()).await;
    payer.confirms().await;
    house.has_one_mandate();
}

#[tokio::test]
async fn a_flow_that_expired_on_the_way_back_completes_nothing() {
    let mut house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.comes_to_review(&Details::sort_code()).await;
    let [flow] = house.sandbox.redirect_flows().try_into().expect("one flow");
    house.stop_merchant().await;
    payer.presses("Set up Direct Debit").await;
    payer.reads("localhost refused to connect").await;
    house.sandbox.advance(Duration::from_mins(31));
    house.start_merchant().await;
    payer.goes_to(&format!("{}&redirect_flow_id={}", flow.success_redirect_url, flow.id)).await;
    payer.sees_step("This page has expired").await;
    house.has_no_mandate();
}

#[tokio::test]
async fn a_backend_that_is_down_is_told_typed_data_stays_and_trying_again_works() {
    let mut house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.fills_in_shop().await;
    house.stop_merchant().await;
    payer.presses("Continue to set up Direct Debit").await;
    payer.is_taken_to("There is a problem").await;
    payer.reads("There is no connection.").await;
    payer.sees_step("Pay by Direct Debit").await;
    assert_eq!(payer.typed("Email address").await, "frank.osborne@example.com");

    house.start_merchant().await;
    payer.presses("Continue to set up Direct Debit").await;
    payer.sees_step("Your details").await;
    payer.fills_in_details(&Details::sort_code()).await;
    payer.confirms().await;
    house.has_one_mandate();
}

#[tokio::test]
async fn a_provider_that_fails_for_a_while_is_told_and_trying_again_makes_one_mandate() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.comes_to_review(&Details::sort_code()).await;
    house.provider_fails("POST", "/flow/*/actions/submit");
    payer.presses("Set up Direct Debit").await;
    payer.is_taken_to("There is a problem").await;
    payer.sees_step("Check your details").await;

    house.sandbox.clear_faults();
    house.provider_fails("POST", "/redirect_flows/*/actions/complete");
    house.provider_fails("GET", "/redirect_flows/");
    payer.presses("Set up Direct Debit").await;
    payer.sees_step("This is taking longer than it should").await;
    house.has_no_mandate();
    house.sandbox.clear_faults();
    payer.presses("Try again").await;
    payer.sees_step("Your Direct Debit is set up").await;
    house.has_one_mandate();
}

#[tokio::test]
async fn a_payer_who_is_back_before_the_provider_knows_is_told_and_it_ends_by_itself() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.comes_to_review(&Details::sort_code()).await;
    house.provider_is_early();
    payer.presses("Set up Direct Debit").await;
    payer.sees_step("We are confirming your Direct Debit").await;
    payer.reads("You do not need to wait").await;
    payer.looks("confirming").await;
    house.has_no_mandate();

    house.sandbox.clear_faults();
    payer.sees_step("Your Direct Debit is set up").await;
    house.has_one_mandate();
}

#[tokio::test]
async fn a_payer_who_is_back_without_having_finished_is_led_there_again() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.comes_to_review(&Details::sort_code()).await;
    let [flow] = house.sandbox.redirect_flows().try_into().expect("one flow");
    payer.goes_to(&format!("{}&redirect_flow_id={}", flow.success_redirect_url, flow.id)).await;
    payer.sees_step("We are confirming your Direct Debit").await;
    payer.presses("Continue to set up Direct Debit").await;
    payer.sees_step("Your details").await;
    payer.fills_in_details(&Details::sort_code()).await;
    payer.confirms().await;
    house.has_one_mandate();
}
