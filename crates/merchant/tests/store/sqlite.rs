//! The SQLite engine: the suite, and what is its own.

mod deliveries;
mod migrations;
mod trouble;

use std::sync::Arc;

use merchant::store::sqlite::SqliteStore;
use merchant::store::{StepName, StepState, Store, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::counters::of_sqlite;
use crate::newer_schema::newer_schema;
use crate::records::{OWN, completion, mandate, opened, signup};

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

    fn put_counters(&self, last: i64) {
        self.peek().execute_batch(&of_sqlite(last)).unwrap();
    }

    fn peek(&self) -> Connection {
        Connection::open(self.folder.path().join("db")).unwrap()
    }
}

async fn open() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
    let fixture = Fixture { folder, store };
    for migration in newer_schema("sqlite") {
        fixture.peek().execute_batch(&migration).unwrap();
    }
    fixture
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
