//! `GET /customer_bank_accounts`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::CustomerBankAccount;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists customer bank accounts, newest first; by `customer`, `enabled`, `created_at`.
pub(crate) async fn list_customer_bank_accounts(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let accounts = &ledger.organisation_of(&caller)?.customer_bank_accounts;
    let enabled = query.flag("enabled")?;
    let keep = |account: &CustomerBankAccount| {
        enabled.is_none_or(|wanted| account.enabled == wanted)
            && query.allows("customer", Some(account.links.customer.as_str()))
    };
    Ok(reply::listed(NAME, page(accounts.newest_first(), &query, keep)?, |account| account))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn accounts_are_found_by_customer_and_by_being_enabled() {
        let sandbox = TestSandbox::new();
        let one = sandbox.customer("One").await;
        let two = sandbox.customer("Two").await;
        let of_one = sandbox.bank_account(&one).await;
        let of_two = sandbox.bank_account(&two).await;
        sandbox.post(&format!("/customer_bank_accounts/{of_two}/actions/disable"), json!(null)).await;
        for (query, expected) in [
            (String::new(), vec![&of_two, &of_one]),
            (format!("customer={one}"), vec![&of_one]),
            ("enabled=True".to_owned(), vec![&of_one]),
            ("enabled=false".to_owned(), vec![&of_two]),
            (format!("enabled=false&customer={one}"), vec![]),
        ] {
            let list = sandbox.get(&format!("/customer_bank_accounts?{query}")).await.json;
            let ids: Vec<_> = list["customer_bank_accounts"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
            assert_eq!(json!(ids), json!(expected), "{query}");
        }
    }
}
