//! A company signs up: under its own name and number, and no person's.

use gocardless_api::Scheme;

use super::account::Account;
use crate::support::{House, Payer};

/// A number's label, the number as typed and as sent.
type Number = (&'static str, &'static str, &'static str);

/// Where there is more to it than the name: the number, and what the review says.
const COMPANIES: [(Scheme, Option<Number>, &str); 3] = [
    (
        Scheme::Autogiro,
        Some(("Company number (organisationsnummer)", "556036-0793", "556036-0793")),
        "Mandate for payment by Autogiro",
    ),
    (
        Scheme::Betalingsservice,
        Some(("CVR number", "13585628", "13585628")),
        "Payment agreement through Betalingsservice",
    ),
    (Scheme::Pad, None, "Business"),
];

#[tokio::test]
async fn companies_sign_up_under_their_own_name_and_number() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    for (before, (scheme, number, shown)) in COMPANIES.into_iter().enumerate() {
        let account = Account::of(&scheme);
        payer.goes_to(&house.self_hosted(account.plan)).await;
        payer.comes_to("Set up a Direct Debit with Northwind Magazines Ltd").await;
        // A person's name and number, given first, are not a company's.
        payer.types("Last name", "Quenneville").await;
        payer.chooses("A company").await;
        assert!(!payer.finds("input", "Last name").await);
        let (label, typed, sent) = number.unwrap_or_default();
        let of_person = ["Personal identity number (personnummer)", "CPR number"];
        let bank = account.typed.iter().filter(|(label, _)| !of_person.contains(label));
        let company = [
            ("Company name", "Acer Växter & Søn AB"),
            ("Email address", "bill@example.com"),
            ("Name on the account", "Acer Växter"),
            (label, typed),
        ];
        for (label, text) in company.iter().filter(|(label, _)| !label.is_empty()).chain(bank) {
            payer.types(label, text).await;
        }
        payer.chooses("Yes").await;
        payer.presses("Continue").await;
        payer.find("heading", "Check your details").await;
        for text in ["Acer Växter & Søn AB", typed, shown] {
            payer.reads(text).await;
        }
        assert!(!payer.shown().await.contains("Quenneville"));
        payer.presses(account.confirm).await;
        payer.find("heading", "Your Direct Debit is set up").await;
        house.has_made(before + 1, account.plan);
        let mandate = house.sandbox.mandates().into_iter().find(|mandate| mandate.scheme.as_ref() == Some(&scheme));
        let customer = mandate.expect("a mandate of the scheme").links.customer;
        let customer = house.sandbox.customers().into_iter().find(|it| it.id == customer).expect("its customer");
        assert_eq!((customer.company_name.as_deref(), customer.family_name), (Some("Acer Växter & Søn AB"), None));
        let numbers = [customer.swedish_identity_number, customer.danish_identity_number];
        assert_eq!(numbers.into_iter().flatten().next().unwrap_or_default(), sent, "{label}");
    }
}
