//! `GET /refunds`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{MandateId, PaymentId};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::RefundRecord;
use crate::pagination::page;
use crate::query::{Query, invalid};
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists refunds, newest first; by `payment`, `mandate`, `refund_type` (`payment` or `mandate`) and `created_at`.
pub(crate) async fn list_refunds(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    if !matches!(query.one("refund_type"), None | Some("mandate" | "payment")) {
        return Err(invalid("refund_type"));
    }
    let mut ledger = sandbox.ledger();
    let refunds = &ledger.organisation_of(&caller)?.refunds;
    let keep = |record: &RefundRecord| {
        let links = &record.refund.links;
        query.allows("payment", links.payment.as_ref().map(PaymentId::as_str))
            && query.allows("mandate", links.mandate.as_ref().map(MandateId::as_str))
            && query.allows("refund_type", Some(if links.payment.is_some() { "payment" } else { "mandate" }))
    };
    Ok(reply::listed(NAME, page(refunds.newest_first(), &query, keep)?, |record| &record.refund))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn filters_narrow_the_list() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.paid_out_payment().await;
        let mandate = sandbox.mandates()[0].id.clone();
        sandbox.try_refund(&payment, 100).await;
        sandbox.advance(std::time::Duration::from_mins(1));
        let of_mandate = json!({"refunds": {"amount": 200, "links": {"mandate": mandate}}});
        assert_eq!(sandbox.post("/refunds", of_mandate).await.status, 201);
        for (query, expected) in [
            (String::new(), vec![200, 100]),
            (format!("payment={payment}"), vec![100]),
            (format!("mandate={mandate}"), vec![200]),
            ("refund_type=payment".to_owned(), vec![100]),
            ("refund_type=mandate".to_owned(), vec![200]),
            ("created_at[gt]=2026-03-02T09:00:00Z".to_owned(), vec![200]),
        ] {
            let list = sandbox.get(&format!("/refunds?{query}")).await.json;
            let found = list["refunds"].as_array().unwrap().iter();
            let found: Vec<_> = found.map(|refund| refund["amount"].as_u64().unwrap()).collect();
            assert_eq!(found, expected, "{query}");
        }
        sandbox.get("/refunds?refund_type=gift").await.assert_invalid();
    }
}
