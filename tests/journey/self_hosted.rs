//! The whole signup in the merchant's own page, without going anywhere.

mod account;
mod company;
mod country;
mod keyboard;
mod language;
mod losses;
mod once;
mod refusals;
mod schemes;

use crate::support::{Details, House, Payer};

const CHECKOUT: &str = r#"<mandate-signup flow="self-hosted" plan="magazine" locale="en-GB">
  <form>
    <input name="given_name" value="Frank">
    <input name="family_name" value="Osborne">
    <input name="email" value="frank@example.com" readonly>
  </form>
</mandate-signup>"#;

/// A page that notes what the form tells it; scripts of a page's own are not allowed, those of its server's are.
async fn listens(payer: &Payer) {
    let script = "for (const name of ['mandate-signup-completed', 'mandate-signup-declined'])
        document.addEventListener(name, (event) => (document.title = `${name} ${event.detail?.mandate?.reference ?? ''}`));";
    payer.driver().execute(script, vec![]).await.expect("a script runs");
}

#[tokio::test]
async fn a_payer_signs_up_in_the_merchants_page() {
    let house = House::open_with_checkout(CHECKOUT).await;
    let payer = Payer::arrive(&house.checkout()).await;
    payer.find("input", "Sort code").await;
    listens(&payer).await;
    assert_eq!(payer.typed("First name").await, "Frank");
    payer.fills_in_details(&Details::sort_code()).await;
    payer.reads("BARCLAYS BANK PLC").await;
    payer.presses("Continue").await;

    payer.sees_step("Check your details").await;
    for text in ["Frank Osborne", "27 Acer Road", "20-00-00", "55779911", "The Direct Debit Guarantee"] {
        payer.reads(text).await;
    }
    house.has_no_mandate();
    payer.double_clicks("Set up Direct Debit").await;

    payer.sees_step("Your Direct Debit is set up").await;
    let stored = house.has_one_mandate();
    payer.reads(&stored.reference).await;
    payer.reads("First collection").await;
    assert_eq!(payer.tab().await, format!("mandate-signup-completed {}", stored.reference));
    assert!(payer.address().await.starts_with(&(house.checkout() + "?signup=SG")));

    payer.reloads().await;
    payer.sees_step("Your Direct Debit is set up").await;
    payer.reads(&stored.reference).await;
    // Whoever comes to the page anew has signed up already, and may do so once more.
    payer.goes_to(&house.checkout()).await;
    payer.sees_step("Your Direct Debit is set up").await;
    payer.presses("Set up another Direct Debit").await;
    payer.find("input", "Sort code").await;
    assert_eq!(house.has_one_mandate(), stored);
}

#[tokio::test]
async fn who_may_not_authorise_alone_finds_the_paper_mandate() {
    let house = House::open_with_checkout(CHECKOUT).await;
    let payer = Payer::arrive(&house.checkout()).await;
    payer.find("input", "Sort code").await;
    listens(&payer).await;
    payer.chooses("No").await;
    payer.presses("Continue").await;
    payer.sees_step("You need another way to authorise this").await;
    assert!(payer.tab().await.starts_with("mandate-signup-declined"));
    payer.find("button", "Get the paper form (PDF)").await;
    payer.goes_back().await;
    payer.find("input", "Sort code").await;
    house.has_no_mandate();
}
