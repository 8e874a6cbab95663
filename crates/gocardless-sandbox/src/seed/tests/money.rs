use std::time::Duration;

use serde_json::json;

use super::super::Seed;
use super::{sandbox, with, with_mandate};

#[test]
fn what_is_wrong_with_money_to_come_is_told_with_its_place_too() {
    for (seed, told) in [
        (
            with(
                with_mandate(&json!({})),
                "subscriptions",
                json!([{"id": "SB1", "interval": 0, "links": {"mandate": "MD123"}}]),
            ),
            "subscriptions[0].interval: must be greater than or equal to 1",
        ),
        (
            with(
                with_mandate(&json!({})),
                "instalment_schedules",
                json!([{"id": "IS1", "links": {"mandate": "MD123", "payments": ["PM9"]}}]),
            ),
            "instalment_schedules[0].links.payments: there is no payment PM9",
        ),
        (json!({"refunds": [{"id": "RF1"}]}), "refunds[0].links.mandate: is required"),
        (
            json!({"payouts": [{"id": "PO1", "amount": 1_000_000_000_001_u64}]}),
            "payouts[0].amount: must be at most 1000000000000",
        ),
        (
            json!({"payouts": [{"id": "PO1"}], "payout_items": [{"id": "1", "amount": "ten", "links": {"payout": "PO1"}}]}),
            "payout_items[0].amount: must be whole minor units, such as \"-1000.0\"",
        ),
        (
            json!({"billing_requests": [{"id": "BRQ1", "mandate_request": {"currency": "CHF"}}]}),
            "billing_requests[0].mandate_request.currency: is invalid",
        ),
        (
            json!({"bank_authorisations": [{"id": "BAU1", "links": {"billing_request": "BRQ9"}}]}),
            "bank_authorisations[0].links.billing_request: there is no billing request BRQ9",
        ),
        (json!({"webhooks": [{"id": "WB1", "url": "shop"}]}), "webhooks[0].url: is invalid"),
    ] {
        assert_eq!(Seed::from_json(&seed.to_string()).unwrap_err().to_string(), told);
    }
}

#[tokio::test]
async fn two_pending_payouts_of_one_creditor_are_both_sent_and_each_keeps_its_own_items() {
    let payouts = json!([
        {"id": "PO1", "status": "pending", "amount": 1000, "created_at": "2026-02-27T09:00:00Z"},
        {"id": "PO2", "status": "pending", "amount": 500},
    ]);
    let refunds = json!([{"id": "RF123", "status": "paid", "amount": 700, "links": {"mandate": "MD123"}}]);
    let seed = with(with(with_mandate(&json!({})), "payouts", payouts), "refunds", refunds);
    let sandbox = sandbox(&seed);
    sandbox.advance(Duration::from_hours(24));
    let mut sent: Vec<_> = sandbox.payouts().into_iter().map(|it| (it.id.to_string(), it.status, it.amount)).collect();
    sent.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    let sent: Vec<_> = sent.iter().map(|(id, status, amount)| (id.as_str(), status.as_str(), *amount)).collect();
    // What the creditor owes is held back from the first that goes.
    assert_eq!(sent, [("PO1", "paid", 300), ("PO2", "paid", 500)]);
    let items = sandbox.get("/payout_items?payout=PO1").await.json["payout_items"].clone();
    assert_eq!((items.as_array().unwrap().len(), &items[0]["amount"]), (1, &json!("-700.0")));
    assert_eq!(sandbox.get("/payout_items?payout=PO2").await.json["payout_items"], json!([]));
    let told: Vec<_> = sandbox.told("payouts");
    assert_eq!(told, ["paid", "paid"]);
}
