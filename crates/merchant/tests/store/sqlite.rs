//! The SQLite engine: the suite, and what is its own.

use std::sync::Arc;

use merchant::store::sqlite::SqliteStore;
use merchant::store::{AuditEntry, Store, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::records::{OWN, at, mandate, opened, signup};

struct Fixture {
    folder: TempDir,
    store: Arc<dyn Store>,
}

impl Fixture {
    fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    fn reopen(&mut self) {
        self.store = Arc::new(SqliteStore::open(&self.folder.path().join("db")).unwrap());
    }

    fn peek(&self) -> Connection {
        Connection::open(self.folder.path().join("db")).unwrap()
    }
}

#[expect(clippy::unused_async, reason = "the suite awaits it, for engines that are reached over a network")]
async fn open() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
    Fixture { folder, store }
}

conformance_suite!(open);

#[tokio::test]
async fn what_was_answered_is_in_the_file() {
    let mut fixture = open().await;
    let id = "SG1".parse().unwrap();
    fixture.store.start_signup(signup("SG1")).await.unwrap();
    fixture.store.open_redirect_flow(OWN, &id, opened("RE1")).await.unwrap();
    fixture.store.complete_signup(OWN, &id, mandate("MD1"), at(3)).await.unwrap();
    fixture.reopen();
    assert_eq!(fixture.store.signup(OWN, &id).await.unwrap().unwrap().mandate, Some(mandate("MD1")));

    let steps: Vec<(String, String, String)> = fixture
        .peek()
        .prepare("SELECT step, state, idempotency_key FROM signup_steps ORDER BY step")
        .unwrap()
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let step = |name: &str| (name.to_owned(), "succeeded".to_owned(), format!("SG1-{name}"));
    assert_eq!(steps, [step("complete"), step("redirect_flow")]);
}

#[tokio::test]
async fn one_bad_write_in_a_group_undoes_itself_alone() {
    let fixture = open().await;
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            // Every tenth uses an id for the second time.
            let id = if number % 10 == 9 { number - 1 } else { number };
            let (store, new) = (fixture.store(), signup(&format!("SG{id}")));
            tokio::spawn(async move { store.start_signup(new).await.map(|_| ()) })
        })
        .collect();
    let mut failed = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => {}
            Err(StoreError::Corrupt(_)) => failed += 1,
            Err(error) => panic!("{error}"),
        }
    }
    let kept: i64 = fixture.peek().query_row("SELECT count(*) FROM signups", (), |row| row.get(0)).unwrap();
    assert_eq!((failed, kept), (20, 180));
}

#[tokio::test]
async fn counters_do_not_end_at_32_bits() {
    let fixture = open().await;
    for start in [i64::from(i32::MAX), i64::from(u32::MAX), 1 << 53] {
        let insert = "INSERT INTO audit_log VALUES (1, ?1, 'x', 'SG1', NULL, 0)";
        fixture.peek().execute(insert, [start]).unwrap();
        let entry = AuditEntry { action: "x", signup: "SG1".parse().unwrap(), detail: None, at: at(0) };
        fixture.store.write_audit(OWN, entry).await.unwrap();
        let newest: i64 = fixture.peek().query_row("SELECT max(id) FROM audit_log", (), |row| row.get(0)).unwrap();
        assert_eq!(newest, start + 1);
    }
}

#[tokio::test]
async fn a_clean_end_leaves_one_file() {
    let Fixture { folder, store } = open().await;
    store.start_signup(signup("SG1")).await.unwrap();
    store.signup(OWN, &"SG1".parse().unwrap()).await.unwrap();
    drop(store);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["db"]);
}

#[test]
fn what_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    std::fs::write(&file, "a text that is long enough to be taken for a header of a database, but is none at all")
        .unwrap();
    assert!(SqliteStore::open(&file).is_err());
    assert!(SqliteStore::open(&folder.path().join("no/such/folder/db")).is_err());
}
