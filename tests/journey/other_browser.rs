//! The wrong person comes back.

use crate::support::{Details, House, Payer};

#[tokio::test]
async fn another_browser_with_the_flows_id_is_refused_and_nothing_is_completed() {
    let mut house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.starts_signup().await;
    payer.fills_in_details(&Details::sort_code()).await;
    let [flow] = house.sandbox.redirect_flows().try_into().expect("one flow");
    let come_back = format!("{}&redirect_flow_id={}", flow.success_redirect_url, flow.id);

    // The payer has confirmed, but the shop cannot be reached, and someone else takes the address first.
    payer.presses("Continue").await;
    payer.sees_step("Check your details").await;
    house.stop_merchant().await;
    payer.presses("Set up Direct Debit").await;
    payer.reads("localhost refused to connect").await;
    house.start_merchant().await;
    let stranger = Payer::arrive(&come_back).await;
    stranger.sees_step("This cannot be finished here").await;
    assert_eq!(house.requests("POST", "/actions/complete"), 0, "nothing was asked of the provider");
    house.has_no_mandate();

    // A cookie of another signup is no help.
    stranger.presses("Start again").await;
    stranger.starts_signup().await;
    stranger.goes_to(&come_back).await;
    stranger.sees_step("This cannot be finished here").await;
    assert_eq!(house.requests("POST", "/actions/complete"), 0);

    payer.goes_to(&come_back).await;
    payer.sees_step("Your Direct Debit is set up").await;
    house.has_one_mandate();
}
