//! A file that others lock, copy and compare.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use merchant::store::sqlite::SqliteStore;
use merchant::store::{PageQuery, Store};
use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::open;
use crate::reading::{read_everything, something_to_read};
use crate::records::{OWN, signup};

/// Another process holds the lock that a write needs; and afterwards no byte is another.
#[tokio::test]
async fn promise_18_everything_is_read_without_writing() {
    let fixture = open().await;
    something_to_read(&*fixture.store).await;
    let content = || ["db", "db-wal"].map(|name| fs::read(fixture.folder.path().join(name)).unwrap());
    let before = content();
    let other = fixture.peek();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(read_everything(&*fixture.store).await, Ok(()));
    other.execute_batch("ROLLBACK").unwrap();
    assert!(before == content(), "a read has written");
}

#[tokio::test]
async fn promise_19_every_column_takes_64_bits() {
    let fixture = open().await;
    let peek = fixture.peek();
    let mut columns = peek
        .prepare(
            "SELECT m.name || '.' || c.name || ' ' || c.type FROM sqlite_schema m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND (c.type NOT IN ('INTEGER', 'TEXT', 'BLOB') OR m.sql NOT LIKE '%STRICT')",
        )
        .unwrap();
    let narrow: Vec<String> = columns.query_map((), |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(narrow, [""; 0]);
}

#[tokio::test]
async fn promise_23_a_back_up_under_load_is_restored_with_all_that_was_answered_before_it() {
    let fixture = open().await;
    for number in 0..40 {
        fixture.store.start_signup(signup(&format!("SG{number}"))).await.unwrap();
    }
    let (store, stop) = (fixture.store(), Arc::new(AtomicBool::new(false)));
    let stopped = Arc::clone(&stop);
    let load = tokio::spawn(async move {
        let mut number = 40;
        while !stopped.load(Ordering::Relaxed) {
            store.start_signup(signup(&format!("SG{number}"))).await.unwrap();
            number += 1;
        }
        number
    });
    let (from, file) = (fixture.folder.path().join("db"), fixture.folder.path().join("copy"));
    let to = file.clone();
    let copying = tokio::task::spawn_blocking(move || {
        let (from, mut to) = (Connection::open(from).unwrap(), Connection::open(to).unwrap());
        Backup::new(&from, &mut to).unwrap().run_to_completion(1000, std::time::Duration::ZERO, None).unwrap();
    });
    copying.await.unwrap();
    stop.store(true, Ordering::Relaxed);
    let written = load.await.unwrap();

    let copy = Connection::open(&file).unwrap();
    let verdict: String = copy.query_row("PRAGMA integrity_check", (), |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    drop(copy);
    let restored = SqliteStore::open(&file).unwrap();
    let all = restored.list_signups(OWN, false, PageQuery { after: None, limit: 1_000_000 }).await.unwrap();
    assert!(all.len() >= 40 && all.len() <= written, "{} of {written}", all.len());
    for found in &all {
        assert_eq!(restored.steps(OWN, &found.id).await.unwrap().len(), 1, "{}", found.id);
    }
    restored.start_signup(signup("SGlast")).await.unwrap();
}
