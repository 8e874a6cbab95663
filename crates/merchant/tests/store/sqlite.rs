//! The SQLite engine: the suite, and what is its own.

use std::sync::Arc;

use merchant::store::sqlite::SqliteStore;
use merchant::store::{AuditEntry, StepName, StepState, Store, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::records::{OWN, at, completion, mandate, opened, signup};

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
    fixture.store.complete_signup(OWN, &id, completion("SG1", "MD1")).await.unwrap();
    fixture.reopen();
    assert_eq!(fixture.store.signup(OWN, &id).await.unwrap().unwrap().mandate, Some(mandate("MD1")));

    let steps: Vec<_> =
        fixture.store.steps(OWN, &id).await.unwrap().into_iter().map(|it| (it.name, it.state)).collect();
    assert_eq!(
        steps,
        [
            (StepName::Complete, StepState::Succeeded),
            (StepName::RedirectFlow, StepState::Succeeded),
            (StepName::Subscription, StepState::Intended)
        ]
    );
}

/// A signup of the program's version 1, completed before there were collections.
#[tokio::test]
async fn a_database_of_version_1_is_brought_on_and_nothing_is_collected_for_its_signups() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let old = Connection::open(&file).unwrap();
    old.execute_batch(include_str!("../../migrations/sqlite/0001_signups.sql")).unwrap();
    old.execute_batch(
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
         INSERT INTO schema_migrations VALUES (1, 0);
         INSERT INTO signups VALUES (1, 'SG1', 'redirect', 'm', '{\"id\":\"m\",\"name\":\"M\",\"amount\":1,\"currency\":\"GBP\",\"interval\":\"once\"}',
             'completed', zeroblob(32), NULL, zeroblob(32), 't', '', NULL, 'RE1', 'u', 0, 0);
         INSERT INTO signup_steps VALUES (1, 'SG1', 'complete', 'SG1-complete', 'succeeded', 0, 0);
         INSERT INTO mandates VALUES (1, 'MD1', 'SG1', NULL, NULL, NULL, NULL, NULL, 0);",
    )
    .unwrap();
    drop(old);

    let store = SqliteStore::open(&file).unwrap();
    let found = store.signup(OWN, &"SG1".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((found.mandate.map(|it| it.id.to_string()), found.first_charge_date), (Some("MD1".to_owned()), None));
    let steps = store.steps(OWN, &"SG1".parse().unwrap()).await.unwrap();
    assert_eq!(steps.iter().map(|it| it.name).collect::<Vec<_>>(), [StepName::Complete]);
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
