//! Promise 22: migrating beside others.

use std::time::{Duration, Instant};

use merchant::store::postgres::PostgresStore;
use merchant::store::{StepName, StoreError};

use super::{VERSION_1, connected, open};
use crate::cluster::Database;
use crate::records::OWN;

const RECORD: &str = "CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)";
const COMPLETED: &str = "INSERT INTO signups VALUES (1, 'SG1', 'redirect', 'm',
        '{\"id\":\"m\",\"name\":\"M\",\"amount\":1,\"currency\":\"GBP\",\"interval\":\"once\"}', 'completed',
        decode(repeat('00', 32), 'hex'), NULL, decode(repeat('00', 32), 'hex'), 't', '', NULL, 'RE1', 'u', 0, 0);
    INSERT INTO signup_steps VALUES (1, 'SG1', 'complete', 'SG1-complete', 'succeeded', 0, 0);
    INSERT INTO mandates VALUES (1, 'MD1', 'SG1', NULL, NULL, NULL, NULL, NULL, 0)";

/// A database as the program's version 1 left it, with a signup that was completed then.
fn of_version_1() -> Database {
    let database = Database::fresh();
    database.run(&format!("{VERSION_1}; {RECORD}; INSERT INTO schema_migrations VALUES (1, 0); {COMPLETED}"));
    database
}

async fn versions(database: &Database) -> Vec<i64> {
    let rows = database.peek().await.query("SELECT version FROM schema_migrations ORDER BY version", &[]).await;
    rows.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn promise_22_a_database_of_version_1_is_brought_on() {
    let database = of_version_1();
    let store = connected(&database.url()).await;
    let id = "SG1".parse().unwrap();
    let found = store.signup(OWN, &id).await.unwrap().unwrap();
    assert_eq!((found.mandate.map(|it| it.id.to_string()), found.first_charge_date), (Some("MD1".to_owned()), None));
    let steps = store.steps(OWN, &id).await.unwrap();
    assert_eq!(steps.iter().map(|it| it.name).collect::<Vec<_>>(), [StepName::Complete]);
}

#[tokio::test]
async fn promise_22_instances_that_start_at_once_migrate_once() {
    for database in [Database::fresh(), of_version_1()] {
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let url = database.url();
                tokio::spawn(async move { PostgresStore::open(&url.parse().unwrap()).await.map(drop) })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), Ok(()));
        }
        let all = versions(&database).await;
        assert_eq!(all, (1..=i64::try_from(all.len()).unwrap()).collect::<Vec<_>>());
        assert!(all.len() >= 3);
    }
}

/// A report that somebody runs holds up a migration; the program of version 1, which serves meanwhile, must not wait.
#[tokio::test]
async fn promise_22_an_older_program_goes_on_while_a_migration_waits_and_after_it() {
    let database = of_version_1();
    let report = database.peek().await;
    report.batch_execute("BEGIN; SELECT count(*) FROM signups").await.unwrap();
    let url = database.url();
    let newer = tokio::spawn(async move { connected(&url).await });

    let older = database.peek().await;
    older.batch_execute("SET lock_timeout = '1s'").await.unwrap();
    let mut number = 0;
    let mut serve = async || {
        number += 1;
        older
            .batch_execute(&format!(
                "INSERT INTO signups (organisation_id, id, flow, plan, plan_terms, status, browser_hash,
                                      client_key_hash, request_hash, session_token, return_url, locale, created_at)
                 SELECT 1, 'SGO{number}', flow, plan, plan_terms, 'started', browser_hash, NULL, request_hash, 't', '',
                        NULL, 0 FROM signups WHERE id = 'SG1';
                 INSERT INTO signup_steps (organisation_id, signup_id, step, idempotency_key, state, created_at,
                                           updated_at)
                 VALUES (1, 'SGO{number}', 'redirect_flow', 'k', 'intended', 0, 0);
                 UPDATE signups SET status = 'awaiting_payer' WHERE organisation_id = 1 AND id = 'SGO{number}'"
            ))
            .await
            .unwrap();
    };
    // Long enough for the migration to try several times.
    let until = Instant::now() + Duration::from_secs(3);
    while Instant::now() < until {
        serve().await;
    }
    assert!(!newer.is_finished(), "the report should hold it up");
    report.batch_execute("COMMIT").await.unwrap();
    let newer = newer.await.unwrap();
    serve().await;
    let id = "SGO1".parse().unwrap();
    assert_eq!(newer.steps(OWN, &id).await.unwrap().len(), 1);
    assert!(newer.health().await.migrated);
}

/// A million signups with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
async fn promise_22_nobody_waits_for_a_second_while_many_rows_are_migrated() {
    let rows = if std::env::var_os("MERCHANT_TEST_FULL").is_some() { 1_000_000 } else { 20_000 };
    let database = of_version_1();
    database.run(&format!(
        "INSERT INTO signups SELECT organisation_id, 'SGR' || n, flow, plan, plan_terms, status, browser_hash,
                                    client_key_hash, request_hash, session_token, return_url, locale, NULL, redirect_url,
                                    n, n FROM signups, generate_series(1, {rows}) n WHERE id = 'SG1';
         INSERT INTO signup_steps SELECT 1, 'SGR' || n, step, 'k', 'succeeded', n, n
         FROM generate_series(1, {rows}) n, unnest(ARRAY['redirect_flow', 'complete']) step;
         INSERT INTO mandates SELECT 1, 'MDR' || n, 'SGR' || n, NULL, NULL, NULL, NULL, NULL, n
         FROM generate_series(1, {rows}) n;
         ANALYZE"
    ));
    // Waiting for the migration is held against it; waiting for the machine is not.
    let older = database.peek().await;
    older.batch_execute("SET lock_timeout = '1s'").await.unwrap();
    let url = database.url();
    let migrating = tokio::spawn(async move { connected(&url).await });
    let mut longest = [Duration::ZERO; 2];
    while !migrating.is_finished() {
        let statements = [
            "SELECT * FROM signups WHERE organisation_id = 1 AND id = 'SGR7'",
            "UPDATE signups SET status = 'expired' WHERE organisation_id = 1 AND id = 'SGR8';
             UPDATE signup_steps SET state = 'unknown' WHERE organisation_id = 1 AND signup_id = 'SGR8'",
        ];
        for (longest, statement) in longest.iter_mut().zip(statements) {
            let begun = Instant::now();
            older.batch_execute(statement).await.unwrap();
            *longest = begun.elapsed().max(*longest);
        }
    }
    assert!(migrating.await.unwrap().health().await.migrated);
    println!("{rows} signups: a read took {:?} at most, a write {:?}", longest[0], longest[1]);
}

/// An instance died while it made an index, and left half of it.
#[tokio::test]
async fn promise_22_an_index_that_was_left_half_made_is_made_anew() {
    let database = of_version_1();
    // As a failed attempt leaves it: there, and of no use. Two rows have the same, so that it cannot become unique.
    database
        .run("INSERT INTO signup_steps SELECT 1, 'SG1', step, 'k', 'failed', 0, 0 FROM unnest(ARRAY['a', 'b']) step");
    let peek = database.peek().await;
    // What somebody else has left half-made is none of ours.
    for name in ["signups_by_start", "of_the_accountants"] {
        let half =
            format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON signup_steps (organisation_id, state, updated_at)");
        assert!(peek.batch_execute(&half).await.is_err());
    }
    let halves = async || {
        let halves = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1";
        let rows = peek.query(halves, &[]).await.unwrap();
        rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>()
    };
    assert_eq!(halves().await, ["of_the_accountants", "signups_by_start"]);

    connected(&database.url()).await;
    assert_eq!(halves().await, ["of_the_accountants"]);
    let made = "SELECT tablename FROM pg_indexes WHERE indexname = 'signups_by_start'";
    assert_eq!(peek.query_one(made, &[]).await.unwrap().get::<_, String>(0), "signups");
}

#[tokio::test]
async fn a_newer_database_is_refused_at_start_and_served_by_who_is_running() {
    let fixture = open().await;
    fixture.database.run("INSERT INTO schema_migrations VALUES (99, 0)");
    let refused = PostgresStore::open(&fixture.database.url().parse().unwrap()).await.map(drop);
    assert!(matches!(refused, Err(StoreError::NewerSchema { found: 99, .. })), "{refused:?}");
    let health = fixture.store.health().await;
    assert!(health.readable && health.writable && health.migrated, "{health:?}");
}
