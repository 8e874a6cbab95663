//! Back, reload, two tabs, a double click: never two mandates, and nothing kept that must not be.

use gocardless_api::Scheme;
use gocardless_sandbox::Fault;

use super::account::{Account, PAYER};
use crate::support::{House, Payer, Secrets};

const TITLE: &str = "Set up a Direct Debit with Northwind Magazines Ltd";
const REVIEW: &str = "Check your details";
const DONE: &str = "Your Direct Debit is set up";

#[tokio::test]
async fn back_and_reload_in_each_step_make_one_mandate_and_keep_no_details() {
    let house = House::open().await;
    let account = Account::of(&Scheme::SepaCore);
    let secrets = Secrets { numbers: account.numbers, others: &["Ottilie", "Quenneville"] };
    let payer = Payer::arrive(&house.self_hosted(account.plan)).await;

    // Back from the review: everything is there. A reload: nothing is, for nothing was kept.
    payer.find("heading", TITLE).await;
    account.is_filled_in_by(&payer).await;
    payer.presses("Continue").await;
    payer.find("heading", REVIEW).await;
    payer.goes_back().await;
    payer.find("heading", TITLE).await;
    for (label, text) in PAYER.into_iter().chain([("IBAN", "DE89 3704 0044 0532 0130 00")]) {
        assert_eq!(payer.typed(label).await, text, "{label}");
    }
    payer.reloads().await;
    payer.find("heading", TITLE).await;
    for (label, _) in PAYER.into_iter().chain([("IBAN", "")]) {
        assert_eq!(payer.typed(label).await, "", "{label}");
    }
    secrets.are_not_kept_by(&payer).await;

    // Reloaded on the review, Back does not show what was there either.
    account.is_filled_in_by(&payer).await;
    payer.presses("Continue").await;
    payer.find("heading", REVIEW).await;
    payer.reloads().await;
    payer.find("heading", TITLE).await;
    assert_eq!(payer.typed("IBAN").await, "");
    secrets.are_not_kept_by(&payer).await;
    house.has_no_mandate();

    // Reloaded while it is on its way, by a payer who clicked twice.
    account.is_filled_in_by(&payer).await;
    payer.presses("Continue").await;
    payer.find("heading", REVIEW).await;
    let slow = Fault { method: Some("POST".to_owned()), path: "/mandates".to_owned(), ..Fault::default() };
    house.sandbox.add_fault(Fault { delay_ms: 1000, ..slow });
    payer.double_clicks(account.confirm).await;
    house.is_asked("/customer_bank_accounts", 1).await;
    payer.reloads().await;
    payer.find("heading", DONE).await;
    house.has_made(1, "reloaded on the way");
    let stored = house.has_one_mandate();

    // Back and forth after it, and reloaded wherever that leads to.
    payer.reloads().await;
    payer.find("heading", DONE).await;
    payer.goes_back().await;
    payer.find("heading", DONE).await;
    payer.reloads().await;
    payer.find("heading", DONE).await;
    payer.reads(&stored.reference).await;
    payer.driver().forward().await.expect("forward");
    payer.find("heading", DONE).await;
    secrets.are_not_kept_by(&payer).await;
    house.has_made(1, "back after it");
}

#[tokio::test]
async fn two_tabs_that_confirm_the_same_make_one_mandate() {
    let house = House::open().await;
    let account = Account::of(&Scheme::SepaCore);
    let payer = Payer::arrive(&house.self_hosted(account.plan)).await;
    payer.driver().new_tab().await.expect("a tab");
    let tabs = payer.driver().windows().await.expect("tabs");
    for tab in &tabs {
        payer.driver().switch_to_window(tab.clone()).await.expect("a tab");
        payer.goes_to(&house.self_hosted(account.plan)).await;
        payer.find("heading", TITLE).await;
        account.is_filled_in_by(&payer).await;
        payer.presses("Continue").await;
        payer.find("heading", REVIEW).await;
    }
    for tab in &tabs {
        payer.driver().switch_to_window(tab.clone()).await.expect("a tab");
        payer.presses(account.confirm).await;
        payer.find("heading", DONE).await;
        payer.reads(&house.has_one_mandate().reference).await;
    }
    house.has_made(1, "two tabs");
}

#[tokio::test]
async fn a_browser_that_has_lost_its_signup_confirms_under_another_and_loses_nothing() {
    let house = House::open().await;
    let account = Account::of(&Scheme::SepaCore);
    let payer = Payer::arrive(&house.self_hosted(account.plan)).await;
    payer.find("heading", TITLE).await;
    account.is_filled_in_by(&payer).await;
    payer.presses("Continue").await;
    payer.find("heading", REVIEW).await;
    payer.is_new_here().await;
    payer.presses(account.confirm).await;
    payer.is_taken_to("There is a problem").await;
    payer.reads("Your details are still here: check them and confirm again.").await;
    payer.reads("DE89 3704 0044 0532 0130 00").await;
    house.has_no_mandate();
    payer.presses(account.confirm).await;
    payer.find("heading", DONE).await;
    house.has_made(1, "under another signup");
}
