//! `GET /subscriptions`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::SubscriptionRecord;
use crate::pagination::page;
use crate::query::{Query, wrong};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// How many statuses can be asked for at once. Source: API reference, "List subscriptions".
const MOST_STATUSES: usize = 5;

/// Lists subscriptions, newest first; by `customer`, `mandate`, `status` and `created_at`. Those of removed customers
/// are not shown.
pub(crate) async fn list_subscriptions(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    if query.many("status").len() > MOST_STATUSES {
        return Err(wrong("status", Problem::Other("cannot have more than 5 values".into())));
    }
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let keep = |record: &SubscriptionRecord| {
        organisation.customer(record.customer.as_str()).is_some()
            && query.allows("customer", Some(record.customer.as_str()))
            && query.allows("mandate", Some(record.subscription.links.mandate.as_str()))
            && query.allows("status", Some(record.subscription.status.as_str()))
    };
    let page = page(organisation.subscriptions.newest_first(), &query, keep)?;
    Ok(reply::listed(NAME, page, |record| organisation.shown_subscription(record, now)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn filters_narrow_the_list() {
        let sandbox = TestSandbox::new();
        let [one, two] = [sandbox.mandate().await, sandbox.mandate().await];
        let first = sandbox.subscription(&one, json!({})).await;
        sandbox.advance(Duration::from_mins(1));
        let second = sandbox.subscription(&two, json!({})).await;
        sandbox.post(&format!("/subscriptions/{second}/actions/cancel"), json!(null)).await;
        let customer = sandbox.mandates()[0].links.customer.clone();
        for (query, expected) in [
            (String::new(), vec![&second, &first]),
            (format!("mandate={one}"), vec![&first]),
            (format!("customer={customer}"), vec![&first]),
            ("status=cancelled".to_owned(), vec![&second]),
            ("status=cancelled%2Cactive".to_owned(), vec![&second, &first]),
            ("status=paused&status=finished".to_owned(), vec![]),
            ("created_at[gt]=2026-03-02T09:00:00Z".to_owned(), vec![&second]),
        ] {
            let list = sandbox.get(&format!("/subscriptions?{query}")).await.json;
            let ids: Vec<_> = list["subscriptions"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
            assert_eq!(json!(ids), json!(expected), "{query}");
        }
        let answer = sandbox.get("/subscriptions?status=a,b,c,d,e,f").await;
        assert_eq!(answer.assert_invalid().errors[0].request_pointer.as_deref(), Some("/status"));
        sandbox.delete(&format!("/customers/{customer}")).await;
        let list = sandbox.get("/subscriptions").await.json;
        assert_eq!(list["subscriptions"].as_array().unwrap().len(), 1);
    }
}
