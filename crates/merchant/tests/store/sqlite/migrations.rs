//! Promise 22: an older program and a newer schema.

use std::path::PathBuf;

use merchant::store::sqlite::SqliteStore;
use merchant::store::{StepName, Store};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::records::{OWN, at, signup};

/// A file as the program's version 1 left it, with a signup that was completed then.
fn of_version_1() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let old = Connection::open(&file).unwrap();
    old.execute_batch(include_str!("../../../migrations/sqlite/0001_signups.sql")).unwrap();
    old.execute_batch(
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
         INSERT INTO schema_migrations VALUES (1, 0);
         INSERT INTO signups VALUES (1, 'SG1', 'redirect', 'm', '{\"id\":\"m\",\"name\":\"M\",\"amount\":1,\"currency\":\"GBP\",\"interval\":\"once\"}',
             'completed', zeroblob(32), NULL, zeroblob(32), 't', '', NULL, 'RE1', 'u', 0, 0);
         INSERT INTO signup_steps VALUES (1, 'SG1', 'complete', 'SG1-complete', 'succeeded', 0, 0);
         INSERT INTO mandates VALUES (1, 'MD1', 'SG1', NULL, NULL, NULL, NULL, NULL, 0);",
    )
    .unwrap();
    (folder, file)
}

#[tokio::test]
async fn promise_22_a_database_of_version_1_is_brought_on_and_nothing_is_collected_for_its_signups() {
    let (_folder, file) = of_version_1();

    let store = SqliteStore::open(&file).unwrap();
    let found = store.signup(OWN, &"SG1".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((found.mandate.map(|it| it.id.to_string()), found.first_charge_date), (Some("MD1".to_owned()), None));
    let steps = store.steps(OWN, &"SG1".parse().unwrap()).await.unwrap();
    assert_eq!(steps.iter().map(|it| it.name).collect::<Vec<_>>(), [StepName::Complete]);
}

/// A program of version 1 that has the file open while a newer one migrates it.
#[tokio::test]
async fn promise_22_an_older_program_goes_on_after_a_migration() {
    let (_folder, file) = of_version_1();
    let older = Connection::open(&file).unwrap();
    let insert = "INSERT INTO signups (organisation_id, id, flow, plan, plan_terms, status, browser_hash,
                                       client_key_hash, request_hash, session_token, return_url, locale, created_at)
                  SELECT 1, ?1, flow, plan, plan_terms, 'started', browser_hash, NULL, request_hash, 't', '', NULL, 0
                  FROM signups WHERE id = 'SG1'";
    let step =
        "INSERT INTO signup_steps (organisation_id, signup_id, step, idempotency_key, state, created_at, updated_at)
                VALUES (1, ?1, 'redirect_flow', 'k', 'intended', 0, 0)";
    let serve = |id: &str| {
        older.prepare_cached(insert).unwrap().execute([id]).unwrap();
        older.prepare_cached(step).unwrap().execute([id]).unwrap();
    };
    serve("SGO1");
    let newer = SqliteStore::open(&file).unwrap();
    serve("SGO2");
    for id in ["SGO1", "SGO2"] {
        assert_eq!(newer.steps(OWN, &id.parse().unwrap()).await.unwrap().len(), 1);
    }
}

/// Versions 4 to 8 kept lines of the audit log in their signups' rows.
#[tokio::test]
async fn promise_22_lines_that_an_older_program_has_left_come_into_the_audit_log_once() {
    let (_folder, file) = of_version_1();
    let newer = SqliteStore::open(&file).unwrap();
    newer.start_signup(signup("SG2")).await.unwrap();
    drop(newer);
    let older = Connection::open(&file).unwrap();
    let leave = r#"UPDATE signups SET audit_since = 1, audit_due = '{"action":"browser_bound","detail":null,"at":1},
                                                                   {"action":"signup_completed","detail":"MD2","at":2}'
                   WHERE id = 'SG2'"#;
    older.execute_batch(leave).unwrap();

    let newer = SqliteStore::open(&file).unwrap();
    let due = newer.audit_due(OWN, None, 9).await.unwrap();
    assert_eq!(due.iter().map(|it| (it.signup.as_str(), it.since.as_millisecond())).collect::<Vec<_>>(), [("SG2", 1)]);
    assert_eq!(newer.write_audit(OWN, &[due[0].signup.clone()], at(0)).await.unwrap().lines, 3);
    let lines = "SELECT group_concat(action || coalesce(detail, ''), ' ' ORDER BY id) FROM audit_log WHERE action <> 'audit_gap'";
    let lines = older.query_row(lines, (), |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(lines, "browser_bound signup_completedMD2 signup_startedmagazine");

    drop(newer);
    assert_eq!(SqliteStore::open(&file).unwrap().audit_due(OWN, None, 9).await, Ok(Vec::new()));
}
