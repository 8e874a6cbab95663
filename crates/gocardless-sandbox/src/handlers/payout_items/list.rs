//! `GET /payout_items`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::pagination::page;
use crate::query::{Query, wrong};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Lists the items of the payout `payout`, which must be said, in the order in which they came to it.
pub(crate) async fn list_payout_items(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let id = query.one("payout").ok_or_else(|| wrong("payout", Problem::Required))?;
    let mut ledger = sandbox.ledger();
    let payouts = &ledger.organisation_of(&caller)?.payouts;
    let record = payouts.get(id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::listed(NAME, page(record.items.iter().collect::<Vec<_>>(), &query, |_| true)?, |record| &record.item))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    async fn items(sandbox: &TestSandbox, payout: usize) -> Vec<(String, String)> {
        let list = sandbox.get(&format!("/payout_items?payout={}", sandbox.payouts()[payout].id)).await.json;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        list["payout_items"].as_array().unwrap().iter().map(|it| (text(&it["type"]), text(&it["amount"]))).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(kind, amount)| ((*kind).to_owned(), (*amount).to_owned())).collect()
    }

    #[tokio::test]
    async fn what_went_back_is_held_back_from_the_next_payout_as_far_as_that_goes() {
        let sandbox = TestSandbox::new();
        let lost = sandbox.paid_out_payment().await;
        let disputed = sandbox.payment(&sandbox.mandate_of("Fickle").await, json!({"amount": 5000})).await;
        sandbox.advance(Duration::from_hours(24));
        assert_eq!(sandbox.payouts()[0].amount, 1000);
        sandbox.simulate("payment_late_failure", &lost).await;
        let mandate = sandbox.active_mandate().await;
        let payment = sandbox.payment(&mandate, json!({"amount": 3000})).await;
        sandbox.simulate("payment_paid_out", &payment).await;
        let refund = json!({"refunds": {"amount": 500, "links": {"mandate": mandate}}});
        assert_eq!(sandbox.post("/refunds", refund).await.status, 201);
        sandbox.simulate("refund_paid", sandbox.refunds()[0].id.as_str()).await;
        sandbox.advance(Duration::from_hours(24));
        let first =
            [("payment_paid_out", "1000.0"), ("payment_paid_out", "5000.0"), ("payment_charged_back", "-5000.0")];
        assert_eq!(items(&sandbox, 0).await, pairs(&first));
        let second = [("payment_paid_out", "3000.0"), ("payment_failed", "-1000.0"), ("refund", "-500.0")];
        assert_eq!(items(&sandbox, 1).await, pairs(&second));
        assert_eq!(sandbox.payouts()[1].amount, 1500);
        let told = sandbox.events();
        for (action, payment) in [("chargeback_settled", &disputed), ("late_failure_settled", &lost)] {
            let event = told.iter().find(|event| event.action == action).unwrap();
            assert_eq!(event.links.get("payment"), Some(payment.as_str()));
            assert!(event.links.get("payout").is_some());
        }
    }

    #[tokio::test]
    async fn a_payment_that_is_lost_twice_is_held_back_twice() {
        let sandbox = TestSandbox::new();
        let lost = sandbox.paid_out_payment().await;
        sandbox.simulate("payment_late_failure", &lost).await;
        sandbox.post(&format!("/payments/{lost}/actions/retry"), Value::Null).await;
        assert_eq!(sandbox.simulate("payment_late_failure", &lost).await.status, 200);
        sandbox.advance(Duration::from_hours(24));
        let all = [
            ("payment_paid_out", "1000.0"),
            ("payment_paid_out", "1000.0"),
            ("payment_failed", "-1000.0"),
            ("payment_failed", "-1000.0"),
        ];
        assert_eq!(items(&sandbox, 0).await, pairs(&all));
        assert_eq!(sandbox.payouts()[0].amount, 0);
        assert_eq!(sandbox.told("payments").iter().filter(|it| *it == "late_failure_settled").count(), 2);
    }

    #[tokio::test]
    async fn a_debt_that_is_more_than_the_payout_waits() {
        let sandbox = TestSandbox::new();
        let lost = sandbox.paid_out_payment().await;
        sandbox.advance(Duration::from_hours(24));
        sandbox.simulate("payment_late_failure", &lost).await;
        for (amount, left) in [(400, 400), (1500, 500)] {
            let payment = sandbox.payment(&sandbox.active_mandate().await, json!({ "amount": amount })).await;
            sandbox.simulate("payment_paid_out", &payment).await;
            sandbox.advance(Duration::from_hours(24));
            assert_eq!(sandbox.payouts().last().unwrap().amount, left);
        }
    }

    #[tokio::test]
    async fn items_come_in_pages_with_their_links() {
        let sandbox = TestSandbox::new();
        let first = sandbox.paid_out_payment().await;
        let second = sandbox.paid_out_payment().await;
        let path = format!("/payout_items?payout={}&limit=1", sandbox.payouts()[0].id);
        let page = sandbox.get(&path).await.json;
        let item = json!({"amount": "1000.0", "type": "payment_paid_out", "taxes": [], "links": {"payment": first}});
        assert_eq!(page["payout_items"], json!([item]));
        let next = format!("{path}&after={}", page["meta"]["cursors"]["after"].as_str().unwrap());
        assert_eq!(sandbox.get(&next).await.json["payout_items"][0]["links"]["payment"], second);
        sandbox.get("/payout_items").await.assert_invalid();
        sandbox.get("/payout_items?payout=PO1").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
