//! Webhooks that are kept as they came.

use std::sync::Arc;

use merchant::store::{Arrival, Delivery, DeliveryId, EventKey, NewEvent, PageQuery, Received, Store, Verdict};

use super::{Fixture, open};
use crate::records::{OTHER, OWN, at};

const BODY: &str = r#"{"events":[{"a":1},{"b":"2"}],"meta":{}}"#;

/// The events of a body: those texts in it.
fn arrivals(delivery: &Delivery, contents: &[&str]) -> Arc<[Arrival]> {
    let arrival = |content: &&str| {
        let content = match delivery.body.find(content) {
            Some(start) => delivery.body.slice_ref(&delivery.body[start..start + content.len()]),
            None => (*content).into(),
        };
        let event = NewEvent {
            key: EventKey::of_content(content.as_bytes()),
            resource_type: "mandates".into(),
            action: "active".into(),
            resource: None,
            happened_at: None,
            received_at: delivery.received_at,
            content,
        };
        Arrival { event, verdict: Some(Verdict::Applied(None)) }
    };
    contents.iter().map(arrival).collect()
}

async fn keep(store: &dyn Store, second: i64) {
    assert_eq!(store.keep_delivery(OWN, at(second), BODY.into()).await, Ok(true));
}

async fn first(store: &dyn Store) -> Delivery {
    let id = store.deliveries(OWN, None, 1).await.unwrap()[0];
    store.delivery(OWN, id).await.unwrap().unwrap()
}

async fn contents(store: &dyn Store) -> Vec<String> {
    let events = store.list_events(OWN, PageQuery { after: None, limit: 9 }).await.unwrap();
    events.into_iter().rev().map(|it| it.event.content.to_string()).collect()
}

fn count(fixture: &Fixture, table: &str) -> i64 {
    fixture.peek().query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_delivery_waits_until_its_events_are_received_once() {
    let fixture = open().await;
    let store = &*fixture.store;
    for second in 1..=3 {
        keep(store, second).await;
    }
    assert_eq!(store.deliveries(OTHER, None, 9).await, Ok(vec![]));
    let ids = store.deliveries(OWN, None, 9).await.unwrap();
    assert_eq!(ids.len(), 3);
    assert_eq!(store.deliveries(OWN, None, 2).await.unwrap(), ids[..2]);
    assert_eq!(store.deliveries(OWN, Some(ids[0]), 9).await.unwrap(), ids[1..]);
    assert_eq!(store.backlog(OWN).await.unwrap().oldest_event, Some(at(1)));

    let delivery = first(store).await;
    assert_eq!((delivery.received_at, &*delivery.body), (at(1), BODY));
    assert_eq!(store.delivery(OTHER, delivery.id).await, Ok(None));
    let both = arrivals(&delivery, &[r#"{"a":1}"#, r#"{"b":"2"}"#]);
    let other = store.receive_delivery(OTHER, delivery.clone(), Arc::clone(&both)).await;
    assert_eq!(other, Ok(Received::default()), "another's");
    let two = Received { applied: 2, ..Received::default() };
    assert_eq!(store.receive_delivery(OWN, delivery.clone(), Arc::clone(&both)).await, Ok(two));
    assert_eq!(store.receive_delivery(OWN, delivery.clone(), both).await, Ok(Received::default()));
    assert_eq!(store.delivery(OWN, delivery.id).await, Ok(None));
    assert_eq!(store.deliveries(OWN, None, 9).await.unwrap(), ids[1..]);
    assert_eq!(contents(store).await, [r#"{"a":1}"#, r#"{"b":"2"}"#]);
    // Each content is a part of the body, which is there once.
    assert_eq!((count(&fixture, "event_contents"), count(&fixture, "events WHERE content <> ''")), (3, 0));
}

/// What is kept of a delivery of which so much was known, or whose contents are no parts of it.
#[tokio::test]
async fn a_body_is_kept_no_longer_than_its_events_need_it() {
    for (known, told, texts) in [
        (&[][..], &[r#"{"a":1}"#, r#"{"b":"2"}"#][..], 1),
        (&[r#"{"a":1}"#], &[r#"{"a":1}"#, r#"{"b":"2"}"#], 1),
        (&[r#"{"a":1}"#, "1"], &[r#"{"a":1}"#, "1", r#"{"b":"2"}"#], 0),
        (&[r#"{"a":1}"#], &[r#"{"a":1}"#], 0),
        (&[], &[], 0),
        (&[], &[r#"{"a":1}"#, "elsewhere"], 0),
    ] {
        let fixture = open().await;
        let store = &*fixture.store;
        keep(store, 1).await;
        let delivery = first(store).await;
        store.receive_events(OWN, arrivals(&delivery, known)).await.unwrap();
        store.receive_delivery(OWN, delivery.clone(), arrivals(&delivery, told)).await.unwrap();
        let mut all: Vec<_> = [known, told].concat();
        all.sort_unstable();
        all.dedup();
        let mut kept = contents(store).await;
        kept.sort_unstable();
        assert_eq!((kept, count(&fixture, "event_contents")), (all.into_iter().map(str::to_owned).collect(), texts));
        assert_eq!(store.deliveries(OWN, None, 9).await, Ok(vec![]));
    }
}

#[tokio::test]
async fn a_damaged_delivery_is_told_and_takes_no_other_for_its_own() {
    let fixture = open().await;
    let store = &*fixture.store;
    for second in 1..=3 {
        keep(store, second).await;
    }
    let ids = store.deliveries(OWN, None, 9).await.unwrap();
    let [DeliveryId(first), DeliveryId(second), DeliveryId(third)] = ids[..] else { panic!("three") };
    fixture
        .peek()
        .execute_batch(&format!(
            "UPDATE event_contents SET contents = x'ffffffff00' WHERE id = {first};
             UPDATE deliveries SET received_at = 9223372036854775807 WHERE contents_id = {second};
             DELETE FROM event_contents WHERE id = {third}"
        ))
        .unwrap();
    assert!(store.delivery(OWN, ids[0]).await.is_err());
    let timeless = store.delivery(OWN, ids[1]).await.unwrap().unwrap();
    assert_eq!((timeless.received_at, &*timeless.body), (jiff::Timestamp::UNIX_EPOCH, BODY));
    let some = arrivals(&timeless, &[r#"{"a":1}"#]);
    assert_eq!(store.receive_delivery(OWN, timeless, some).await.unwrap().applied, 1);
    assert!(store.delivery(OWN, ids[2]).await.is_err());

    keep(store, 4).await;
    assert_eq!(store.deliveries(OWN, Some(ids[2]), 9).await.unwrap().len(), 1);
    assert!(store.delivery(OWN, ids[2]).await.is_err());
}
