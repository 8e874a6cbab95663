//! `GET /mandates`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{Mandate, Scheme};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::pagination::page;
use crate::query::{Query, invalid_filters};
use crate::sandbox::Sandbox;
use crate::{reply, serializers};

/// Lists mandates, newest first; by `status`, `scheme`, `reference`, `mandate_type`, `created_at`, and by one of
/// `customer`, `customer_bank_account` and `creditor`.
pub(crate) async fn list_mandates(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let owners = ["customer", "customer_bank_account", "creditor"];
    if owners.iter().filter(|name| query.one(name).is_some()).count() > 1 {
        let message = "Only one of `customer`, `customer_bank_account` and `creditor` can be used at a time";
        return Err(invalid_filters(message));
    }
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let mandates = &ledger.organisation_of(&caller)?.mandates;
    let page = page(mandates.newest_first(), &query, |record| is_wanted(&record.mandate, &query))?;
    Ok(reply::listed(NAME, page, |record| serializers::mandate(record.shown(now))))
}

/// Every mandate of the sandbox's schemes is of the type `bank_debit`.
fn is_wanted(mandate: &Mandate, query: &Query) -> bool {
    query.allows("status", Some(mandate.status.as_str()))
        && query.allows("scheme", mandate.scheme.as_ref().map(Scheme::as_str))
        && query.allows("reference", mandate.reference.as_deref())
        && query.allows("mandate_type", Some("bank_debit"))
        && query.allows("customer", Some(mandate.links.customer.as_str()))
        && query.allows("customer_bank_account", Some(mandate.links.customer_bank_account.as_str()))
        && query.allows("creditor", Some(mandate.links.creditor.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn filters_narrow_the_list() {
        let sandbox = TestSandbox::new();
        let one = sandbox.mandate().await;
        let two = sandbox.mandate().await;
        sandbox.post(&format!("/mandates/{one}/actions/cancel"), json!(null)).await;
        let [first, second] = &sandbox.mandates()[..] else { panic!("two mandates") };
        for (query, expected) in [
            (String::new(), vec![&two, &one]),
            ("status=cancelled".to_owned(), vec![&one]),
            ("status=cancelled%2Cpending_submission".to_owned(), vec![&two, &one]),
            ("status=cancelled&status=active".to_owned(), vec![&one]),
            ("scheme=sepa_core".to_owned(), vec![]),
            ("mandate_type=bank_debit".to_owned(), vec![&two, &one]),
            (format!("reference={}", second.reference.as_deref().unwrap()), vec![&two]),
            (format!("customer={}", first.links.customer), vec![&one]),
            (format!("customer_bank_account={}", second.links.customer_bank_account), vec![&two]),
            (format!("creditor={}", second.links.creditor), vec![&two, &one]),
        ] {
            let list = sandbox.get(&format!("/mandates?{query}")).await.json;
            let ids: Vec<_> = list["mandates"].as_array().unwrap().iter().map(|mandate| &mandate["id"]).collect();
            assert_eq!(json!(ids), json!(expected), "{query}");
        }
    }

    #[tokio::test]
    async fn only_one_owner_can_be_filtered_by() {
        let answer = TestSandbox::new().get("/mandates?customer=CU1&creditor=CR1").await;
        answer.assert_refused(422, "invalid_api_usage", "invalid_filters");
    }
}
