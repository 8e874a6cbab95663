//! `/_sandbox/state`.

mod kinds;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gocardless_api::Scheme;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::calendar::Calendar;
use crate::clock::written;
use crate::exchange;
use crate::ledger::Organisation;
use crate::masking;
use crate::options::Options;
use crate::record::{Exchange, WITH_BODIES};
use crate::sandbox::Sandbox;

/// The most of a kind that is shown.
const LIMIT: usize = 50;

/// The most events that are shown.
const EVENTS: usize = 200;

/// `GET`: what the page at `/` shows, newest first: the last of each kind of resource, of events and of requests, with
/// how many there are. Bodies are left to `/_sandbox/requests/{id}`; account numbers and secrets are masked.
///
/// The sequence is read before everything else, so that what changes meanwhile is told by `/_sandbox/changes`.
pub(crate) async fn show_state(State(sandbox): State<Sandbox>) -> Response {
    let sequence = sandbox.changes().seen().sequence;
    let (now, organisations, resources, events) = {
        let ledger = sandbox.ledger();
        let now = ledger.now();
        let organisations: Vec<&Organisation> = ledger.organisations().collect();
        let resources: Vec<Value> = kinds::KINDS.iter().map(|kind| kind.shown(&organisations, now)).collect();
        let named = organisations.iter().map(|it| json!({ "name": name_of(it) })).collect::<Value>();
        (now, named, resources, events(&organisations))
    };
    let faults: Vec<_> = sandbox.faults().pending().cloned().collect();
    let shown = masking::masked(json!({
        "sequence": sequence,
        "clock": clock_shown(now, sandbox.is_running()),
        "url": sandbox.url().as_str().trim_end_matches('/'),
        "organisations": organisations,
        "resources": resources,
        "events": events,
        "requests": requests(&sandbox),
        "faults": faults,
    }));
    exchange::json(StatusCode::OK, &with_token(shown, sandbox.access_token()))
}

/// The token that everybody knows; any other is nobody's business.
fn with_token(mut shown: Value, token: &str) -> Value {
    let known = (token == Options::default().access_token).then_some(token);
    shown["access_token"] = json!(known);
    shown
}

fn clock_shown(now: Timestamp, is_running: bool) -> Value {
    json!({ "now": written(now), "is_running": is_running, "next_working_day": written(next_working_day(now)) })
}

/// Nine o'clock in London on the next day on which Bacs works: what is due in the night has happened by then.
fn next_working_day(now: Timestamp) -> Timestamp {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let date = Calendar::of(&Scheme::Bacs).after(now.to_zoned(zone.clone()).date(), 1);
    date.at(9, 0, 0, 0).to_zoned(zone).map_or(now, |at| at.timestamp())
}

/// What its first creditor is called.
fn name_of(organisation: &Organisation) -> Option<&str> {
    organisation.creditors.oldest_first().next().map(|record| &*record.creditor.name)
}

/// `place` is an event's place among all events of its organisation, oldest first.
fn events(organisations: &[&Organisation]) -> Value {
    let mut items = Vec::new();
    for (number, organisation) in organisations.iter().enumerate() {
        let count = organisation.events.len();
        let newest = organisation.events.newest_first().take(EVENTS).enumerate();
        items.extend(
            newest.map(|(index, event)| json!({ "organisation": number, "place": count - 1 - index, "event": event })),
        );
    }
    let count: usize = organisations.iter().map(|it| it.events.len()).sum();
    json!({ "count": count, "items": items })
}

fn requests(sandbox: &Sandbox) -> Value {
    let record = sandbox.record();
    let items: Value = record.newest_first().take(WITH_BODIES).map(request).collect();
    json!({ "count": record.count(), "items": items })
}

fn request(exchange: &Exchange) -> Value {
    let bodies = exchange.bodies.as_ref();
    json!({
        "number": exchange.number,
        "id": exchange.request_id,
        "method": exchange.method.as_str(),
        "path": exchange.path(),
        "query": exchange.query().map(masking::masked_query),
        "status": exchange.status,
        "at": written(exchange.at),
        "after_events": exchange.after_events,
        "organisation": bodies.and_then(|it| it.organisation()).map(|number| number.0),
        "has_fault": bodies.is_some_and(|it| it.has_fault()),
    })
}

#[cfg(test)]
mod tests;
