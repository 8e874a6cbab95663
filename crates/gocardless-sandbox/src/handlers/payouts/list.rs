//! `GET /payouts`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::PayoutRecord;
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists payouts, newest first; by `creditor`, `creditor_bank_account`, `currency`, `payout_type`, `reference`, `status`,
/// `created_at`, and by `metadata[key]`.
pub(crate) async fn list_payouts(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let organisation = ledger.organisation_of(&caller)?;
    let wanted = query.pairs_of("metadata");
    let keep = |record: &PayoutRecord| {
        let payout = &record.payout;
        query.allows("creditor", Some(payout.links.creditor.as_str()))
            && query.allows("creditor_bank_account", Some(&payout.links.creditor_bank_account))
            && query.allows("currency", Some(&payout.currency))
            && query.allows("payout_type", Some(&payout.payout_type))
            && query.allows("reference", Some(&payout.reference))
            && query.allows("status", Some(payout.status.as_str()))
            && wanted.iter().all(|(key, value)| payout.metadata.get(*key).is_some_and(|it| it == value))
    };
    let page = page(organisation.payouts.newest_first(), &query, keep)?;
    Ok(reply::listed(NAME, page, |record| &record.payout))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn filters_narrow_the_list() {
        let sandbox = TestSandbox::new();
        sandbox.payment(&sandbox.active_mandate().await, json!({})).await;
        sandbox.payment(&sandbox.mandate_of("Successful").await, json!({})).await;
        sandbox.advance(Duration::from_hours(24 * 14));
        let list = sandbox.get("/payouts").await.json;
        let [second, first] = &list["payouts"].as_array().unwrap()[..] else { panic!("{list}") };
        let id = second["id"].as_str().unwrap();
        sandbox.put(&format!("/payouts/{id}"), json!({"payouts": {"metadata": {"booked": "yes"}}})).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        for (query, expected) in [
            (String::new(), vec![&second["id"], &first["id"]]),
            ("status=pending".to_owned(), vec![]),
            ("status=paid%2Cbounced&currency=GBP&payout_type=merchant".to_owned(), vec![&second["id"], &first["id"]]),
            (format!("creditor={}", text(&first["links"]["creditor"])), vec![&second["id"], &first["id"]]),
            (
                format!("creditor_bank_account={}", text(&first["links"]["creditor_bank_account"])),
                vec![&second["id"], &first["id"]],
            ),
            (format!("reference={}", text(&first["reference"])), vec![&first["id"]]),
            (format!("created_at[gt]={}", text(&first["created_at"])), vec![&second["id"]]),
            ("metadata[booked]=yes".to_owned(), vec![&second["id"]]),
        ] {
            let list = sandbox.get(&format!("/payouts?{query}")).await.json;
            let found: Vec<_> = list["payouts"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
            assert_eq!(found, expected, "{query}");
        }
    }
}
