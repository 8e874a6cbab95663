//! How often one may ask: all journeys run with the limits of production; here somebody asks as often as a payer can.

use crate::support::{House, Payer};

/// What counts, by the labels of its measurements.
const COUNTED: [&str; 2] = ["method=\"POST\"", "route=\"/api/"];
/// The default of `BROWSER_REQUESTS_PER_MINUTE`.
const PER_BROWSER: u64 = 60;

/// A payer who cannot make up their mind: reloads, languages, plans, one account after the other, back from the review,
/// refused by the provider. However quickly that is done, half of the limit is left.
#[tokio::test]
async fn promise_32_a_restless_payer_meets_no_limit() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.self_hosted("magazine-eur")).await;
    for locale in ["de", "fr", "en-GB"] {
        payer.goes_to(&format!("{}&locale={locale}", house.self_hosted("magazine-eur"))).await;
        payer.find("input", "IBAN").await;
        payer.reloads().await;
        payer.find("input", "IBAN").await;
    }
    for plan in ["magazine", "magazine-eur"] {
        payer.goes_to(&house.self_hosted(plan)).await;
        payer.form_is_live().await;
    }
    for (label, text) in [
        ("First name", "Frank"),
        ("Last name", "Osborne"),
        ("Email address", "frank@example.com"),
        ("Name on the account", "Frank Osborne"),
    ] {
        payer.types(label, text).await;
    }
    for iban in ["FR1420041010050500013M02606", "NL91ABNA0417164300", "DE89370400440532013000"] {
        let before = house.answered(&["/api/bank_details_lookups", "200"]).await;
        payer.types("IBAN", iban).await;
        while house.answered(&["/api/bank_details_lookups", "200"]).await == before {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    payer.chooses("Yes").await;
    house.provider_fails("POST", "/customers");
    payer.presses("Continue").await;
    for _ in 0..3 {
        payer.comes_to("Check your details").await;
        payer.presses("Set up Direct Debit").await;
        payer.is_taken_to("There is a problem").await;
        payer.goes_back().await;
        payer.find("input", "IBAN").await;
        payer.presses("Continue").await;
    }
    house.sandbox.clear_faults();
    payer.comes_to("Check your details").await;
    payer.presses("Set up Direct Debit").await;
    payer.comes_to("Your Direct Debit is set up").await;
    payer.reloads().await;
    payer.comes_to("Your Direct Debit is set up").await;
    house.has_one_mandate();

    assert_eq!(house.answered(&["status=\"429\""]).await, 0);
    let asked = house.answered(&COUNTED).await;
    eprintln!("a restless payer asked {asked} times");
    assert!(asked > 10 && asked * 2 <= PER_BROWSER, "{asked} requests of {PER_BROWSER} that are allowed");
}
