//! The connection is lost before and after each step; the payer does what the page says, and all is made once.
//!
//! That the backend loses nothing under any fault is tested without a browser; here, that the page leads there.

use gocardless_api::Scheme;
use gocardless_sandbox::{Fault, Moment};

use super::account::Account;
use crate::support::{House, Payer};

/// The attempts that the backend makes of one call.
const ATTEMPTS: u32 = 3;

/// The steps, and what is sold: something once, or a subscription.
const STEPS: [(&str, &str); 5] = [
    ("/customers", "magazine-eur"),
    ("/customer_bank_accounts", "magazine-eur"),
    ("/mandates", "magazine-eur"),
    ("/subscriptions", "magazine-eur"),
    ("/payments", "atlas-eur"),
];

const DONE: &str = "Your Direct Debit is set up";
const CONFIRM: &str = "Set up Direct Debit";

/// Opens the page as one who was never here, and goes on to the review.
async fn comes_to_review(payer: &Payer, house: &House, plan: &str) {
    payer.is_new_here().await;
    payer.goes_to(&house.self_hosted(plan)).await;
    payer.find("input", "IBAN").await;
    Account::of(&Scheme::SepaCore).is_filled_in_by(payer).await;
    payer.presses("Continue").await;
    payer.find("heading", "Check your details").await;
}

#[tokio::test]
async fn a_connection_that_is_lost_at_any_step_makes_nothing_twice() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    let cases = STEPS.into_iter().flat_map(|step| [Moment::Before, Moment::After].map(|when| (step, when)));
    for (before, ((path, plan), when)) in cases.enumerate() {
        let context = format!("{path}, cut {when:?}");
        comes_to_review(&payer, &house, plan).await;
        let fault =
            Fault { method: Some("POST".to_owned()), path: path.to_owned(), times: ATTEMPTS, ..Fault::default() };
        house.sandbox.add_fault(Fault { drop: Some(when), ..fault });
        payer.presses(CONFIRM).await;
        if matches!(path, "/subscriptions" | "/payments") {
            // The mandate is there. Its collection is made when the payer comes again.
            payer.find("heading", DONE).await;
            payer.reads("Earliest collection").await;
            payer.goes_to(&house.self_hosted(plan)).await;
        } else {
            payer.is_taken_to("There is a problem").await;
            payer.reads("The Direct Debit service cannot be reached right now.").await;
            payer.presses(CONFIRM).await;
        }
        payer.find("heading", DONE).await;
        payer.reads("First collection").await;
        house.has_made(before + 1, &context);
    }
}

#[tokio::test]
async fn a_browser_that_loses_its_connection_can_confirm_again() {
    let mut house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;

    comes_to_review(&payer, &house, "magazine-eur").await;
    house.stop_merchant().await;
    payer.presses(CONFIRM).await;
    payer.is_taken_to("There is a problem").await;
    payer.reads("There is no connection.").await;
    house.start_merchant().await;
    payer.presses(CONFIRM).await;
    payer.find("heading", DONE).await;
    house.has_made(1, "lost on the way there");

    // The question arrives, and the payer stops the browser while the provider takes its time over the mandate.
    comes_to_review(&payer, &house, "magazine-eur").await;
    let slow = Fault { method: Some("POST".to_owned()), path: "/mandates".to_owned(), ..Fault::default() };
    house.sandbox.add_fault(Fault { delay_ms: 3000, ..slow });
    payer.presses(CONFIRM).await;
    house.is_asked("/customer_bank_accounts", 2).await;
    payer.runs("window.stop();").await;
    payer.is_taken_to("There is a problem").await;
    payer.presses(CONFIRM).await;
    payer.find("heading", DONE).await;
    house.has_made(2, "lost on the way back");
}
