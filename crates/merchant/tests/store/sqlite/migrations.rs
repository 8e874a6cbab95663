//! Promise 22: an older program and a newer schema.

use std::path::PathBuf;

use jiff::Timestamp;
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
    older.execute_batch("UPDATE signups SET audit_since = 1, audit_due = '{\"action\":' WHERE id = 'SG1'").unwrap();

    let newer = SqliteStore::open(&file).unwrap();
    let due = newer.audit_due(OWN, None, 9).await.unwrap();
    assert_eq!(due.iter().map(|it| (it.signup.as_str(), it.since.as_millisecond())).collect::<Vec<_>>(), [("SG2", 1)]);
    assert_eq!(newer.write_audit(OWN, &[due[0].signup.clone()], at(0)).await.unwrap().lines, 3);
    let lines = "SELECT group_concat(action || coalesce(detail, ''), ' ' ORDER BY id) FROM audit_log WHERE action <> 'audit_gap'";
    let lines = older.query_row(lines, (), |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(lines, "browser_bound signup_completedMD2 signup_startedmagazine");

    // What cannot be read keeps nothing back, and is told.
    assert_eq!(newer.audit_due(OWN, None, 9).await, Ok(Vec::new()));
    assert_eq!(newer.backlog(OWN).await.unwrap().oldest_audit_line, Some(Timestamp::from_millisecond(1).unwrap()));
    older.execute_batch("UPDATE signups SET audit_due = '{}' WHERE id = 'SG1'").unwrap();
    newer.start_signup(signup("SG3")).await.unwrap();
    assert_eq!(newer.audit_due(OWN, None, 9).await.unwrap().len(), 1);
}

/// A file of version 8, with rows whose columns all differ, and with what somebody has made beside our tables.
#[test]
fn promise_22_rows_come_through_as_they_were_whatever_was_made_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let old = Connection::open(&file).unwrap();
    let mut files: Vec<_> = std::fs::read_dir("migrations/sqlite").unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    old.execute_batch(
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT",
    )
    .unwrap();
    for (version, migration) in (1..=8).zip(files) {
        old.execute_batch(&std::fs::read_to_string(migration).unwrap()).unwrap();
        old.execute("INSERT INTO schema_migrations VALUES (?1, 0)", [version]).unwrap();
    }
    old.execute_batch(
        "INSERT INTO signups (organisation_id, id, flow, plan, plan_terms, status, browser_hash, request_hash, session_token,
                              return_url, created_at)
         VALUES (7, 'SG1', 'redirect', 'm', '{}', 'completed', zeroblob(32), zeroblob(32), 't', '', 0);
         INSERT INTO signup_steps (organisation_id, signup_id, step, idempotency_key, state, created_at, updated_at, resource_id,
                                   request_id)
         VALUES (7, 'SG1', 'payment', 'key', 'failed', 1, 2, 'PM1', 'request'), (7, 'SG1', 'complete', 'k', 'unknown', 3, 4, NULL, NULL);
         INSERT INTO statuses VALUES (7, 'mandates', 'MD1', 'active', 5, 6, 'EV1');
         PRAGMA foreign_keys = OFF;
         INSERT INTO signup_steps (organisation_id, signup_id, step, idempotency_key, state, created_at, updated_at)
         VALUES (7, 'SGGONE', 'payment', 'key', 'failed', 1, 2);
         CREATE VIEW known AS SELECT * FROM statuses;
         CREATE TRIGGER archive AFTER INSERT ON audit_log BEGIN INSERT INTO gone VALUES (1); END;
         CREATE VIEW broken AS SELECT * FROM gone",
    )
    .unwrap();
    let rows = |sql: &str| {
        let mut statement = old.prepare(sql).unwrap();
        let rows = statement.query_map((), |row| row.get::<_, String>(0)).unwrap();
        rows.collect::<Result<Vec<_>, _>>().unwrap()
    };
    let steps =
        "SELECT concat_ws(' ', organisation_id, signup_id, step, idempotency_key, state, created_at, updated_at,
                                  resource_id, request_id) FROM signup_steps WHERE signup_id = 'SG1' ORDER BY step";
    let statuses =
        "SELECT concat_ws(' ', organisation_id, resource_type, resource_id, status, happened_at, rank, event_key)
                    FROM known";
    let before = (rows(steps), rows(statuses));
    assert_eq!((before.0.len(), before.1.len()), (2, 1));

    drop(SqliteStore::open(&file).unwrap());
    assert_eq!((rows(steps), rows(statuses)), before);
    assert_eq!(rows("SELECT signup_id FROM signup_steps WHERE signup_id <> 'SG1'"), [""; 0]);
}
