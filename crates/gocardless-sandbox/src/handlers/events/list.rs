//! `GET /events`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::Event;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::Organisation;
use crate::pagination::page;
use crate::query::{Query, invalid, invalid_filters};
use crate::sandbox::Sandbox;
use crate::{reply, serializers};

/// Resources that events can be filtered by and sent with: name in links, name in lists. Source: API reference, "Events".
const RESOURCES: [(&str, &str); 15] = [
    ("billing_request", "billing_requests"),
    ("creditor", "creditors"),
    ("customer", "customers"),
    ("export", "exports"),
    ("instalment_schedule", "instalment_schedules"),
    ("mandate", "mandates"),
    ("organisation", "organisations"),
    ("outbound_payment", "outbound_payments"),
    ("payer_authorisation", "payer_authorisations"),
    ("payment", "payments"),
    ("payment_account_transaction", "payment_account_transactions"),
    ("payout", "payouts"),
    ("refund", "refunds"),
    ("scheme_identifier", "scheme_identifiers"),
    ("subscription", "subscriptions"),
];

/// Lists events, newest first; by `created_at`, `action`, `parent_event`, and by `resource_type` or by the ids of
/// resources. With `resource_type`, `include` adds the events' resources of a kind under `linked`.
pub(crate) async fn list_events(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let by_resource: Vec<_> = RESOURCES.iter().map(|(name, _)| *name).filter(|it| query.one(it).is_some()).collect();
    let types = query.many("resource_type");
    if !types.is_empty() && !by_resource.is_empty() {
        return Err(invalid_filters("`resource_type` cannot be used together with the id of a resource"));
    }
    if types.iter().any(|wanted| RESOURCES.iter().all(|(_, kind)| kind != wanted)) {
        return Err(invalid("resource_type"));
    }
    let include = query.one("include");
    if include.is_some() && types.is_empty() {
        return Err(invalid_filters("`include` can be used together with `resource_type` only"));
    }
    let include = include.map(|it| RESOURCES.iter().find(|(name, _)| *name == it).ok_or_else(|| invalid("include")));
    let include = include.transpose()?;

    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let keep = |event: &Event| {
        query.allows("resource_type", Some(&event.resource_type))
            && query.allows("action", Some(&event.action))
            && query.allows("parent_event", event.links.get("parent_event"))
            && by_resource.iter().all(|name| query.allows(name, event.links.get(name)))
    };
    let page = page(organisation.events.newest_first(), &query, keep)?;
    let linked = include.map(|(name, kind)| (*kind, linked(organisation, &page.items, name, now)));
    Ok(reply::listed_with(NAME, page, |event| event, linked))
}

/// The resources that the events link to under `name`, each once.
fn linked(organisation: &Organisation, events: &[&Event], name: &str, now: Timestamp) -> Vec<Value> {
    let mut ids: Vec<&str> = Vec::new();
    for id in events.iter().filter_map(|event| event.links.get(name)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.into_iter().filter_map(|id| resource(organisation, name, id, now)).collect()
}

fn resource(organisation: &Organisation, name: &str, id: &str, now: Timestamp) -> Option<Value> {
    match name {
        "billing_request" => written(organisation.billing_requests.get(id)?.shown()),
        "creditor" => written(serializers::creditor(organisation.creditors.get(id)?)),
        "instalment_schedule" => written(&organisation.instalment_schedules.get(id)?.schedule),
        "mandate" => written(serializers::mandate(organisation.mandates.get(id)?.shown(now))),
        "payment" => written(&organisation.payments.get(id)?.payment),
        "subscription" => written(organisation.shown_subscription(organisation.subscriptions.get(id)?, now)),
        "payout" => written(&organisation.payouts.get(id)?.payout),
        "refund" => written(&organisation.refunds.get(id)?.refund),
        _ => None,
    }
}

fn written(resource: impl Serialize) -> Option<Value> {
    serde_json::to_value(resource).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn actions(list: &Value) -> Vec<&str> {
        list["events"].as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn filters_narrow_the_list() {
        let sandbox = TestSandbox::new();
        let one = sandbox.mandate().await;
        sandbox.advance(Duration::from_mins(1));
        let two = sandbox.mandate().await;
        let payment = sandbox.payment(&two, json!({})).await;
        sandbox.post(&format!("/mandates/{two}/actions/cancel"), json!(null)).await;
        let parent = sandbox.events().into_iter().find(|event| event.action == "cancelled").unwrap().id.unwrap();
        for (query, expected) in [
            (String::new(), vec!["cancelled", "cancelled", "created", "created", "created"]),
            (format!("mandate={one}"), vec!["created"]),
            (format!("payment={payment}"), vec!["cancelled", "created"]),
            (format!("parent_event={parent}"), vec!["cancelled"]),
            ("action=created&resource_type=mandates".to_owned(), vec!["created", "created"]),
            ("resource_type=payments".to_owned(), vec!["cancelled", "created"]),
            ("resource_type=refunds".to_owned(), vec![]),
            ("created_at[gt]=2026-03-02T09:00:00Z&resource_type=mandates".to_owned(), vec!["cancelled", "created"]),
            ("created_at%5Blte%5D=2026-03-02T09:00:00Z".to_owned(), vec!["created"]),
            ("subscription=SB123".to_owned(), vec![]),
            ("limit=1".to_owned(), vec!["cancelled"]),
        ] {
            let list = sandbox.get(&format!("/events?{query}")).await.json;
            assert_eq!(actions(&list), expected, "{query}");
            assert!(list.get("linked").is_none());
        }
    }

    #[tokio::test]
    async fn filters_that_do_not_go_together_are_refused() {
        let sandbox = TestSandbox::new();
        for query in ["resource_type=mandates&mandate=MD1", "include=mandate", "include=mandate&mandate=MD1"] {
            let answer = sandbox.get(&format!("/events?{query}")).await;
            answer.assert_refused(422, "invalid_api_usage", "invalid_filters");
        }
        for query in ["resource_type=moons", "resource_type=mandates&include=moon", "created_at[lt]=soon"] {
            sandbox.get(&format!("/events?{query}")).await.assert_invalid();
        }
    }

    #[tokio::test]
    async fn subscriptions_and_schedules_are_sent_along_too() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let subscription = sandbox.subscription(&mandate, json!({})).await;
        let schedule = sandbox.instalment_schedule(&mandate, json!({})).await;
        for (kind, name, id) in
            [("subscriptions", "subscription", subscription), ("instalment_schedules", "instalment_schedule", schedule)]
        {
            let shown = sandbox.get(&format!("/{kind}/{id}")).await.json;
            let list = sandbox.get(&format!("/events?resource_type={kind}&include={name}")).await.json;
            assert_eq!(list["linked"], json!({ kind: [shown[kind]] }));
            let list = sandbox.get(&format!("/events?{name}={id}")).await.json;
            assert_eq!(list["events"].as_array().unwrap().last().unwrap()["action"], "created");
        }
    }

    #[tokio::test]
    async fn the_events_resources_are_sent_along_once_each() {
        let sandbox = TestSandbox::new();
        let id = sandbox.active_mandate().await;
        let list = sandbox.get("/events?resource_type=mandates&include=mandate").await.json;
        assert_eq!(actions(&list), ["active", "submitted", "created"]);
        let mandate = sandbox.get(&format!("/mandates/{id}")).await.json;
        assert_eq!(list["linked"], json!({"mandates": [mandate["mandates"]]}));
        assert_eq!(list.as_object().unwrap().keys().collect::<Vec<_>>(), ["events", "linked", "meta"]);
    }
}
