//! Submitting when answers of GoCardless get lost: at each step, before and after it was carried out.

use gocardless_sandbox::{Fault, Moment};
use serde_json::json;

use crate::support::Payer;

/// The attempts that our client makes of one call.
const ATTEMPTS: u32 = 3;

fn faults(path: &str, times: u32) -> Vec<(String, Fault)> {
    let at = || Fault { method: Some("POST".to_owned()), path: path.to_owned(), times, ..Fault::default() };
    let html = || Some(json!("<h1>Bad gateway</h1>"));
    let mut faults = Vec::new();
    for when in [Moment::Before, Moment::After] {
        faults.push((format!("cut {when:?}"), Fault { drop: Some(when), ..at() }));
        faults.push((format!("502 {when:?}"), Fault { status: Some(502), body: html(), when, ..at() }));
        faults.push((format!("504 {when:?}"), Fault { status: Some(504), when, ..at() }));
    }
    faults.into_iter().map(|(name, fault)| (format!("{path} {name} {times} times"), fault)).collect()
}

/// Loses answers of a step that must be there for the mandate; each repetition ends with one of everything.
async fn loses_no_mandate(path: &str) {
    for (name, fault) in faults(path, 1) {
        let mut payer = Payer::of("bacs", "monthly").await;
        payer.merchant.sandbox.add_fault(fault);
        let done = payer.submit().await.signup(200);
        assert!(done["first_charge_date"].is_string(), "{name}: {done}");
        payer.assert_made_once(&name);
    }
    for (number, (name, fault)) in faults(path, ATTEMPTS).into_iter().enumerate() {
        let mut payer = Payer::of("bacs", "once").await;
        payer.merchant.sandbox.add_fault(fault);
        let failed = payer.submit().await;
        failed.assert_refused(503, "provider_unavailable");
        assert_eq!(failed.header("retry-after"), "5");
        if number % 2 == 0 {
            payer.restart().await;
        }
        // A reload of the page.
        payer.start().await.signup(201);
        let done = payer.submit().await.signup(200);
        assert_eq!(done["id"], payer.id(), "{name}");
        assert_eq!(done["mandate"]["id"], payer.merchant.sandbox.mandates()[0].id.as_str(), "{name}");
        payer.assert_made_once(&name);
    }
}

#[tokio::test]
async fn an_answer_about_the_customer_that_gets_lost_makes_no_second() {
    loses_no_mandate("/customers").await;
}

#[tokio::test]
async fn an_answer_about_the_bank_account_that_gets_lost_makes_no_second() {
    loses_no_mandate("/customer_bank_accounts").await;
}

#[tokio::test]
pub(crate) async fn an_answer_about_the_mandate_that_gets_lost_makes_no_second() {
    loses_no_mandate("/mandates").await;
}

#[tokio::test]
async fn a_lookup_that_cannot_be_had_stops_nobody() {
    let disabled = Fault { path: "/bank_details_lookups".to_owned(), status: Some(403), ..Fault::default() };
    let all = faults("/bank_details_lookups", ATTEMPTS).into_iter().chain([("forbidden".to_owned(), disabled)]);
    for (name, fault) in all {
        let mut payer = Payer::of("sepa_core", "monthly").await;
        payer.merchant.sandbox.add_fault(fault);
        assert_eq!(payer.submit().await.signup(200)["status"], "completed", "{name}");
        payer.assert_made_once(&name);
    }
}

#[tokio::test]
async fn a_collection_that_is_not_made_leaves_the_mandate_and_is_made_later_once() {
    for (path, interval) in [("/payments", "once"), ("/subscriptions", "weekly")] {
        let refused = Fault { path: path.to_owned(), status: Some(422), ..Fault::default() };
        let all = faults(path, ATTEMPTS).into_iter().chain([("refused".to_owned(), refused)]);
        for (number, (name, fault)) in all.enumerate() {
            let mut payer = Payer::of("bacs", interval).await;
            payer.merchant.sandbox.add_fault(fault);
            let done = payer.submit().await.signup(200);
            assert_eq!((&done["status"], done.get("first_charge_date")), (&json!("completed"), None), "{name}");

            payer.restart().await;
            assert_eq!(payer.show().await, done, "{name}: showing makes nothing");
            let again =
                if number % 2 == 0 { payer.submit().await.signup(200) } else { payer.start().await.signup(201) };
            assert!(again["first_charge_date"].is_string(), "{name}: {again}");
            assert_eq!(again["mandate"], done["mandate"]);
            payer.assert_made_once(&name);
        }
    }
}

#[tokio::test]
async fn a_reload_after_a_mandate_whose_answer_was_lost_ends_in_done() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let fault = Fault { path: "/mandates".to_owned(), times: ATTEMPTS, drop: Some(Moment::After), ..Fault::default() };
    payer.merchant.sandbox.add_fault(fault);
    payer.submit().await.assert_refused(503, "provider_unavailable");

    payer.restart().await;
    // While GoCardless does not tell, nobody is let into a form that would ask for everything again.
    let down =
        Fault { method: Some("GET".to_owned()), path: "/mandates".to_owned(), times: ATTEMPTS, ..Fault::default() };
    payer.merchant.sandbox.add_fault(Fault { status: Some(503), ..down });
    payer.start().await.assert_refused(503, "provider_unavailable");
    let done = payer.start().await.signup(201);
    assert_eq!((&done["status"], &done["id"]), (&json!("completed"), &payer.started["id"]));
    assert!(done["first_charge_date"].is_string());
    payer.assert_made_once("reload");
}

#[tokio::test]
async fn details_changed_after_a_lost_mandate_do_not_make_another() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let fault = Fault { path: "/mandates".to_owned(), times: ATTEMPTS, drop: Some(Moment::After), ..Fault::default() };
    payer.merchant.sandbox.add_fault(fault);
    payer.submit().await.assert_refused(503, "provider_unavailable");
    payer.change("payer", "city", json!("York"));
    payer.change("bank_account", "account_number", json!("31926819"));
    payer.change("bank_account", "branch_code", json!("560036"));
    assert_eq!(payer.submit().await.signup(200)["status"], "completed");
    payer.assert_made_once("changed after the mandate");
}

#[tokio::test]
async fn a_customer_whose_answer_was_lost_is_the_one_that_is_changed() {
    for when in [Moment::Before, Moment::After] {
        let mut payer = Payer::of("bacs", "monthly").await;
        let fault = Fault { path: "/customers".to_owned(), times: ATTEMPTS, drop: Some(when), ..Fault::default() };
        payer.merchant.sandbox.add_fault(fault);
        payer.submit().await.assert_refused(503, "provider_unavailable");
        payer.change("payer", "city", json!("York"));
        payer.submit().await.signup(200);
        payer.assert_made_once("changed customer");
        assert_eq!(payer.merchant.sandbox.customers()[0].city.as_deref(), Some("York"), "{when:?}");
    }
}

/// The payer goes back to what was sent first, and GoCardless may have what was sent in between.
#[tokio::test]
async fn a_change_of_the_customer_whose_answer_was_lost_is_taken_back() {
    for when in [Moment::Before, Moment::After] {
        let mut payer = Payer::of("bacs", "monthly").await;
        let at = |method: &str, path: &str| Fault {
            method: Some(method.to_owned()),
            path: path.to_owned(),
            times: ATTEMPTS,
            ..Fault::default()
        };
        payer.merchant.sandbox.add_fault(Fault { status: Some(503), ..at("POST", "/customer_bank_accounts") });
        payer.submit().await.assert_refused(503, "provider_unavailable");
        payer.merchant.sandbox.add_fault(Fault { drop: Some(when), ..at("PUT", "/customers/*") });
        payer.change("payer", "city", json!("York"));
        payer.submit().await.assert_refused(503, "provider_unavailable");
        payer.change("payer", "city", json!("London"));
        payer.submit().await.signup(200);
        payer.assert_made_once("changed and changed back");
        assert_eq!(payer.merchant.sandbox.customers()[0].city.as_deref(), Some("London"), "{when:?}");
    }
}
