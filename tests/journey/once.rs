//! Whatever is done twice happens once.

use crate::support::{Details, House, Payer};

#[tokio::test]
async fn double_clicks_make_one_flow_and_one_mandate() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.fills_in_shop().await;
    payer.double_clicks("Continue to set up Direct Debit").await;
    payer.comes_to("Your details").await;
    assert_eq!(house.sandbox.redirect_flows().len(), 1);

    payer.fills_in_details(&Details::sort_code()).await;
    payer.presses("Continue").await;
    payer.comes_to("Check your details").await;
    payer.double_clicks("Set up Direct Debit").await;
    payer.comes_to("Your Direct Debit is set up").await;
    assert_eq!(house.requests("POST", "/actions/submit"), 1);
    house.has_one_mandate();
}

#[tokio::test]
async fn completing_twice_gives_the_same_mandate() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.signs_up(&Details::sort_code()).await;
    let stored = house.has_one_mandate();

    // The address that the provider sent the browser to, opened once more: a bookmark, or a second tab.
    let [flow] = house.sandbox.redirect_flows().try_into().expect("one flow");
    payer.goes_to(&format!("{}&redirect_flow_id={}", flow.success_redirect_url, flow.id)).await;
    payer.comes_to("Your Direct Debit is set up").await;
    payer.reads(&stored.reference).await;
    assert_eq!(house.has_one_mandate(), stored);
}

#[tokio::test]
async fn a_second_tab_joins_the_same_signup() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.starts_signup().await;
    payer.driver().new_tab().await.expect("a tab");
    let tabs = payer.driver().windows().await.expect("tabs");
    payer.driver().switch_to_window(tabs[1].clone()).await.expect("the second tab");
    payer.goes_to(&house.shop()).await;
    payer.starts_signup().await;
    assert_eq!(house.sandbox.redirect_flows().len(), 1);

    payer.fills_in_details(&Details::sort_code()).await;
    payer.confirms().await;
    let stored = house.has_one_mandate();

    // The first tab, left on the form, finds that there is nothing more to do.
    payer.driver().switch_to_window(tabs[0].clone()).await.expect("the first tab");
    payer.reloads().await;
    payer.sees_step("Your Direct Debit is already set up").await;
    payer.presses("Go back to Northwind Magazines Ltd").await;
    payer.comes_to("Your Direct Debit is set up").await;
    assert_eq!(house.has_one_mandate(), stored);
}

#[tokio::test]
async fn back_to_the_shop_after_the_confirmation_makes_no_second_mandate() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.signs_up(&Details::sort_code()).await;
    let stored = house.has_one_mandate();

    payer.goes_to(&house.shop()).await;
    payer.fills_in_shop().await;
    payer.presses("Continue to set up Direct Debit").await;
    payer.comes_to("Your Direct Debit is set up").await;
    payer.reads(&stored.reference).await;
    assert_eq!(house.sandbox.redirect_flows().len(), 1);
    assert_eq!(house.has_one_mandate(), stored);
}
