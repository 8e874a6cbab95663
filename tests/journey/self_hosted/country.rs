//! A payer who changes country half-way.

use crate::support::{House, Log, Payer, Secrets};

const PAYER: [(&str, &str); 4] = [
    ("First name", "Ottilie"),
    ("Last name", "Quenneville"),
    ("Email address", "ottilie@quenneville.example"),
    ("Name on the account", "O Quenneville-Hartsfield"),
];

/// What applies in either country stays, and is what is handed in.
async fn keeps(payer: &Payer, what: &[(&str, &str)]) {
    for (label, text) in PAYER.iter().chain(what) {
        assert_eq!(payer.typed(label).await, *text, "{label}");
    }
}

#[tokio::test]
async fn an_iban_of_another_country_asks_for_an_address_and_keeps_the_rest() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.self_hosted("magazine-eur")).await;
    payer.find("input", "IBAN").await;
    for (label, text) in PAYER.into_iter().chain([("IBAN", "DE89370400440532013000")]) {
        payer.types(label, text).await;
    }
    payer.chooses("Yes").await;
    assert!(!payer.finds("input", "Address line 1").await);

    // Switzerland is in SEPA, but not in the European Economic Area.
    payer.types("IBAN", "CH9300762011623852957").await;
    let address = [("Address line 1", "7 Gallowgate Wynd"), ("Town or city", "Zug"), ("Postcode", "6300")];
    for (label, text) in address {
        payer.types(label, text).await;
    }
    payer.picks("Country", "Switzerland").await;
    keeps(&payer, &address).await;

    // And back again, with an error on the way: the address is asked for no more, and not handed in.
    payer.types("IBAN", "FR1420041010050500013M02607").await;
    payer.presses("Continue").await;
    payer.is_taken_to("There is a problem").await;
    payer.types("IBAN", "FR1420041010050500013M02606").await;
    assert!(!payer.finds("input", "Address line 1").await);
    keeps(&payer, &[("IBAN", "FR14 2004 1010 0505 0001 3M02 606")]).await;
    payer.presses("Continue").await;
    payer.find("heading", "Check your details").await;
    assert!(!payer.shown().await.contains("Gallowgate"));
    payer.presses("Set up Direct Debit").await;
    payer.find("heading", "Your Direct Debit is set up").await;
    house.has_made(1, "countries");
    let customer = house.sandbox.customers().remove(0);
    assert_eq!((customer.given_name.as_deref(), customer.address_line1.as_deref()), (Some("Ottilie"), None));
    let account = house.sandbox.customer_bank_accounts().remove(0);
    assert_eq!((account.country_code.as_deref(), &*account.account_number_ending), (Some("FR"), "06"));

    // Another one: who pays is known by now, from which account is to be said again. Here the address counts.
    payer.presses("Set up another Direct Debit").await;
    payer.find("input", "IBAN").await;
    keeps(&payer, &[("IBAN", "")]).await;
    payer.types("IBAN", "CH9300762011623852957").await;
    keeps(&payer, &address).await;
    payer.chooses("Yes").await;
    payer.presses("Continue").await;
    payer.find("heading", "Check your details").await;
    payer.reads("7 Gallowgate Wynd").await;
    payer.presses("Set up Direct Debit").await;
    payer.find("heading", "Your Direct Debit is set up").await;
    house.has_made(2, "another");
    let mut customers = house.sandbox.customers();
    customers.retain(|customer| customer.address_line1.is_some());
    let [customer] = customers.try_into().expect("one with an address");
    assert_eq!((customer.postal_code.as_deref(), customer.country_code.as_deref()), (Some("6300"), Some("CH")));
}

#[tokio::test]
async fn on_the_hosted_page_another_country_keeps_the_payer_and_not_the_numbers() {
    let log = Log::begin();
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    payer.starts_signup().await;
    let numbers = ["66374958", "DE89370400440532013000", "DE89 3704 0044 0532 0130 00"];
    let secrets = Secrets { numbers: &numbers, others: &["089999", "08-99-99", "O Quenneville-Hartsfield"] };
    let address = [("Address line 1", "7 Gallowgate Wynd"), ("Town or city", "Cockermouth")];
    for (label, text) in PAYER.into_iter().chain(address) {
        payer.types(label, text).await;
    }
    for (label, text) in [("Sort code", "08-99-99"), ("Account number", "66374958")] {
        payer.types(label, text).await;
    }
    payer.chooses("Yes").await;

    // To the United States, where there is an address too.
    payer.picks("Country", "United States").await;
    keeps(&payer, &address).await;
    assert_eq!(payer.typed("Account number").await, "");
    assert!(!payer.finds("input", "Sort code").await);
    for (label, text) in [("State", "il"), ("ZIP code", "62701")] {
        payer.types(label, text).await;
    }
    payer.picks("Country", "Germany").await;
    keeps(&payer, &[]).await;
    payer.types("IBAN", "DE89370400440532013000").await;
    payer.presses("Continue").await;
    payer.find("heading", "Check your details").await;
    let review = payer.shown().await;
    for gone in ["66374958", "08-99-99", "62701", "Gallowgate"] {
        assert!(!review.contains(gone), "{gone} in {review}");
    }
    secrets.are_not_kept_by(&payer).await;
    payer.presses("Set up Direct Debit").await;
    payer.find("heading", "Your Direct Debit is set up").await;
    house.has_one_mandate();
    let account = house.sandbox.customer_bank_accounts().remove(0);
    assert_eq!((account.country_code.as_deref(), &*account.account_number_ending), (Some("DE"), "00"));

    secrets.are_not_kept_by(&payer).await;
    secrets.leave_no_trace(&house, &log, &payer).await;
}
