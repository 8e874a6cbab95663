//! What the provider refuses because of what the payer gave, and how the payer mends it.

use gocardless_api::Scheme;
use gocardless_sandbox::Fault;
use serde_json::json;

use super::account::Account;
use crate::support::{House, Log, Payer, Secrets};

/// Details that only the provider can find wrong, and what is said where.
struct Refusal {
    scheme: Scheme,
    /// What is typed in place of what is right.
    wrong: &'static [(&'static str, &'static str)],
    /// The field that is marked, and what is said of it.
    field: &'static str,
    message: &'static str,
}

/// The sandbox's magic details, which are well formed.
const REFUSALS: [Refusal; 7] = [
    Refusal {
        scheme: Scheme::Bacs,
        wrong: &[("Sort code", "20-00-00"), ("Account number", "24044444")],
        field: "Sort code",
        message: "This account is closed. Give another account",
    },
    Refusal {
        scheme: Scheme::Bacs,
        wrong: &[("Sort code", "20-00-00"), ("Account number", "25055555")],
        field: "Sort code",
        message: "Direct Debit does not reach this account. Give another account, or choose another way to pay",
    },
    Refusal {
        scheme: Scheme::Bacs,
        wrong: &[("Name on the account", "Ottilie Mismatch")],
        field: "Name on the account",
        message: "The bank has another name for this account. Enter the name as it is on your bank statement",
    },
    Refusal {
        scheme: Scheme::SepaCore,
        wrong: &[("IBAN", "DE45 3704 0044 0532 0444 44")],
        field: "IBAN",
        message: "This account is closed. Give another account",
    },
    Refusal {
        scheme: Scheme::SepaCore,
        wrong: &[("Name on the account", "Ottilie Mismatch")],
        field: "Name on the account",
        message: "The bank has another name for this account. Enter the name as it is on your bank statement",
    },
    Refusal {
        scheme: Scheme::BecsNz,
        wrong: &[("Account number", "01-0902-0044444-00")],
        field: "Account number",
        message: "This account is closed. Give another account",
    },
    Refusal {
        scheme: Scheme::Autogiro,
        wrong: &[("Account number (kontonummer)", "1255555")],
        field: "Clearing number (clearingnummer)",
        message: "Direct Debit does not reach this account. Give another account, or choose another way to pay",
    },
];

const TITLE: &str = "Set up a Direct Debit with Northwind Magazines Ltd";

/// A payer at the form of the account's plan, who has signed up for nothing yet.
async fn opens(payer: &Payer, house: &House, account: &Account) {
    payer.is_new_here().await;
    payer.goes_to(&house.self_hosted(account.plan)).await;
    payer.find("heading", TITLE).await;
}

/// Goes on from the form and confirms, and is led back to a form that says what is wrong with one field.
async fn is_refused(payer: &Payer, account: &Account, field: &str, message: &str) {
    payer.presses("Continue").await;
    payer.find("heading", "Check your details").await;
    payer.presses(account.confirm).await;
    payer.is_taken_to("There is a problem").await;
    is_told(payer, field, message).await;
}

/// What is wrong stands in the summary, which has focus, and at the field; the summary leads there.
async fn is_told(payer: &Payer, field: &str, message: &str) {
    assert_eq!(payer.focused().await, format!("There is a problem{message}"));
    let told = payer.message_at(field).await.unwrap_or_else(|| panic!("{field} is marked as wrong"));
    assert!(told.ends_with(&format!("Error: {message}")), "{field}: {told}");
    payer.presses(message).await;
    payer.is_taken_to(field).await;
}

#[tokio::test]
async fn what_the_provider_refuses_is_told_at_its_field_and_mended_and_leaves_no_trace() {
    let log = Log::begin();
    let house = House::open().await;
    let numbers = ["24044444", "25055555", "DE45370400440532044444", "DE45 3704 0044 0532 0444 44", "0044444-00"];
    let secrets = Secrets { numbers: &numbers, others: &["Ottilie", "Mismatch", "Quenneville"] };
    let payer = Payer::arrive(&house.shop()).await;
    for (before, Refusal { scheme, wrong, field, message }) in REFUSALS.iter().enumerate() {
        let account = Account::of(scheme);
        opens(&payer, &house, account).await;
        account.is_filled_in_by(&payer).await;
        for (label, text) in *wrong {
            payer.types(label, text).await;
        }
        is_refused(&payer, account, field, message).await;
        assert_eq!(house.stored_mandates().len(), before, "{message}");
        // What was right is still there.
        assert_eq!(payer.typed("First name").await, "Ottilie");
        secrets.are_not_kept_by(&payer).await;

        let right = account.typed.iter().chain(&[("Name on the account", "O Quenneville-Hartsfield")]);
        for (label, text) in right.filter(|(label, _)| wrong.iter().any(|(other, _)| other == label)) {
            payer.types(label, text).await;
        }
        account.is_confirmed_by(&payer).await;
        let made = [house.sandbox.customers().len(), house.sandbox.mandates().len(), house.stored_mandates().len()];
        assert_eq!(made, [before + 1; 3], "{message}: customers, mandates, mandates in the database");
        assert_eq!(house.sandbox.subscriptions().len(), before + 1, "{message}: collections");
    }
    secrets.leave_no_trace(&house, &log, &payer).await;
}

#[tokio::test]
async fn an_identity_number_is_refused_by_the_form_or_else_by_the_provider() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    let account = Account::of(&Scheme::Autogiro);
    let label = "Personal identity number (personnummer)";
    let message = "Personal identity number (personnummer) has a mistake in it. Check it and enter it again";
    opens(&payer, &house, account).await;
    account.is_filled_in_by(&payer).await;
    payer.types(label, "811228-9875").await;
    payer.presses("Continue").await;
    payer.is_taken_to("There is a problem").await;
    is_told(&payer, label, message).await;
    assert_eq!(house.requests("POST", "/customers"), 0);

    payer.types(label, "811228-9874").await;
    let detail = json!({ "field": "swedish_identity_number", "message": "is invalid",
        "request_pointer": "/customers/swedish_identity_number" });
    house.sandbox.add_fault(Fault {
        path: "/customers".to_owned(),
        status: Some(422),
        body: Some(json!({ "error": { "type": "validation_failed", "code": 422, "message": "Validation failed",
            "errors": [detail] } })),
        ..Fault::default()
    });
    is_refused(&payer, account, label, message).await;
    house.has_no_mandate();
    payer.types(label, "19811228-9874").await;
    account.is_confirmed_by(&payer).await;
    house.has_made(1, "identity number");
}

#[tokio::test]
async fn where_the_merchant_may_not_or_the_provider_is_down_there_is_a_next_step() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    let account = Account::of(&Scheme::SepaCore);
    payer.goes_to(&house.self_hosted(account.plan)).await;
    payer.steers(&house, "custom_payment_pages", json!({ "enabled": false })).await;
    payer.find("heading", TITLE).await;
    account.is_filled_in_by(&payer).await;
    payer.presses("Continue").await;
    payer.presses(account.confirm).await;
    payer.sees_step("Direct Debit is not available here").await;
    payer.is_taken_to("Direct Debit is not available here").await;
    payer.reads("subscriptions@northwind.example").await;
    house.has_no_mandate();

    payer.steers(&house, "custom_payment_pages", json!({ "enabled": true })).await;
    payer.find("heading", TITLE).await;
    account.is_filled_in_by(&payer).await;
    payer.presses("Continue").await;
    house.provider_is_down();
    payer.presses(account.confirm).await;
    payer.is_taken_to("There is a problem").await;
    payer.reads("The Direct Debit service cannot be reached right now.").await;
    // Everything is still there: confirming again is enough.
    payer.reads("DE89 3704 0044 0532 0130 00").await;
    house.sandbox.clear_faults();
    payer.presses(account.confirm).await;
    payer.find("heading", "Your Direct Debit is set up").await;
    house.has_made(1, "provider down");
}
