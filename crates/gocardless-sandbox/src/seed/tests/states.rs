//! What was seeded goes on from the state that it has.

use std::time::Duration;

use gocardless_api::{MandateStatus, PaymentStatus};
use serde_json::{Value, json};

use super::{sandbox, with, with_mandate};

#[tokio::test]
async fn states_go_on_from_where_they_are() {
    for (status, days, then, told) in [
        ("pending_submission", 1, MandateStatus::Submitted, vec!["submitted"]),
        ("pending_submission", 7, MandateStatus::Active, vec!["submitted", "active"]),
        ("submitted", 7, MandateStatus::Active, vec!["active"]),
        ("active", 380, MandateStatus::Active, vec![]),
        ("active", 400, MandateStatus::Expired, vec!["expired"]),
        ("cancelled", 400, MandateStatus::Cancelled, vec![]),
    ] {
        let sandbox = sandbox(&with_mandate(&json!({"status": status})));
        sandbox.advance(Duration::from_hours(24 * days));
        let actions: Vec<_> = sandbox.events().iter().map(|event| event.action.to_string()).collect();
        assert_eq!(
            (&sandbox.mandates()[0].status, &actions[..]),
            (&then, &told.iter().map(ToString::to_string).collect::<Vec<_>>()[..]),
            "{status}"
        );
    }
    for (status, told) in [
        ("pending_submission", vec!["submitted", "confirmed", "paid_out", "paid"]),
        ("submitted", vec!["confirmed", "paid_out", "paid"]),
        ("confirmed", vec!["paid_out", "paid"]),
        ("failed", vec![]),
    ] {
        let payments = json!([{"id": "PM123", "status": status, "links": {"mandate": "MD123"}}]);
        let sandbox = sandbox(&with(with_mandate(&json!({})), "payments", payments));
        sandbox.advance(Duration::from_hours(24 * 30));
        let actions: Vec<_> = sandbox.events().iter().map(|event| event.action.to_string()).collect();
        assert_eq!(actions, told, "{status}");
        assert_eq!(sandbox.payments()[0].status == PaymentStatus::PaidOut, status != "failed");
    }
}

#[tokio::test]
async fn what_collects_refunds_and_pays_out_goes_on_from_where_it_is() {
    let of_mandate = json!({"mandate": "MD123"});
    for (kind, resource, further, told) in [
        (
            "subscriptions",
            json!({"id": "SB123", "count": 3, "interval_unit": "weekly", "links": of_mandate}),
            json!([{"id": "PM1", "status": "confirmed", "links": {"mandate": "MD123", "subscription": "SB123"}}]),
            &["payment_created", "payment_created", "finished"][..],
        ),
        ("subscriptions", json!({"id": "SB123", "status": "paused", "links": of_mandate}), json!([]), &[]),
        (
            "subscriptions",
            json!({
                "id": "SB123", "status": "paused", "count": 1, "links": of_mandate,
                "upcoming_payments": [{"charge_date": "2026-04-07", "amount": 1000}],
            }),
            json!([]),
            &["resumed", "payment_created", "finished"],
        ),
        (
            "instalment_schedules",
            json!({"id": "IS123", "status": "pending", "links": of_mandate}),
            json!([{"id": "PM1", "links": {"mandate": "MD123", "instalment_schedule": "IS123"}}]),
            &["completed"],
        ),
        ("refunds", json!({"id": "RF123", "status": "created", "links": of_mandate}), json!([]), &["paid"]),
        ("refunds", json!({"id": "RF123", "status": "submitted", "links": of_mandate}), json!([]), &["paid"]),
        (
            "refunds",
            json!({"id": "RF123", "status": "paid", "links": of_mandate}),
            json!([{"id": "PM1", "links": of_mandate}]),
            &["refund_settled"],
        ),
        ("refunds", json!({"id": "RF123", "status": "bounced", "links": of_mandate}), json!([]), &["funds_returned"]),
        ("payouts", json!({"id": "PO123", "status": "pending"}), json!([]), &["paid"]),
        ("payouts", json!({"id": "PO123", "status": "paid"}), json!([]), &[]),
    ] {
        let seed = with(with(with_mandate(&json!({})), kind, json!([resource])), "payments", further);
        let sandbox = sandbox(&seed);
        sandbox.advance(Duration::from_hours(24 * 60));
        let events = sandbox.events();
        let of_kind = events.iter().filter(|event| event.resource_type == kind);
        let actions: Vec<_> = of_kind.map(|event| &*event.action).collect();
        assert_eq!(actions, told, "{resource}");
    }
}

#[tokio::test]
async fn a_payout_has_the_payments_that_name_it_and_other_items_and_is_their_sum() {
    let payments = json!([
        {"id": "PM1", "amount": 900, "status": "paid_out", "links": {"mandate": "MD123", "payout": "PO123"}},
        {"id": "PM2", "amount": 500, "status": "charged_back", "links": {"mandate": "MD123", "payout": "PO123"}},
    ]);
    let items = json!([
        {"id": "1", "amount": "-500.0", "type": "payment_charged_back", "links": {"payout": "PO123", "payment": "PM2"}},
        {"id": "2", "amount": "900.0", "links": {"payout": "PO123", "payment": "PM1"}},
    ]);
    let seed = with(with(with_mandate(&json!({})), "payments", payments), "payout_items", items);
    for (payout, amount) in [(json!({"id": "PO123"}), 900), (json!({"id": "PO123", "amount": 880}), 880)] {
        let sandbox = sandbox(&with(seed.clone(), "payouts", json!([payout])));
        assert_eq!(sandbox.get("/payouts/PO123").await.json["payouts"]["amount"], amount);
        let items = sandbox.get("/payout_items?payout=PO123").await.json["payout_items"].clone();
        let items = items.as_array().unwrap().iter().map(|item| item["amount"].clone());
        assert_eq!(items.collect::<Value>(), json!(["900.0", "500.0", "-500.0"]));
        sandbox.payment("MD123", json!({})).await;
        sandbox.advance(Duration::from_hours(24 * 30));
        assert!(sandbox.events().iter().all(|event| &*event.action != "chargeback_settled"));
    }
}

#[tokio::test]
async fn a_billing_request_goes_on_with_the_payer_and_the_account_that_it_has() {
    let ready = json!([{"id": "BRQ123", "status": "ready_to_fulfil", "links": {"customer_bank_account": "BA123"}}]);
    let sandbox = sandbox(&with(with_mandate(&json!({})), "billing_requests", ready));
    let answer = sandbox.post("/billing_requests/BRQ123/actions/fulfil", json!(null)).await;
    assert_eq!(answer.json["billing_requests"]["status"], "fulfilled", "{}", answer.text);
    let mandates = sandbox.mandates();
    let links: Vec<_> = mandates.iter().map(|mandate| mandate.links.customer_bank_account.as_str()).collect();
    assert_eq!(links, ["BA123", "BA123"]);
}

#[tokio::test]
async fn a_mandate_that_should_have_gone_out_long_ago_goes_when_the_sandbox_begins() {
    let sandbox = sandbox(&with_mandate(&json!({"status": "submitted", "created_at": "2025-01-02T09:00:00Z"})));
    assert_eq!(sandbox.mandates()[0].status, MandateStatus::Active);
    assert_eq!(sandbox.events()[0].created_at, "2026-03-02T09:00:00.000Z");
}

#[tokio::test]
async fn what_waits_for_gocardless_goes_on_as_if_the_api_had_made_it() {
    let seed = json!({
        "scheme_identifiers": [{"id": "SU123", "status": "pending"}],
        "creditor_bank_accounts": [{"id": "BA9", "verification_status": "pending"}],
        "mandate_imports": [{"id": "IM1", "status": "submitted"}, {"id": "IM2", "status": "processing"}],
    });
    for (days, expected) in [
        // Processing takes an hour, which has passed of the second import.
        (0, ["pending", "pending", "submitted", "processed"]),
        (1, ["pending", "successful", "processed", "processed"]),
        (7, ["active", "successful", "processed", "processed"]),
    ] {
        let sandbox = sandbox(&seed);
        sandbox.advance(Duration::from_hours(days * 24 + 2));
        let mut states = Vec::new();
        for (kind, id, field) in [
            ("scheme_identifiers", "SU123", "status"),
            ("creditor_bank_accounts", "BA9", "verification_status"),
            ("mandate_imports", "IM1", "status"),
            ("mandate_imports", "IM2", "status"),
        ] {
            let answer = sandbox.get(&format!("/{kind}/{id}")).await.json;
            states.push(answer[kind][field].as_str().unwrap().to_owned());
        }
        assert_eq!(states, expected, "after {days} days");
        assert_eq!(sandbox.told("scheme_identifiers").len(), usize::from(days == 7));
    }
}

#[tokio::test]
async fn a_payer_authorisation_that_was_confirmed_is_completed() {
    let authorisation = json!({
        "id": "PA123", "status": "confirmed",
        "customer": {"given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com",
            "address_line1": "27 Acer Road", "city": "London", "postal_code": "E8 3GX", "country_code": "GB"},
        "bank_account": {"account_holder_name": "Frank Osborne", "country_code": "GB", "branch_code": "200000",
            "account_number": "55779911"},
    });
    let sandbox = sandbox(&json!({"payer_authorisations": [authorisation]}));
    let shown = sandbox.get("/payer_authorisations/PA123").await.json["payer_authorisations"].clone();
    assert_eq!(shown["status"], "completed", "{shown}");
    assert_eq!(shown["links"]["mandate"], sandbox.mandates()[0].id.as_str());
    assert_eq!(sandbox.told("payer_authorisations"), ["completed"]);
}
