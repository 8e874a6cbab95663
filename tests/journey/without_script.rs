//! Scripts are off, or the form cannot be loaded: plain forms and redirects do it all.

use crate::support::{House, Payer};

#[tokio::test]
async fn the_whole_signup_without_scripts() {
    let house = House::open().await;
    let payer = Payer::arrive_without_scripts(&house.shop()).await;
    payer.sees_step("Pay by Direct Debit").await;
    assert!(!payer.finds("one", "section.signup").await, "the component runs although scripts are off");
    for (label, text) in
        [("First name", "Frank"), ("Last name", "Osborne"), ("Email address", "frank.osborne@example.com")]
    {
        payer.types(label, text).await;
    }
    payer.presses("Continue to set up Direct Debit").await;

    payer.sees_step("Your details").await;
    for (label, text) in [
        ("Address line 1", "27 Acer Road"),
        ("Town or city", "London"),
        ("Postcode", "E8 3GX"),
        ("Name on the account", "Frank Osborne"),
        ("Sort code", "20-00-0"),
        ("Account number", "55779911"),
    ] {
        payer.types(label, text).await;
    }
    payer.presses("Continue").await;
    payer.sees_step("Your details").await;
    payer.reads("There is a problem").await;
    assert_eq!(payer.typed("Town or city").await, "London");
    payer.types("Sort code", "20-00-00").await;
    payer.types("Account number", "55779911").await;
    payer.chooses("Yes").await;
    payer.presses("Continue").await;

    payer.sees_step("Check your details").await;
    payer.presses("Set up Direct Debit").await;
    payer.sees_step("Your Direct Debit is set up").await;
    let stored = house.has_one_mandate();
    payer.reads(&stored.reference).await;

    payer.reloads().await;
    payer.sees_step("Your Direct Debit is set up").await;
    house.has_one_mandate();
}
