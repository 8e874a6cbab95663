//! `GET /billing_requests`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::BillingRequestRecord;
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists billing requests, newest first; by `status`, `customer` and `created_at`.
pub(crate) async fn list_billing_requests(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let requests = &ledger.organisation_of(&caller)?.billing_requests;
    let keep = |record: &BillingRequestRecord| {
        query.allows("status", Some(record.request.status.as_str()))
            && query.allows("customer", Some(record.customer.id.as_str()))
    };
    Ok(reply::listed(NAME, page(requests.newest_first(), &query, keep)?, BillingRequestRecord::shown))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn billing_requests_are_listed_by_status_and_customer() {
        let sandbox = TestSandbox::new();
        let ready = sandbox.ready_billing_request().await;
        let pending = sandbox.billing_request(json!({"mandate_request": {}})).await;
        let shown = sandbox.get(&format!("/billing_requests/{pending}")).await.json;
        let customer = shown["billing_requests"]["links"]["customer"].as_str().unwrap();
        for (query, expected) in [
            (String::new(), vec![&pending, &ready]),
            ("?status=ready_to_fulfil".to_owned(), vec![&ready]),
            ("?status=fulfilled,cancelled".to_owned(), vec![]),
            (format!("?customer={customer}"), vec![&pending]),
            ("?created_at[gt]=2026-03-02T09:00:00Z".to_owned(), vec![]),
        ] {
            let listed = sandbox.get(&format!("/billing_requests{query}")).await.json;
            let listed = listed["billing_requests"].as_array().unwrap();
            let ids: Vec<_> = listed.iter().map(|it| it["id"].as_str().unwrap()).collect();
            assert_eq!(ids, expected, "{query}");
        }
    }
}
