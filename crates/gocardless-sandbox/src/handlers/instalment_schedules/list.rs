//! `GET /instalment_schedules`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::InstalmentSchedule;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists instalment schedules, newest first; by `customer`, `mandate`, `status` and `created_at`.
pub(crate) async fn list_instalment_schedules(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let schedules = &ledger.organisation_of(&caller)?.instalment_schedules;
    let page = page(schedules.newest_first(), &query, |record| is_wanted(&record.schedule, &query))?;
    Ok(reply::listed(NAME, page, |record| &record.schedule))
}

fn is_wanted(schedule: &InstalmentSchedule, query: &Query) -> bool {
    query.allows("customer", Some(schedule.links.customer.as_str()))
        && query.allows("mandate", Some(schedule.links.mandate.as_str()))
        && query.allows("status", Some(schedule.status.as_str()))
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
        let first = sandbox.instalment_schedule(&one, json!({})).await;
        sandbox.advance(Duration::from_mins(1));
        let second = sandbox.instalment_schedule(&two, json!({})).await;
        sandbox.post(&format!("/instalment_schedules/{second}/actions/cancel"), json!(null)).await;
        let customer = sandbox.mandates()[1].links.customer.clone();
        for (query, expected) in [
            (String::new(), vec![&second, &first]),
            (format!("mandate={one}"), vec![&first]),
            (format!("customer={customer}"), vec![&second]),
            ("status=cancelled".to_owned(), vec![&second]),
            ("status=active%2Ccancelled".to_owned(), vec![&second, &first]),
            ("created_at[lte]=2026-03-02T09:00:00Z".to_owned(), vec![&first]),
        ] {
            let list = sandbox.get(&format!("/instalment_schedules?{query}")).await.json;
            let ids: Vec<_> = list["instalment_schedules"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
            assert_eq!(json!(ids), json!(expected), "{query}");
        }
    }
}
