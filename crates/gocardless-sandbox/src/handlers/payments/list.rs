//! `GET /payments`.

use std::cmp::Ordering;

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{Scheme, SubscriptionId};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::{Organisation, PaymentRecord};
use crate::pagination::page;
use crate::query::{Query, invalid, invalid_filters};
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists payments, newest first unless sorted by `charge_date` or `amount`; by `status`, `mandate`, `currency`,
/// `scheme`, `charge_date`, `created_at`, `subscription`, and by `customer` or `creditor`.
pub(crate) async fn list_payments(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    if query.one("customer").is_some() && query.one("creditor").is_some() {
        return Err(invalid_filters("`customer` and `creditor` cannot be used together"));
    }
    let charge_date = query.date_bounds("charge_date")?;
    let mut ledger = sandbox.ledger();
    let organisation = ledger.organisation_of(&caller)?;
    let keep = |record: &PaymentRecord| {
        let payment = &record.payment;
        charge_date.contain(payment.charge_date.as_deref().unwrap_or_default())
            && query.allows("status", Some(payment.status.as_str()))
            && query.allows("mandate", Some(payment.links.mandate.as_str()))
            && query.allows("currency", Some(&payment.currency))
            && query.allows("scheme", payment.scheme.as_ref().map(Scheme::as_str))
            && query.allows("subscription", payment.links.subscription.as_ref().map(SubscriptionId::as_str))
            && query.allows("customer", Some(record.customer.as_str()))
            && query.allows("creditor", Some(payment.links.creditor.as_str()))
    };
    let page = page(sorted(organisation, &query)?, &query, keep)?;
    Ok(reply::listed(NAME, page, |record| &record.payment))
}

fn sorted<'a>(organisation: &'a Organisation, query: &Query) -> Result<Vec<&'a PaymentRecord>, Refusal> {
    let mut records: Vec<_> = organisation.payments.newest_first().collect();
    let order: Option<fn(&PaymentRecord, &PaymentRecord) -> Ordering> = match query.one("sort_field") {
        None => None,
        Some("charge_date") => Some(|one, other| one.charge_date.cmp(&other.charge_date)),
        Some("amount") => Some(|one, other| one.payment.amount.cmp(&other.payment.amount)),
        Some(_) => return Err(invalid("sort_field")),
    };
    match (query.one("sort_direction"), order) {
        (None | Some("desc"), None) => {}
        (Some("asc"), None) => records.reverse(),
        (None | Some("desc"), Some(order)) => records.sort_by(|one, other| order(other, one)),
        (Some("asc"), Some(order)) => records.sort_by(|one, other| order(one, other)),
        (Some(_), _) => return Err(invalid("sort_direction")),
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn amounts(list: &Value) -> Vec<u64> {
        list["payments"].as_array().unwrap().iter().map(|payment| payment["amount"].as_u64().unwrap()).collect()
    }

    #[tokio::test]
    async fn filters_narrow_and_sort_the_list() {
        let sandbox = TestSandbox::new();
        let one = sandbox.mandate().await;
        sandbox.payment(&one, json!({"amount": 300, "charge_date": "2026-03-20"})).await;
        sandbox.advance(std::time::Duration::from_mins(1));
        let cancelled = sandbox.payment(&one, json!({"amount": 100, "charge_date": "2026-03-10"})).await;
        sandbox.post(&format!("/payments/{cancelled}/actions/cancel"), json!(null)).await;
        let two = sandbox.mandate().await;
        sandbox.payment(&two, json!({"amount": 200, "charge_date": "2026-03-30"})).await;
        let mandate = sandbox.mandates()[1].clone();
        for (query, expected) in [
            (String::new(), vec![200, 100, 300]),
            ("status=cancelled".to_owned(), vec![100]),
            ("status=pending_submission%2Ccancelled".to_owned(), vec![200, 100, 300]),
            (format!("mandate={one}"), vec![100, 300]),
            (format!("customer={}", mandate.links.customer), vec![200]),
            (format!("creditor={}", mandate.links.creditor), vec![200, 100, 300]),
            ("currency=EUR".to_owned(), vec![]),
            ("currency=GBP&scheme=bacs".to_owned(), vec![200, 100, 300]),
            ("subscription=SB123".to_owned(), vec![]),
            ("charge_date[gt]=2026-03-10&charge_date[lte]=2026-03-20".to_owned(), vec![300]),
            ("charge_date%5Bgte%5D=2026-03-20".to_owned(), vec![200, 300]),
            ("created_at[gt]=2026-03-02T09:00:00Z".to_owned(), vec![200, 100]),
            ("sort_field=amount".to_owned(), vec![300, 200, 100]),
            ("sort_field=amount&sort_direction=asc&limit=2".to_owned(), vec![100, 200]),
            ("sort_field=charge_date&sort_direction=asc".to_owned(), vec![100, 300, 200]),
        ] {
            assert_eq!(amounts(&sandbox.get(&format!("/payments?{query}")).await.json), expected, "{query}");
        }
    }

    #[tokio::test]
    async fn a_subscriptions_payments_are_found_by_it() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        sandbox.payment(&mandate, json!({"amount": 300})).await;
        let subscription = sandbox.subscription(&mandate, json!({"amount": 200, "interval_unit": "weekly"})).await;
        sandbox.advance(std::time::Duration::from_hours(24 * 9));
        let list = sandbox.get(&format!("/payments?subscription={subscription}")).await.json;
        assert_eq!(amounts(&list), [200, 200]);
        assert_eq!(list["payments"][0]["links"]["subscription"], json!(subscription));
    }

    #[tokio::test]
    async fn what_cannot_be_filtered_by_is_refused() {
        let sandbox = TestSandbox::new();
        let both = sandbox.get("/payments?customer=CU1&creditor=CR1").await;
        both.assert_refused(422, "invalid_api_usage", "invalid_filters");
        for query in ["charge_date[gt]=soon", "sort_field=name", "sort_field=amount&sort_direction=up"] {
            sandbox.get(&format!("/payments?{query}")).await.assert_invalid();
        }
    }
}
