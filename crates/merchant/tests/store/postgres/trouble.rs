//! A server that refuses, ends and comes back.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use merchant::store::postgres::PostgresStore;
use merchant::store::{AuditWritten, EventKey, Lease, NewEvent, PageQuery, StepState, Store, StoreError};
use signup_api::SignupId;

use super::{connected, open};
use crate::cluster::{Cluster, Database, connect, find};
use crate::reading::{read_everything, something_to_read};
use crate::records::{OWN, at, browser, complete_step, completion, mandate, signup};

/// Waits until the store says that it can be written, or cannot.
async fn until_writable(store: &dyn Store, writable: bool) {
    while store.health().await.writable != writable {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn write(store: &dyn Store) -> Result<(), StoreError> {
    store.record_step(OWN, &"SG1".parse().unwrap(), complete_step("SG1", StepState::Unknown)).await
}

#[tokio::test]
async fn promise_18_everything_is_read_with_the_right_to_read_alone() {
    let fixture = open().await;
    something_to_read(&*fixture.store).await;
    let name = fixture.database.name();
    fixture
        .database
        .run(&format!("CREATE ROLE {name}_reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}_reader"));
    let reader = connected(&fixture.database.url_as(&format!("{name}_reader"))).await;
    assert_eq!(read_everything(&*reader).await, Ok(()));
    assert!(matches!(write(&*reader).await, Err(StoreError::Unavailable(_))));
    assert_eq!(read_everything(&*reader).await, Ok(()));
    drop(reader);
    fixture.database.run(&format!("DROP OWNED BY {name}_reader; DROP ROLE {name}_reader"));
}

#[tokio::test]
async fn promise_17_a_database_that_becomes_read_only_is_read_and_heals() {
    let fixture = open().await;
    let (store, database) = (&*fixture.store, &fixture.database);
    something_to_read(store).await;
    database.make_read_only(true);
    assert_eq!(read_everything(store).await, Ok(()));
    assert!(matches!(write(store).await, Err(StoreError::Unavailable(_))));
    assert!(!store.health().await.writable);
    // An instance that starts now serves reads.
    assert_eq!(read_everything(&*connected(&database.url()).await).await, Ok(()));
    database.make_read_only(false);
    until_writable(store, true).await;
    assert_eq!(write(store).await, Ok(()));
}

#[tokio::test]
async fn what_was_answered_is_there_after_the_server_was_killed_and_the_store_goes_on() {
    let mut cluster = Cluster::private(&[]);
    let store = connected(&cluster.url("owner", "postgres")).await;
    let id = "SG1".parse().unwrap();
    store.start_signup(signup("SG1")).await.unwrap();
    store.complete_signup(OWN, &id, completion("SG1", "MD1")).await.unwrap();
    cluster.kill();
    assert!(matches!(store.signup(OWN, &id).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(write(&*store).await, Err(StoreError::Unavailable(_))));
    let health = store.health().await;
    assert!(!health.readable && !health.writable, "{health:?}");

    cluster.resume(&[]);
    assert_eq!(store.signup(OWN, &id).await.unwrap().unwrap().mandate, Some(mandate("MD1")));
    until_writable(&*store, true).await;
    assert_eq!(write(&*store).await, Ok(()));
}

#[tokio::test]
async fn promise_20_for_a_locked_audit_log_nothing_waits() {
    let fixture = open().await;
    let ids: Vec<SignupId> = (0..40).map(|number| format!("SG{number}").parse().unwrap()).collect();
    for id in &ids {
        fixture.store.start_signup(signup(id.as_str())).await.unwrap();
    }
    let other = fixture.database.peek().await;
    other.batch_execute("BEGIN; LOCK TABLE audit_log").await.unwrap();
    let writing: Vec<_> = (0..8)
        .map(|_| {
            let (store, ids) = (fixture.store(), ids.clone());
            tokio::spawn(async move { store.write_audit(OWN, &ids, at(0)).await })
        })
        .collect();
    let locked_out = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'audit_log'::regclass";
    let peek = fixture.database.peek().await;
    while peek.query_one(locked_out, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Of the very signups whose lines are waiting.
    for id in &ids {
        let begun = Instant::now();
        assert_eq!(fixture.store.bind_browser(OWN, id, browser("eve"), at(1)).await, Ok(true));
        assert!(begun.elapsed() < Duration::from_secs(1), "waited for {:?}", begun.elapsed());
    }
    for written in writing {
        assert!(written.await.unwrap().is_err());
    }
    other.batch_execute("COMMIT").await.unwrap();
    assert_eq!(fixture.store.write_audit(OWN, &ids, at(2)).await, Ok(AuditWritten { lines: 80, late: 0 }));
    assert!(fixture.store.health().await.writable);
}

/// Whoever asked may go away in the middle: nothing stays open, nothing is half done.
#[tokio::test]
async fn a_write_that_nobody_waits_for_any_more_leaves_nothing_open() {
    let fixture = open().await;
    for number in 0..60 {
        let (store, new) = (fixture.store(), signup(&format!("SG{number}")));
        let work = tokio::spawn(async move { store.start_signup(new).await.map(drop) });
        tokio::time::sleep(Duration::from_micros(150 * number)).await;
        work.abort();
        let _ = work.await;
    }
    let peek = fixture.database.peek().await;
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'
                AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'";
    while peek.query_one(open, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let halves = "SELECT count(*) FROM signups s FULL JOIN signup_steps p ON p.signup_id = s.id
                  WHERE s.id IS NULL OR p.signup_id IS NULL";
    assert_eq!(peek.query_one(halves, &[]).await.unwrap().get::<_, i64>(0), 0);
    fixture.store.start_signup(signup("SGlast")).await.unwrap();
}

/// Two instances, each with pools of its own.
#[tokio::test]
async fn two_instances_share_the_work_and_do_none_of_it_twice() {
    let fixture = open().await;
    let other = connected(&fixture.database.url()).await;
    for number in 0..50 {
        fixture.store.start_signup(signup(&format!("SG{number}"))).await.unwrap();
        let id = format!("SG{number}");
        let step = complete_step(&id, StepState::Unknown);
        fixture.store.record_step(OWN, &id.parse().unwrap(), step).await.unwrap();
    }
    let which = merchant::store::Unfinished {
        now: at(100),
        recorded_before: at(50),
        refused_of_after: at(-10_000),
        left_at_least: SignedDuration::from_secs(60),
        left_at_most: SignedDuration::from_secs(600),
        limit: 7,
    };
    let turns: Vec<_> = (0..16)
        .map(|number| {
            let store = if number % 2 == 0 { fixture.store() } else { other.clone() };
            tokio::spawn(async move {
                let polls = store.claim_poll(OWN, at(0), SignedDuration::from_secs(60)).await.unwrap();
                (store.claim_unfinished(OWN, which).await.unwrap(), usize::from(polls.is_some()))
            })
        })
        .collect();
    let (mut claimed, mut polls) = (Vec::new(), 0);
    for turn in turns {
        let (ids, poll) = turn.await.unwrap();
        claimed.extend(ids);
        polls += poll;
    }
    loop {
        let rest = other.claim_unfinished(OWN, which).await.unwrap();
        if rest.is_empty() {
            break;
        }
        claimed.extend(rest);
    }
    let claimed: Vec<_> = claimed.iter().map(ToString::to_string).collect();
    assert_eq!((sorted(claimed), polls), (sorted((0..50).map(|number| format!("SG{number}")).collect()), 1));

    let keys: Vec<_> = (0..50).map(|number| format!("EV{number}")).collect();
    let events = keys.iter().map(|key| event(key).into()).collect();
    fixture.store.receive_events(OWN, events).await.unwrap();
    let lease = Lease { now: at(0), until: at(60) };
    let turns: Vec<_> = (0..16)
        .map(|number| {
            let store = if number % 2 == 0 { fixture.store() } else { other.clone() };
            tokio::spawn(async move { store.claim_events(OWN, lease, 7).await.unwrap() })
        })
        .collect();
    let mut claimed = Vec::new();
    for turn in turns {
        claimed.extend(turn.await.unwrap());
    }
    // What one was taking, the others passed over.
    claimed.extend(other.claim_events(OWN, lease, 50).await.unwrap());
    assert_eq!(sorted(claimed.iter().map(|it| it.event.key.to_string()).collect()), sorted(keys));
}

fn sorted(mut all: Vec<String>) -> Vec<String> {
    all.sort_unstable();
    all
}

fn event(key: &str) -> NewEvent {
    NewEvent {
        key: EventKey::from_text(key.to_owned()),
        resource_type: "mandates".into(),
        action: "active".into(),
        resource: Some("MD1".into()),
        happened_at: Some(at(0)),
        received_at: at(0),
        content: "{}".into(),
    }
}

#[tokio::test]
async fn promise_23_a_back_up_under_load_is_restored_with_all_that_was_answered_before_it() {
    let fixture = open().await;
    for number in 0..40 {
        fixture.store.start_signup(signup(&format!("SG{number}"))).await.unwrap();
    }
    // How many were answered, which are numbered in their order.
    let answered = Arc::new(AtomicUsize::new(40));
    let (store, counted) = (fixture.store(), Arc::clone(&answered));
    let load = tokio::spawn(async move {
        for number in 40.. {
            store.start_signup(signup(&format!("SG{number}"))).await.unwrap();
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    while answered.load(Ordering::Relaxed) == 40 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let url = fixture.database.url();
    let before = answered.load(Ordering::Relaxed);
    let dump = tokio::task::spawn_blocking(move || Command::new(find("pg_dump")).arg("--dbname").arg(url).output());
    let dump = dump.await.unwrap().unwrap();
    let after = answered.load(Ordering::Relaxed);
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    assert!(after > before, "nothing was written meanwhile");
    load.abort();

    let restored = Database::fresh();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &dump.stdout).unwrap();
    let psql = Command::new(find("psql"))
        .args(["--quiet", "--set=ON_ERROR_STOP=1", "--dbname", &restored.url(), "--file"])
        .arg(file.path())
        .output()
        .unwrap();
    assert!(psql.status.success(), "{}", String::from_utf8_lossy(&psql.stderr));
    let store = PostgresStore::open(&restored.url().parse().unwrap()).await.unwrap();
    let all = store.list_signups(OWN, false, PageQuery { after: None, limit: 100_000 }).await.unwrap();
    let kept: BTreeSet<_> = all.iter().map(|it| it.id.as_str()).collect();
    for number in 0..before {
        assert!(kept.contains(&*format!("SG{number}")), "SG{number} of {before} that were answered before");
    }
    for found in &all {
        assert_eq!(store.steps(OWN, &found.id).await.unwrap().len(), 1, "{}", found.id);
    }
    write(&store).await.unwrap();
    drop(connect(&restored.url()).await);
}
