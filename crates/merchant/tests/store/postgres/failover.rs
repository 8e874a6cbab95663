//! Promise 21 as far as one machine allows: a primary with a synchronous standby, killed under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use merchant::store::{Store, StoreError};
use signup_api::SignupId;
use tokio::time::sleep;

use super::connected;
use crate::cluster::{Cluster, connect};
use crate::records::{OWN, signup};

/// What goes on while the primary dies.
struct Load {
    stop: AtomicBool,
    reads: AtomicU32,
    /// How long one read took at most, in milliseconds.
    longest_read: AtomicU64,
}

/// How long a read may take while servers come and go. Nobody waits for that long, but a machine that does something else
/// besides is allowed for.
const NEXT_READ: Duration = Duration::from_secs(5);

/// Starts signups until it is stopped; returns those that were answered for.
async fn write(store: Arc<dyn Store>, writer: usize, load: Arc<Load>) -> Vec<String> {
    let mut answered = Vec::new();
    for number in 0.. {
        if load.stop.load(Ordering::Relaxed) {
            break;
        }
        let id = format!("SG{writer}x{number}");
        match store.start_signup(signup(&id)).await {
            Ok(_) => answered.push(id),
            Err(StoreError::Unavailable(_) | StoreError::Overloaded) => sleep(Duration::from_millis(5)).await,
            Err(error) => panic!("{error}"),
        }
    }
    answered
}

/// Reads until it is stopped, and is never refused.
async fn read(store: Arc<dyn Store>, load: Arc<Load>) {
    let first = "SGfirst".parse().unwrap();
    while !load.stop.load(Ordering::Relaxed) {
        let began = Instant::now();
        assert!(store.signup(OWN, &first).await.unwrap().is_some());
        let took = u64::try_from(began.elapsed().as_millis()).unwrap();
        load.longest_read.fetch_max(took, Ordering::Relaxed);
        load.reads.fetch_add(1, Ordering::Relaxed);
    }
}

async fn ids(url: &str) -> Vec<String> {
    let rows = connect(url).await.query("SELECT id FROM signups ORDER BY id", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// 20 times with `MERCHANT_TEST_FULL=1`.
#[tokio::test(flavor = "multi_thread")]
async fn promise_21_reads_go_on_writes_come_back_and_nothing_that_was_answered_is_lost() {
    let times = if std::env::var_os("MERCHANT_TEST_FULL").is_some() { 20 } else { 1 };
    for _ in 0..times {
        kill_a_primary().await;
    }
}

async fn kill_a_primary() {
    let mut primary = Cluster::private(&["synchronous_standby_names=*"]);
    let standby = Cluster::standby_of(&primary);
    let peek = connect(&primary.url("owner", "postgres")).await;
    let synchronous = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
    while peek.query_one(synchronous, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        sleep(Duration::from_millis(5)).await;
    }
    drop(peek);
    let store = connected(&primary.url_with(&standby, "owner", "postgres")).await;
    store.start_signup(signup("SGfirst")).await.unwrap();

    let load =
        Arc::new(Load { stop: AtomicBool::new(false), reads: AtomicU32::new(0), longest_read: AtomicU64::new(0) });
    let reading: Vec<_> = (0..2).map(|_| tokio::spawn(read(Arc::clone(&store), Arc::clone(&load)))).collect();
    let writing: Vec<_> =
        (0..4).map(|writer| tokio::spawn(write(Arc::clone(&store), writer, Arc::clone(&load)))).collect();
    let some = "SG3x20".parse().unwrap();
    while store.signup(OWN, &some).await.unwrap().is_none() {
        sleep(Duration::from_millis(5)).await;
    }
    primary.kill();
    let at_kill = load.reads.load(Ordering::Relaxed);
    let killed = Instant::now();
    while store.health().await.writable || killed.elapsed() < Duration::from_millis(500) {
        sleep(Duration::from_millis(5)).await;
    }
    let meanwhile = load.reads.load(Ordering::Relaxed);
    assert!(meanwhile > at_kill, "nothing was read without a primary");
    standby.run("postgres", "SELECT pg_promote()");
    let promoted = Instant::now();
    while !store.health().await.writable {
        sleep(Duration::from_millis(5)).await;
    }
    let back = promoted.elapsed();
    assert!(back < Duration::from_secs(15), "{back:?}");
    store.start_signup(signup("SGlast")).await.unwrap();
    assert!(load.reads.load(Ordering::Relaxed) > meanwhile);

    load.stop.store(true, Ordering::Relaxed);
    let mut answered = vec!["SGfirst".to_owned(), "SGlast".to_owned()];
    for writing in writing {
        answered.extend(writing.await.unwrap());
    }
    for reading in reading {
        reading.await.unwrap();
    }
    let longest = Duration::from_millis(load.longest_read.load(Ordering::Relaxed));
    assert!(longest < NEXT_READ, "a read took {longest:?}");
    assert!(answered.len() > 40, "{}", answered.len());
    let kept = ids(&standby.url("owner", "postgres")).await;
    let lost: Vec<_> = answered.iter().filter(|id| kept.binary_search(id).is_err()).collect();
    assert_eq!(lost, Vec::<&String>::new());
    drop(store);

    // The old one, started again by mistake: nothing came to it that is not on the new one, unless nobody was answered.
    primary.resume(&["synchronous_standby_names="]);
    let at_the_old = ids(&primary.url("owner", "postgres")).await;
    assert!(at_the_old.binary_search(&"SGlast".to_owned()).is_err());
    let only_there: Vec<_> = at_the_old.iter().filter(|id| kept.binary_search(id).is_err()).collect();
    assert!(only_there.iter().all(|id| !answered.contains(id)) && only_there.len() <= 4, "{only_there:?}");
    println!(
        "writes back {back:?} after the promotion, {} reads without a primary, the longest of all {longest:?}; {} were \
         answered, none is lost",
        meanwhile - at_kill,
        answered.len()
    );
}

/// The standby is named first and stands still: it answers, as it was.
#[tokio::test(flavor = "multi_thread")]
async fn promise_21_reads_see_what_was_written_and_are_of_a_standby_while_there_is_no_primary() {
    let mut primary = Cluster::private(&[]);
    let standby = Cluster::standby_of(&primary);
    let store = connected(&standby.url_with(&primary, "owner", "postgres")).await;
    let [before, after] = ["SGbefore", "SGafter"].map(|id| id.parse::<SignupId>().unwrap());
    store.start_signup(signup(before.as_str())).await.unwrap();
    let behind = connected(&standby.url("owner", "postgres")).await;
    while !behind.signup(OWN, &before).await.is_ok_and(|found| found.is_some()) {
        sleep(Duration::from_millis(5)).await;
    }
    standby.run("postgres", "SELECT pg_wal_replay_pause()");
    store.start_signup(signup(after.as_str())).await.unwrap();
    // As many at once as there are connections.
    let read = async |id: &SignupId| {
        let reading: Vec<_> = (0..10)
            .map(|_| {
                let (store, id) = (Arc::clone(&store), id.clone());
                tokio::spawn(async move { store.signup(OWN, &id).await.unwrap().is_some() })
            })
            .collect();
        let mut seen = 0;
        for reading in reading {
            seen += u32::from(reading.await.unwrap());
        }
        seen
    };
    assert_eq!(read(&after).await, 10);
    assert!(behind.signup(OWN, &after).await.unwrap().is_none(), "the standby stands still");

    primary.kill();
    assert_eq!((read(&before).await, read(&after).await), (10, 0));
    primary.resume(&[]);
    while read(&after).await == 0 {
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(read(&after).await, 10, "no connection to the standby is left");
}
