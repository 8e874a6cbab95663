//! A file that others lock, copy and compare.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use merchant::store::sqlite::SqliteStore;
use merchant::store::{PageQuery, Store};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

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
             WHERE m.type = 'table' AND (c.type NOT IN ('INTEGER', 'TEXT', 'BLOB') OR m.sql NOT LIKE '%) STRICT%')",
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
    // How many were answered, which are numbered in their order.
    let answered = Arc::new(AtomicUsize::new(40));
    let (store, counted) = (fixture.store(), Arc::clone(&answered));
    let load = tokio::spawn(async move {
        for number in 40.. {
            store.start_signup(signup(&format!("SG{number}"))).await.unwrap();
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    let copy = async |number: u32| {
        let (from, to) = (fixture.folder.path().join("db"), fixture.folder.path().join(format!("copy{number}")));
        let file = to.clone();
        let before = answered.load(Ordering::Relaxed);
        let copying = tokio::task::spawn_blocking(move || {
            let (from, mut to) = (Connection::open(from).unwrap(), Connection::open(to).unwrap());
            // In one step, as of one moment: nothing that is written meanwhile makes it begin anew.
            assert_eq!(Backup::new(&from, &mut to).unwrap().step(-1).unwrap(), StepResult::Done);
        });
        copying.await.unwrap();
        (file, before, answered.load(Ordering::Relaxed))
    };
    // One during which nothing was answered shows nothing.
    let mut number = 0;
    let (file, before) = loop {
        let (file, before, after) = copy(number).await;
        if before > 40 && after > before {
            break (file, before);
        }
        number += 1;
        assert!(number < 1_000, "nothing is written while it is copied");
    };
    load.abort();

    let copy = Connection::open(&file).unwrap();
    let verdict: String = copy.query_row("PRAGMA integrity_check", (), |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    drop(copy);
    let restored = SqliteStore::open(&file).unwrap();
    let all = restored.list_signups(OWN, false, PageQuery { after: None, limit: 1_000_000 }).await.unwrap();
    let kept: BTreeSet<_> = all.iter().map(|it| it.id.as_str()).collect();
    for number in 0..before {
        assert!(kept.contains(&*format!("SG{number}")), "SG{number} of {before} that were answered before");
    }
    for found in &all {
        assert_eq!(restored.steps(OWN, &found.id).await.unwrap().len(), 1, "{}", found.id);
    }
    restored.start_signup(signup("SGlast")).await.unwrap();
}
