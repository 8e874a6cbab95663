//! A company signs up: under its own name and number, and no person's.

use gocardless_api::Scheme;

use super::account::Account;
use crate::support::{House, Payer};

struct Company {
    scheme: Scheme,
    /// The label of its number and the number, where the scheme asks for one.
    number: Option<(&'static str, &'static str)>,
    /// What the review says.
    shown: &'static str,
}

/// Where there is more to it than the name.
const COMPANIES: [Company; 3] = [
    Company {
        scheme: Scheme::Autogiro,
        number: Some(("Company number (organisationsnummer)", "556036-0793")),
        shown: "Mandate for payment by Autogiro",
    },
    Company {
        scheme: Scheme::Betalingsservice,
        number: Some(("CVR number", "13585628")),
        shown: "Payment agreement through Betalingsservice",
    },
    Company { scheme: Scheme::Pad, number: None, shown: "Business" },
];

#[tokio::test]
async fn companies_sign_up_under_their_own_name_and_number() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    for (before, Company { scheme, number, shown }) in COMPANIES.into_iter().enumerate() {
        let account = Account::of(&scheme);
        payer.goes_to(&house.self_hosted(account.plan)).await;
        payer.comes_to("Set up a Direct Debit with Northwind Magazines Ltd").await;
        // A person's name and number, given first, are not a company's.
        payer.types("Last name", "Quenneville").await;
        payer.chooses("A company").await;
        assert!(!payer.finds("input", "Last name").await);
        let of_person = ["Personal identity number (personnummer)", "CPR number"];
        let bank = account.typed.iter().filter(|(label, _)| !of_person.contains(label));
        let company = [
            ("Company name", "Acer Växter & Søn AB"),
            ("Email address", "bill@example.com"),
            ("Name on the account", "Acer Växter"),
        ];
        for (label, text) in company.iter().chain(&number).chain(bank) {
            payer.types(label, text).await;
        }
        payer.chooses("Yes").await;
        payer.presses("Continue").await;
        payer.find("heading", "Check your details").await;
        for text in ["Acer Växter & Søn AB", shown] {
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
        let given = number.map(|(_, number)| number.to_owned());
        assert_eq!(numbers.into_iter().flatten().next(), given);
    }
}
