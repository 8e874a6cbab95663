//! `GET /customers`.

use std::cmp::Ordering;

use axum::extract::State;
use axum::response::Response;
use gocardless_api::Customer;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::{CustomerRecord, Organisation};
use crate::pagination::{Reversed, page};
use crate::query::{Query, invalid};
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists customers; by `created_at`, `currency` (of a bank account), `action_required`; sorted by `sort_field`.
///
/// No customer of the sandbox ever requires an action.
pub(crate) async fn list_customers(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let organisation = ledger.organisation_of(&caller)?;
    let action_required = query.flag("action_required")?;
    let currency = query.one("currency");
    let keep = |record: &CustomerRecord| {
        action_required != Some(true) && currency.is_none_or(|it| has_currency(organisation, &record.customer, it))
    };
    let newest_first = organisation.customers.newest_first();
    // As they lie on the shelf: only to sort them must every customer be looked at.
    let page = match (order(&query)?, is_ascending(&query)?) {
        (None, false) => page(newest_first, &query, keep)?,
        (None, true) => page(Reversed(newest_first), &query, keep)?,
        (Some(order), ascending) => {
            let mut records: Vec<_> = newest_first.collect();
            records.sort_by(|one, other| if ascending { order(one, other) } else { order(other, one) });
            page(records, &query, keep)?
        }
    };
    Ok(reply::listed(NAME, page, |record| &record.customer))
}

fn has_currency(organisation: &Organisation, customer: &Customer, currency: &str) -> bool {
    organisation
        .customer_bank_accounts
        .oldest_first()
        .any(|account| account.links.customer == customer.id && account.currency.as_deref() == Some(currency))
}

type Order = fn(&CustomerRecord, &CustomerRecord) -> Ordering;

/// What customers are sorted by, unless it is when they were made.
fn order(query: &Query) -> Result<Option<Order>, Refusal> {
    match query.one("sort_field") {
        None | Some("created_at") => Ok(None),
        Some("name") => Ok(Some(|one, other| name(&one.customer).cmp(&name(&other.customer)))),
        Some("company_name") => Ok(Some(|one, other| one.customer.company_name.cmp(&other.customer.company_name))),
        Some(_) => Err(invalid("sort_field")),
    }
}

fn is_ascending(query: &Query) -> Result<bool, Refusal> {
    match query.one("sort_direction") {
        None | Some("desc") => Ok(false),
        Some("asc") => Ok(true),
        Some(_) => Err(invalid("sort_direction")),
    }
}

fn name(customer: &Customer) -> [&Option<String>; 2] {
    [&customer.family_name, &customer.given_name]
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn names(list: &Value) -> Vec<&str> {
        let customers = list["customers"].as_array().unwrap().iter();
        customers.map(|customer| customer["company_name"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn customers_are_listed_newest_first_unless_sorted() {
        let sandbox = TestSandbox::new();
        for name in ["Beta", "Alpha", "Gamma"] {
            sandbox.customer(name).await;
        }
        for (query, expected) in [
            ("", ["Gamma", "Alpha", "Beta"]),
            ("sort_direction=asc", ["Beta", "Alpha", "Gamma"]),
            ("sort_field=company_name&sort_direction=asc", ["Alpha", "Beta", "Gamma"]),
            ("sort_field=company_name", ["Gamma", "Beta", "Alpha"]),
        ] {
            assert_eq!(names(&sandbox.get(&format!("/customers?{query}")).await.json), expected, "{query}");
        }
        sandbox.get("/customers?sort_field=email").await.assert_invalid();
    }

    #[tokio::test]
    async fn filters_narrow_the_list() {
        let sandbox = TestSandbox::new();
        let early = sandbox.customer("Early").await;
        sandbox.bank_account(&early).await;
        sandbox.advance(std::time::Duration::from_mins(1));
        sandbox.customer("Late").await;
        for (query, expected) in [
            ("created_at[gt]=2026-03-02T09:00:00Z", json!(["Late"])),
            ("created_at%5Blte%5D=2026-03-02T09:00:00.000Z", json!(["Early"])),
            ("currency=GBP", json!(["Early"])),
            ("currency=EUR", json!([])),
            ("action_required=True", json!([])),
            ("action_required=false", json!(["Late", "Early"])),
        ] {
            assert_eq!(json!(names(&sandbox.get(&format!("/customers?{query}")).await.json)), expected, "{query}");
        }
    }
}
