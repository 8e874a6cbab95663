//! The kinds of resource that the page shows: a line each.

use gocardless_api::{RedirectFlow, WebhookBody};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};
use signup_api::HostedFlowStatus;

use super::LIMIT;
use crate::ledger::{BillingRequestFlowRecord, FlowRecord, Organisation, Record, Shelf, WebhookRecord};

/// The most bytes of a webhook's body that are shown.
const LARGEST_BODY: usize = 8 * 1024;

/// The most of a webhook's events that are named.
const EVENTS: usize = 12;

/// A kind of resource, and how to see the last of it.
pub(super) struct Kind {
    name: &'static str,
    newest: fn(&Organisation, Timestamp) -> Newest,
}

/// The last of a kind, newest first, and how many were made.
struct Newest {
    count: usize,
    items: Vec<Item>,
}

/// A resource as the API shows it, and what the page adds to it.
struct Item {
    id: String,
    resource: Value,
    further: Map<String, Value>,
}

#[rustfmt::skip]
pub(super) static KINDS: &[Kind] = &[
    Kind { name: "redirect_flows", newest: |it, now| newest(&it.redirect_flows, |record| item(record, &record.flow).with("status", flow_status(record, now)).with("page", page(&record.flow))) },
    Kind { name: "billing_requests", newest: |it, _| newest(&it.billing_requests, |record| item(record, &record.shown())) },
    Kind { name: "billing_request_flows", newest: |it, now| newest(&it.billing_request_flows, |record| billing_flow(it, record, now)) },
    Kind { name: "bank_authorisations", newest: |it, now| newest(&it.bank_authorisations, |record| item(record, record).with("status", json!(record.status(now))).with("page", json!(record.is_awaited(now).then_some(&record.url)))) },
    Kind { name: "customers", newest: |it, _| newest(&it.customers, |record| item(record, &record.customer)) },
    Kind { name: "customer_bank_accounts", newest: |it, _| newest(&it.customer_bank_accounts, |account| item(account, account)) },
    Kind { name: "mandates", newest: |it, now| newest(&it.mandates, |record| item(record, &record.shown(now))) },
    Kind { name: "payments", newest: |it, _| newest(&it.payments, |record| item(record, &record.payment)) },
    Kind { name: "subscriptions", newest: |it, now| newest(&it.subscriptions, |record| item(record, &it.shown_subscription(record, now))) },
    Kind { name: "instalment_schedules", newest: |it, _| newest(&it.instalment_schedules, |record| item(record, &record.schedule)) },
    Kind { name: "refunds", newest: |it, _| newest(&it.refunds, |record| item(record, &record.refund)) },
    Kind { name: "payouts", newest: |it, _| newest(&it.payouts, |record| item(record, &record.payout)) },
    Kind { name: "webhooks", newest: |it, _| newest(&it.webhooks, webhook) },
    Kind { name: "creditors", newest: |it, _| newest(&it.creditors, |record| item(record, &record.creditor)) },
    Kind { name: "mandate_imports", newest: |it, _| newest(&it.mandate_imports, |import| item(import, import)) },
    Kind { name: "payer_authorisations", newest: |it, _| newest(&it.payer_authorisations, |record| item(record, record)) },
];

impl Kind {
    pub(super) fn shown(&self, organisations: &[&Organisation], now: Timestamp) -> Value {
        let mut count = 0;
        let mut items = Vec::new();
        for (number, organisation) in organisations.iter().enumerate() {
            let newest = (self.newest)(organisation, now);
            count += newest.count;
            items.extend(newest.items.into_iter().map(|item| {
                let mut shown = item.further;
                shown.insert("organisation".to_owned(), json!(number));
                shown.insert("scenarios".to_owned(), json!(organisation.playable(self.name, &item.id)));
                shown.insert("resource".to_owned(), item.resource);
                Value::Object(shown)
            }));
        }
        json!({ "kind": self.name, "count": count, "items": items })
    }
}

fn newest<T: Record>(shelf: &Shelf<T>, shown: impl Fn(&T) -> Item) -> Newest {
    let listed = shelf.newest_first().filter(|record| record.is_shown());
    Newest { count: shelf.len(), items: listed.take(LIMIT).map(shown).collect() }
}

fn item<T: Record>(record: &T, resource: &impl Serialize) -> Item {
    let resource = serde_json::to_value(resource).unwrap_or_default();
    Item { id: record.id().to_owned(), resource, further: Map::new() }
}

impl Item {
    fn with(mut self, name: &str, value: Value) -> Self {
        self.further.insert(name.to_owned(), value);
        self
    }
}

/// A redirect flow's status, which the API does not tell.
fn flow_status(record: &FlowRecord, now: Timestamp) -> Value {
    json!(record.status(now))
}

/// What to open of a flow: the hosted page, or its confirmation.
fn page(flow: &RedirectFlow) -> Value {
    json!(flow.redirect_url.as_ref().or(flow.confirmation_url.as_ref()))
}

/// A billing request flow, which has no status in the API; its page is there as long as the payer can do something.
fn billing_flow(organisation: &Organisation, record: &BillingRequestFlowRecord, now: Timestamp) -> Item {
    let request = organisation.billing_requests.get(record.flow.links.billing_request.as_str());
    let status = request.map(|request| record.status(request, now));
    let url = (status == Some(HostedFlowStatus::Open)).then_some(&record.flow.authorisation_url);
    item(record, &record.flow).with("status", json!(status)).with("page", json!(url))
}

/// A webhook with what its events tell. Of a long body nothing is shown: there may be 250 events in each of many.
fn webhook(record: &WebhookRecord) -> Item {
    let webhook = &record.webhook;
    let events = serde_json::from_str(&webhook.request_body).map_or(Vec::new(), |body: WebhookBody| body.events);
    let told: Vec<_> =
        events.iter().take(EVENTS).map(|event| format!("{}.{}", event.resource_type, event.action)).collect();
    let mut item = item(record, webhook).with("events", json!({ "count": events.len(), "first": told }));
    if webhook.request_body.len() > LARGEST_BODY {
        item.resource["request_body"] = json!("(too long to be shown here: GET /webhooks/… has it)");
    }
    item
}
