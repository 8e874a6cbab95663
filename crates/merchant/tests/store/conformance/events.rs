//! What any engine must do with events.

use std::sync::Arc;

use jiff::SignedDuration;
use merchant::TokenHash;
use merchant::store::{
    Arrival, EventKey, EventState, Lease, NewEvent, NewSignup, OrganisationId, PageQuery, Received, ResourceKind,
    StatusChange, Verdict,
};

use super::{AnyStore, id};
use crate::records::{OTHER, OWN, at, completion, signup};

fn event(key: &str, second: i64) -> NewEvent {
    NewEvent {
        key: EventKey::from_text(key.to_owned()),
        resource_type: "mandates".into(),
        action: "active".into(),
        resource: Some("MD1".into()),
        happened_at: Some(at(second)),
        received_at: at(second),
        content: r#"{"id":  "as it came"}"#.into(),
    }
}

fn lease(second: i64) -> Lease {
    Lease { now: at(second), until: at(second + 60) }
}

fn page(after: Option<String>, limit: u32) -> PageQuery {
    PageQuery { after, limit }
}

fn change(status: &'static str, second: i64, rank: i64) -> StatusChange {
    let (kind, resource) = (ResourceKind::Mandates, "MD1".into());
    StatusChange { kind, resource, status, happened_at: at(second), rank }
}

/// Keeps events that wait to be applied; returns how many were new.
async fn receive(store: &AnyStore, of: OrganisationId, events: Vec<NewEvent>) -> u64 {
    let received = store.receive_events(of, events.into_iter().map(Arrival::from).collect()).await.unwrap();
    assert_eq!((received.applied, &received.parked[..]), (0, &[][..]));
    received.waiting
}

async fn keys(store: &AnyStore, lease: Lease, limit: u32) -> Vec<String> {
    let claimed = store.claim_events(OWN, lease, limit).await.unwrap();
    let mut keys: Vec<_> = claimed.iter().map(|it| it.event.key.to_string()).collect();
    keys.sort();
    keys
}

pub(crate) async fn an_event_is_kept_as_it_came_and_once(store: AnyStore) {
    let odd = NewEvent { happened_at: None, resource: None, ..event("sha256:0", 2) };
    assert_eq!(receive(&store, OWN, vec![event("EV1", 0), event("EV1", 0), odd.clone()]).await, 2);
    let other_content = NewEvent { content: "{}".into(), ..event("EV1", 9) };
    assert_eq!(receive(&store, OWN, vec![other_content, event("EV2", 3)]).await, 1);
    assert_eq!(receive(&store, OTHER, vec![event("EV1", 0)]).await, 1);
    assert_eq!(receive(&store, OWN, Vec::new()).await, 0);

    let all = store.list_events(OWN, page(None, 9)).await.unwrap();
    assert!(all.iter().all(|it| it.state == EventState::Received));
    let all: Vec<_> = all.into_iter().map(|it| it.event).collect();
    assert_eq!(all, [event("EV2", 3), odd, event("EV1", 0)]);
}

/// Engines take many events at a time, and then must tell which of them were new.
pub(crate) async fn of_a_large_delivery_what_is_known_is_left_out(store: AnyStore) {
    let key = |number: i64| format!("EV{number:03}");
    let known: Vec<_> = [5, 60, 119, 125].map(|number| event(&key(number), 0)).into();
    assert_eq!(receive(&store, OWN, known).await, 4);

    let arrival = |number: i64| {
        let content =
            format!(r#"{{"number":{number},"text":"{}"}}"#, "\u{e5}".repeat(usize::try_from(number).unwrap()));
        let event = NewEvent { content: content.into(), ..event(&key(number), 1) };
        let verdict = match number {
            7 | 60 | 61 => Some(Verdict::Parked),
            8 | 119 => None,
            _ => Some(Verdict::Applied(None)),
        };
        Arrival { event, verdict }
    };
    // One comes twice in it.
    let delivery: Vec<_> = (0..=7).chain(7..=125).map(arrival).collect();
    let mut received = store.receive_events(OWN, delivery.clone().into()).await.unwrap();
    received.parked.sort();
    let parked = [7, 61].map(|number| EventKey::from_text(key(number))).to_vec();
    assert_eq!(received, Received { applied: 119, parked, waiting: 1 });
    assert_eq!(store.receive_events(OWN, delivery.clone().into()).await, Ok(Received::default()));

    let listed = store.list_events(OWN, page(None, 200)).await.unwrap();
    assert_eq!(listed.len(), 126);
    for arrival in &delivery {
        let stored = listed.iter().find(|it| it.event.key == arrival.event.key).unwrap();
        let is_old = known_before(&stored.event);
        assert_eq!(stored.event == arrival.event, !is_old, "{stored:?}");
        assert_eq!(stored.event == event(stored.event.key.as_str(), 0), is_old, "{stored:?}");
    }
}

fn known_before(event: &NewEvent) -> bool {
    ["EV005", "EV060", "EV119", "EV125"].contains(&event.key.as_str())
}

/// Nothing that a delivery can hold may keep out the rest of it.
pub(crate) async fn an_event_of_odd_words_does_not_stop_the_others(store: AnyStore) {
    let odd = |key: &str| {
        let word = || "a\0\u{1f980}\u{202e}'\";--".into();
        NewEvent { resource_type: word(), action: word(), resource: Some(word()), ..event(key, 1) }
    };
    let received = receive(&store, OWN, vec![event("EV1", 0), odd("EV2"), odd("EV\0\"3")]).await;
    assert_eq!(received, 3);
    assert_eq!(store.claim_events(OWN, lease(9), 9).await.unwrap().len(), 3);
    assert_eq!(store.status(OWN, ResourceKind::Mandates, "MD\0").await, Ok(None));
    assert_eq!(store.history(OWN, ResourceKind::Mandates, "MD\0").await, Ok(Vec::new()));
    assert_eq!(store.list_events(OWN, page(Some("EV\0".to_owned()), 9)).await, Ok(Vec::new()));
    assert!(store.list_signups(OWN, false, page(Some("SG\0".to_owned()), 9)).await.unwrap().is_empty());
}

pub(crate) async fn an_event_is_leased_to_one_until_the_lease_ends(store: AnyStore) {
    let events = (1..=4).map(|number| event(&format!("EV{number}"), number)).collect();
    receive(&store, OWN, events).await;
    assert_eq!(keys(&store, lease(10), 2).await, ["EV1", "EV2"]);
    assert_eq!(keys(&store, lease(11), 9).await, ["EV3", "EV4"]);
    assert_eq!(keys(&store, lease(12), 9).await, Vec::<String>::new());
    store.settle_events(OWN, vec![(event("EV1", 0).key, Verdict::Applied(None))]).await.unwrap();
    assert_eq!(keys(&store, lease(70), 9).await, ["EV2"]);
    // The clock is put back by a day: no lease holds for longer than leases are.
    assert_eq!(keys(&store, lease(70 - 86_400), 9).await, ["EV2", "EV3", "EV4"]);
    assert_eq!(store.claim_events(OTHER, lease(0), 9).await.unwrap(), []);
}

pub(crate) async fn events_are_leased_to_one_even_at_once(store: AnyStore) {
    let events = (0..200).map(|number| event(&format!("EV{number:03}"), 0)).collect();
    receive(&store, OWN, events).await;
    let tasks: Vec<_> = (0..40)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { keys(&store, lease(1), 7).await })
        })
        .collect();
    let mut claimed = Vec::new();
    for task in tasks {
        claimed.extend(task.await.unwrap());
    }
    claimed.extend(keys(&store, lease(1), 200).await);
    claimed.sort();
    assert_eq!(claimed, (0..200).map(|number| format!("EV{number:03}")).collect::<Vec<_>>());
}

/// The same events from many sides at once, each in an order of its own.
pub(crate) async fn what_comes_and_is_settled_at_once_waits_in_no_circle(store: AnyStore) {
    const EVENTS: usize = 250;
    // By the second round everybody is connected.
    for round in 0..4 {
        let keys = (0..EVENTS).map(|number| format!("EV{round}-{number}"));
        let tasks: Vec<_> = (0..8)
            .map(|task| {
                let (store, mut keys) = (Arc::clone(&store), keys.clone().collect::<Vec<_>>());
                keys.rotate_left(task * 31 % EVENTS);
                if task % 2 == 1 {
                    keys.reverse();
                }
                tokio::spawn(async move {
                    let events = keys.iter().map(|key| event(key, 0)).collect();
                    let new = receive(&store, OWN, events).await;
                    let verdicts = keys.iter().map(|key| {
                        let change = StatusChange { resource: key.as_str().into(), ..change("active", 1, 3) };
                        (EventKey::from_text(key.clone()), Verdict::Applied(Some(change)))
                    });
                    store.settle_events(OWN, verdicts.collect()).await.unwrap();
                    new
                })
            })
            .collect();
        let mut new = 0;
        for task in tasks {
            new += task.await.unwrap();
        }
        assert_eq!(new, 250);
    }
    assert_eq!(store.list_statuses(OWN, ResourceKind::Mandates, page(None, 2000)).await.unwrap().len(), 4 * EVENTS);
    assert_eq!(keys(&store, lease(1), 999).await, Vec::<String>::new());
}

pub(crate) async fn the_last_event_by_its_own_time_says_the_status(store: AnyStore) {
    let changes = [
        ("EV5", change("active", 30, 3)),
        ("EV1", change("pending_submission", 10, 0)),
        ("EV4", change("submitted", 30, 2)),
        ("EV7", change("cancelled", 30, 9)),
        ("EV6", change("expired", 30, 9)),
    ];
    let status = async || store.status(OWN, ResourceKind::Mandates, "MD1").await.unwrap();
    assert_eq!(status().await, None);
    for (expected, (key, change)) in ["active", "active", "active", "cancelled", "cancelled"].into_iter().zip(changes) {
        for _ in 0..2 {
            receive(&store, OWN, vec![event(key, 0)]).await;
            let verdict = Verdict::Applied(Some(change.clone()));
            store.settle_events(OWN, vec![(event(key, 0).key, verdict)]).await.unwrap();
            let found = status().await.unwrap();
            assert_eq!((found.status.as_str(), found.since), (expected, at(30)), "after {key}");
        }
    }
    assert_eq!(store.status(OTHER, ResourceKind::Mandates, "MD1").await, Ok(None));
    assert_eq!(store.status(OWN, ResourceKind::Payments, "MD1").await, Ok(None));
    assert_eq!(store.status(OWN, ResourceKind::Mandates, "md1").await, Ok(None));
}

pub(crate) async fn an_event_is_settled_with_what_became_of_it(store: AnyStore) {
    let none = NewEvent { happened_at: None, ..event("EV3", 3) };
    receive(&store, OWN, vec![event("EV1", 2), event("EV2", 1), none, event("EV4", 0)]).await;
    let verdicts = [("EV1", Verdict::Applied(Some(change("active", 1, 3)))), ("EV2", Verdict::Parked)];
    let verdicts = verdicts.map(|(key, verdict)| (EventKey::from_text(key.to_owned()), verdict));
    store.settle_events(OWN, verdicts.to_vec()).await.unwrap();
    let history = store.history(OWN, ResourceKind::Mandates, "MD1").await.unwrap();
    let states: Vec<_> = history.iter().map(|it| (it.event.key.as_str(), it.state)).collect();
    assert_eq!(
        states,
        [
            ("EV3", EventState::Received),
            ("EV4", EventState::Received),
            ("EV2", EventState::Parked),
            ("EV1", EventState::Applied)
        ]
    );
    assert_eq!(keys(&store, lease(9), 9).await, ["EV3", "EV4"]);
    assert_eq!(store.history(OTHER, ResourceKind::Mandates, "MD1").await, Ok(Vec::new()));
}

pub(crate) async fn what_follows_from_an_event_is_kept_with_it(store: AnyStore) {
    let told = |key: &str, second, verdict| Arrival { event: event(key, second), verdict };
    let applied = |status, second| Some(Verdict::Applied(Some(change(status, second, 3))));
    let arrivals = [
        told("EV2", 2, applied("cancelled", 2)),
        told("EV1", 1, applied("active", 1)),
        told("EV3", 3, Some(Verdict::Parked)),
        told("EV4", 4, Some(Verdict::Applied(None))),
        told("EV5", 5, None),
        told("EV2", 9, applied("expired", 2)),
    ];
    let received = store.receive_events(OWN, arrivals.to_vec().into()).await.unwrap();
    assert_eq!(received, Received { applied: 3, parked: vec![event("EV3", 3).key], waiting: 1 });
    let told_of_it = async || store.status(OWN, ResourceKind::Mandates, "MD1").await.unwrap().map(|it| it.status);
    assert_eq!(told_of_it().await.as_deref(), Some("cancelled"));
    let history = store.history(OWN, ResourceKind::Mandates, "MD1").await.unwrap();
    let (applied_state, parked, waiting) = (EventState::Applied, EventState::Parked, EventState::Received);
    let states: Vec<_> = history.iter().map(|it| it.state).collect();
    assert_eq!(states, [applied_state, applied_state, parked, applied_state, waiting]);
    assert_eq!(keys(&store, lease(9), 9).await, ["EV5"], "the others are done");

    // What is known stays as it is; what is older changes nothing.
    let again = [told("EV1", 1, None), told("EV0", 0, applied("submitted", 0))];
    let received = store.receive_events(OWN, again.to_vec().into()).await.unwrap();
    assert_eq!(received, Received { applied: 1, ..Received::default() });
    assert_eq!(told_of_it().await.as_deref(), Some("cancelled"));
    assert_eq!(store.status(OTHER, ResourceKind::Mandates, "MD1").await, Ok(None));
    assert_eq!(store.receive_events(OWN, arrivals.to_vec().into()).await, Ok(Received::default()));
}

/// Webhooks that tell of the same events and resources from many sides at once, each in an order of its own.
pub(crate) async fn what_is_applied_as_it_comes_waits_in_no_circle(store: AnyStore) {
    const EVENTS: usize = 250;
    for round in 0..4 {
        let numbers: Vec<_> = (0..EVENTS).collect();
        let tasks: Vec<_> = (0..8)
            .map(|task| {
                let (store, mut numbers) = (Arc::clone(&store), numbers.clone());
                numbers.rotate_left(task * 31 % EVENTS);
                if task % 2 == 1 {
                    numbers.reverse();
                }
                tokio::spawn(async move {
                    let told = |number: usize| {
                        // Some are of this webhook alone.
                        let of = if number.is_multiple_of(3) { task } else { 9 };
                        let resource = format!("MD{}", number * 7 % 50);
                        let second = i64::try_from(number).unwrap();
                        let change = StatusChange { resource: resource.into(), ..change("active", second, 3) };
                        let event = event(&format!("EV{round}-{of}-{number:03}"), second);
                        Arrival { event, verdict: Some(Verdict::Applied(Some(change))) }
                    };
                    store.receive_events(OWN, numbers.into_iter().map(told).collect()).await.unwrap().applied
                })
            })
            .collect();
        let mut applied = 0;
        for task in tasks {
            applied += task.await.unwrap();
        }
        let of_one = EVENTS.div_ceil(3);
        assert_eq!(applied, (EVENTS - of_one + 8 * of_one) as u64);
    }
    let statuses = store.list_statuses(OWN, ResourceKind::Mandates, page(None, 99)).await.unwrap();
    assert_eq!(statuses.len(), 50);
    assert!(statuses.iter().all(|it| it.since >= at(200)), "the last of each");
}

pub(crate) async fn lists_go_on_where_a_page_ended(store: AnyStore) {
    for number in 1..=5 {
        let (name, second) = (format!("SG{number}"), number / 2);
        store.start_signup(NewSignup { created_at: at(second), ..signup(&name) }).await.unwrap();
        let event = event(&format!("EV{number}"), second);
        let of = StatusChange { resource: format!("MD{number}").into(), ..change("active", 0, 3) };
        receive(&store, OWN, vec![event.clone()]).await;
        store.settle_events(OWN, vec![(event.key, Verdict::Applied(Some(of)))]).await.unwrap();
    }
    store.complete_signup(OWN, &id("SG2"), completion("SG2", "MD2")).await.unwrap();
    let signups = async |with_mandate, after| {
        let found = store.list_signups(OWN, with_mandate, page(after, 2)).await.unwrap();
        found.iter().map(|it| it.id.to_string()).collect::<Vec<_>>()
    };
    let events = async |after| {
        let found = store.list_events(OWN, page(after, 2)).await.unwrap();
        found.iter().map(|it| it.event.key.to_string()).collect::<Vec<_>>()
    };
    let statuses = async |after| {
        let found = store.list_statuses(OWN, ResourceKind::Mandates, page(after, 2)).await.unwrap();
        found.iter().map(|it| it.resource.clone()).collect::<Vec<_>>()
    };
    for (after, expected) in [(None, &[5, 4][..]), (Some(4), &[3, 2]), (Some(2), &[1]), (Some(1), &[]), (Some(0), &[])]
    {
        let named = |kind| expected.iter().map(|number| format!("{kind}{number}")).collect::<Vec<_>>();
        let after = |kind| after.map(|number: i32| format!("{kind}{number}"));
        assert_eq!(signups(false, after("SG")).await, named("SG"));
        assert_eq!(events(after("EV")).await, named("EV"));
        assert_eq!(statuses(after("MD")).await, named("MD"));
    }
    assert_eq!(signups(true, None).await, ["SG2"]);
    assert!(store.list_signups(OTHER, false, page(None, 2)).await.unwrap().is_empty());
    assert_eq!(store.list_statuses(OWN, ResourceKind::Payments, page(None, 2)).await, Ok(Vec::new()));
}

pub(crate) async fn one_turn_at_polling_a_period(store: AnyStore) {
    let period = SignedDuration::from_secs(300);
    let turn = async |second| store.claim_poll(OWN, at(second), period).await.unwrap().map(|turn| turn.read_until);
    assert_eq!(turn(0).await, Some(None));
    assert_eq!(turn(299).await, None);
    assert_eq!(turn(300).await, Some(None));
    store.finish_poll(OWN, at(250)).await.unwrap();
    store.finish_poll(OWN, at(240)).await.unwrap();
    assert_eq!(turn(301).await, None);
    // The clock is put back by a day.
    assert_eq!(turn(301 - 86_400).await, Some(Some(at(250))));
    assert!(store.claim_poll(OTHER, at(301), period).await.unwrap().is_some());
}

pub(crate) async fn a_token_that_was_ended_stays_so(store: AnyStore) {
    let (dead, alive) = (TokenHash::of(&["dead"]), TokenHash::of(&["alive"]));
    for second in [0, 1] {
        store.disconnect(OWN, dead, at(second)).await.unwrap();
    }
    assert_eq!(store.is_disconnected(OWN, dead).await, Ok(true));
    assert_eq!(store.is_disconnected(OWN, alive).await, Ok(false));
    assert_eq!(store.is_disconnected(OTHER, dead).await, Ok(false));
}
