//! Promise 21 as far as one machine allows: a primary with a synchronous standby, killed under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use merchant::store::{Store, StoreError};
use tokio::time::sleep;

use super::connected;
use crate::cluster::Cluster;
use crate::records::{OWN, signup};

/// Starts signups until it is stopped; returns those that were answered for.
async fn load(store: Arc<dyn Store>, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut answered = Vec::new();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let id = format!("SG{number}");
        match store.start_signup(signup(&id)).await {
            Ok(_) => answered.push(id),
            Err(StoreError::Unavailable(_) | StoreError::Overloaded) => sleep(Duration::from_millis(5)).await,
            Err(error) => panic!("{error}"),
        }
    }
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn promise_21_reads_go_on_writes_come_back_and_nothing_that_was_answered_is_lost() {
    let mut primary = Cluster::private(&[]);
    let standby = Cluster::standby_of(&primary);
    let store = connected(&primary.url_with(&standby, "owner", "postgres")).await;
    primary.run("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'");
    primary.run("postgres", "SELECT pg_reload_conf()");
    store.start_signup(signup("SGfirst")).await.unwrap();

    let stop = Arc::new(AtomicBool::new(false));
    let writing = tokio::spawn(load(Arc::clone(&store), Arc::clone(&stop)));
    let (first, some) = ("SGfirst".parse().unwrap(), "SG50".parse().unwrap());
    while store.signup(OWN, &some).await.unwrap().is_none() {
        sleep(Duration::from_millis(5)).await;
    }
    primary.kill();
    let killed = Instant::now();
    while store.health().await.writable || killed.elapsed() < Duration::from_millis(500) {
        assert!(store.signup(OWN, &first).await.unwrap().is_some());
    }
    standby.run("postgres", "SELECT pg_promote()");
    let promoted = Instant::now();
    while !store.health().await.writable {
        assert!(store.signup(OWN, &first).await.unwrap().is_some());
    }
    assert!(promoted.elapsed() < Duration::from_secs(15), "{:?}", promoted.elapsed());
    store.start_signup(signup("SGlast")).await.unwrap();

    stop.store(true, Ordering::Relaxed);
    let answered = writing.await.unwrap();
    assert!(answered.len() > 50, "{}", answered.len());
    for id in answered {
        assert!(store.signup(OWN, &id.parse().unwrap()).await.unwrap().is_some(), "{id} is lost");
    }
}
