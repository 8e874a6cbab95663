//! Everything goes well.

use crate::support::{Details, House, Payer};

#[tokio::test]
async fn a_payer_signs_up_with_sort_code_and_account_number() {
    let mut house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.sees_step("Pay by Direct Debit").await;
    payer.starts_signup().await;
    payer.sees_step("Your details").await;
    // The sandbox filled in what the shop knew.
    assert_eq!(payer.typed("First name").await, "Frank");
    payer.fills_in_details(&Details::sort_code()).await;
    payer.presses("Continue").await;

    payer.sees_step("Check your details").await;
    let shown = payer.shown().await;
    for text in ["Frank Osborne", "27 Acer Road", "20-00-00", "55779911", "The Direct Debit Guarantee", "NORTHWIND"] {
        assert!(shown.contains(text), "{text:?} is not on the review:\n{shown}");
    }
    payer.presses("Set up Direct Debit").await;

    payer.sees_step("Your Direct Debit is set up").await;
    let stored = house.has_one_mandate();
    payer.reads(&stored.reference).await;
    payer.reads("£10.00 a month").await;
    payer.reads("What happens next").await;
    let address = payer.address().await;
    assert!(address.starts_with(&house.shop()) && !address.contains("redirect_flow_id"), "{address}");

    // The ids survive a restart, and the payer still sees the confirmation.
    house.stop_merchant().await;
    house.start_merchant().await;
    assert_eq!(house.has_one_mandate(), stored);
    payer.reloads().await;
    payer.sees_step("Your Direct Debit is set up").await;
    payer.reads(&stored.reference).await;
}

#[tokio::test]
async fn a_payer_signs_up_with_an_iban() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.comes_to_review(&Details::iban()).await;
    payer.reads("GB60 BARC 2000 0055 7799 11").await;
    payer.presses("Set up Direct Debit").await;
    payer.sees_step("Your Direct Debit is set up").await;
    house.has_one_mandate();
}
