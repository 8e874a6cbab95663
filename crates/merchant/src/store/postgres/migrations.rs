//! Forward-only numbered migrations; see `migrations/README.md`.

use std::iter;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::time::sleep;
use tracing::info;

use super::super::StoreError;
use super::connections::{Readers, Rows, Writers};
use super::reads::get;

const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../../../migrations/postgres/0001_signups.sql")),
    (2, include_str!("../../../migrations/postgres/0002_steps.sql")),
    (3, include_str!("../../../migrations/postgres/0003_events.sql")),
    (4, include_str!("../../../migrations/postgres/0004_audit_due.sql")),
    (5, include_str!("../../../migrations/postgres/0005_indexes.sql")),
    (6, include_str!("../../../migrations/postgres/0006_claims.sql")),
    (7, include_str!("../../../migrations/postgres/0007_events_in_order.sql")),
    (8, include_str!("../../../migrations/postgres/0008_event_contents.sql")),
    (9, include_str!("../../../migrations/postgres/0009_rows_by_key.sql")),
    (10, include_str!("../../../migrations/postgres/0010_deliveries.sql")),
];

/// The newest version that this program knows.
pub(super) const KNOWN: i64 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// For how long a migration is tried: as long as others hold what it needs, or are at it themselves.
const PATIENCE: Duration = Duration::from_mins(2);
/// The pause before trying again, in which those who waited behind us get on.
const PAUSE: Duration = Duration::from_millis(200);
/// Nobody waits longer than this for a migration to get its locks: it gives up first, and comes again.
const LIMITS: &str = "SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '60s'";

/// An index is made beside others that write, which takes as long as the table is large. Nobody waits for it meanwhile but
/// the instances that start.
const INDEX: Duration = Duration::from_hours(6);
/// The claim is open all the while.
const UNLIMITED: &str = "SET LOCAL idle_in_transaction_session_timeout = 0";

/// Brings the database to [`KNOWN`], a transaction a step; writes nothing when it is there already.
///
/// Any number of instances may do so at once: a step is claimed by its row, for which the others wait.
pub(super) async fn run(readers: &Readers, writers: &Writers) -> Result<(), StoreError> {
    let found = version(readers).await?;
    if found > KNOWN {
        return Err(StoreError::NewerSchema { found, known: KNOWN });
    }
    if found == KNOWN {
        return Ok(());
    }
    let until = Instant::now() + PATIENCE;
    let missing = MIGRATIONS.iter().filter(|(version, _)| *version > found);
    for step in iter::once(Step::Table).chain(missing.map(|(version, sql)| Step::Version(*version, sql))) {
        patiently(writers, step, until).await?;
    }
    Ok(())
}

/// One thing to be done.
#[derive(Clone, Copy)]
enum Step {
    /// The table that says what was done.
    Table,
    /// A numbered file.
    Version(i64, &'static str),
}

/// Tries until it works, fails for good, or the time is up.
async fn patiently(writers: &Writers, step: Step, until: Instant) -> Result<(), StoreError> {
    loop {
        let attempt = match step {
            Step::Table => create_table(writers).await,
            Step::Version(version, sql) => apply(writers, version, sql).await,
        };
        match (attempt, step) {
            (Err(StoreError::Unavailable(_) | StoreError::Overloaded), _)
            // Two that make the table at once can meet in the catalogue; the second finds it made.
            | (Err(StoreError::Corrupt(_)), Step::Table)
                if Instant::now() < until => sleep(PAUSE).await,
            (result, _) => return result,
        }
    }
}

/// The database's version; 0 before the first migration.
pub(super) async fn version(rows: &impl Rows) -> Result<i64, StoreError> {
    if rows.first("SELECT 1 WHERE to_regclass('schema_migrations') IS NOT NULL", &[]).await?.is_none() {
        return Ok(0);
    }
    let newest = rows.first("SELECT version FROM schema_migrations ORDER BY version DESC LIMIT 1", &[]).await?;
    newest.map_or(Ok(0), |row| get(&row, 0))
}

async fn create_table(writers: &Writers) -> Result<(), StoreError> {
    let session = writers.single().await?;
    let created = session
        .batch("CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)")
        .await;
    session.end(created).await
}

/// Whether a file makes indexes beside others that write, which no transaction can.
fn is_beside(sql: &str) -> bool {
    sql.contains("CREATE INDEX CONCURRENTLY")
}

/// Makes the indexes of a file, one after another, for whoever has claimed that.
///
/// What an earlier attempt has left half-made is thrown away first, by its name: what others have made there is theirs. (While it is still being made by a server that has not
/// noticed the end of that instance, this waits for it.)
async fn make_indexes(writers: &Writers, sql: &str) -> Result<(), StoreError> {
    let mut session = writers.single().await?;
    session.be_patient(INDEX);
    let making = async {
        session.batch("SET statement_timeout = 0").await?;
        session.batch("SET lock_timeout = 0").await?;
        let half = "SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                    WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace AND c.relname = $1";
        for statement in statements(sql) {
            if let Some(name) = index_of(&statement)
                && session.first(half, &[&name]).await?.is_some()
            {
                session.batch(&format!("DROP INDEX CONCURRENTLY IF EXISTS {name}")).await?;
            }
            session.batch(&statement).await?;
        }
        Ok(())
    };
    let made = making.await;
    // Its limits are not those of the others: it is closed.
    drop(session);
    made
}

/// The statements of a file, without its comments; none has a semicolon inside.
fn statements(sql: &str) -> Vec<String> {
    let code: Vec<_> = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    code.join("\n").split(';').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// The name of the index that a statement makes.
fn index_of(statement: &str) -> Option<&str> {
    statement.strip_prefix("CREATE INDEX CONCURRENTLY IF NOT EXISTS ")?.split_whitespace().next()
}

/// Runs one step, unless another instance has.
async fn apply(writers: &Writers, version: i64, sql: &str) -> Result<(), StoreError> {
    let mut session = writers.begin().await?;
    session.be_patient(PATIENCE);
    let step = async {
        session.batch(LIMITS).await?;
        if is_beside(sql) {
            session.batch(UNLIMITED).await?;
        }
        let claim =
            "INSERT INTO schema_migrations (version, applied_at) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING";
        let claimed = session.execute(claim, &[&version, &Timestamp::now().as_millisecond()]).await? == 1;
        if claimed && is_beside(sql) {
            make_indexes(writers, sql).await?;
        } else if claimed {
            session.batch(sql).await?;
        }
        Ok(claimed)
    };
    let claimed = step.await;
    if session.end(claimed).await? {
        info!(version, "migrated");
    }
    Ok(())
}
