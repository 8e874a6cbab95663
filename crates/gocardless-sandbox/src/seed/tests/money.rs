use serde_json::json;

use super::super::Seed;
use super::{with, with_mandate};

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
