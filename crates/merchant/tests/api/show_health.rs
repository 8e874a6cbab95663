//! `GET /healthz`, `GET /livez`, `GET /readyz`

use std::fs;
use std::time::Duration;

use gocardless_sandbox::Fault;
use rusqlite::Connection;
use serde_json::json;

use crate::support::{Engine, TestMerchant};

#[tokio::test]
async fn promise_39_a_healthy_server_is_alive_and_ready_without_gocardless() {
    let merchant = TestMerchant::start().await;
    assert_eq!(merchant.browser().get("/healthz").await.status, 204);
    assert_eq!(merchant.browser().get("/livez").await.status, 204);
    let ready = merchant.browser().get("/readyz").await;
    assert_eq!(ready.status, 200);
    assert_eq!(
        ready.json(),
        json!({
            "ready": true,
            "store": { "readable": true, "writable": true, "migrated": true },
            "gocardless": { "reachable": null, "connected": true },
        })
    );
    assert_eq!(merchant.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn promise_39_ready_tells_what_the_last_call_to_gocardless_came_to() {
    let merchant = TestMerchant::start().await;
    merchant.browser().start().await.signup(201);
    let told = merchant.browser().get("/readyz").await.json();
    assert_eq!(told["gocardless"], json!({ "reachable": true, "connected": true }));

    let fault = Fault { path: "/".to_owned(), times: 100, status: Some(502), ..Fault::default() };
    merchant.sandbox.add_fault(fault);
    merchant.browser().start().await.assert_refused(503, "provider_unavailable");
    let told = merchant.browser().get("/readyz").await;
    assert_eq!(
        (told.status, &told.json()["gocardless"]["reachable"]),
        (200, &false.into()),
        "reads and webhooks go on"
    );
}

/// How often it was committed, as another connection sees it, and how long the log of what was is.
#[tokio::test]
async fn promise_39_asking_whether_it_is_ready_writes_nothing() {
    let merchant = TestMerchant::start().await;
    merchant.browser().start().await.signup(201);
    let other_process = Connection::open(merchant.database()).unwrap();
    let version = || other_process.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0)).unwrap();
    let log = merchant.database().with_extension("sqlite3-wal");
    let before = (version(), fs::metadata(&log).unwrap().len());
    for _ in 0..20 {
        assert_eq!(merchant.browser().get("/readyz").await.status, 200);
        assert_eq!(merchant.browser().get("/livez").await.status, 204);
    }
    assert_eq!((version(), fs::metadata(&log).unwrap().len()), before);
}

#[tokio::test]
async fn promise_39_a_postgresql_that_cannot_be_written_is_told_until_it_can() {
    Engine::Postgres.choose();
    let merchant = TestMerchant::start().await;
    merchant.store.make_read_only(true);
    merchant.browser().start().await.assert_refused(503, "store_unavailable");
    let told = merchant.browser().get("/readyz").await;
    let store = json!({ "readable": true, "writable": false, "migrated": true });
    assert_eq!((told.status, &told.json()["ready"], &told.json()["store"]), (503, &false.into(), &store));
    assert_eq!(merchant.browser().get("/livez").await.status, 204);

    merchant.store.make_read_only(false);
    while merchant.browser().get("/readyz").await.status != 200 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
