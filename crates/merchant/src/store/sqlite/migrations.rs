//! Forward-only numbered migrations; see `migrations/README.md`.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::super::StoreError;

const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../../../migrations/sqlite/0001_signups.sql")),
    (2, include_str!("../../../migrations/sqlite/0002_steps.sql")),
    (3, include_str!("../../../migrations/sqlite/0003_events.sql")),
    (4, include_str!("../../../migrations/sqlite/0004_audit_due.sql")),
    (5, include_str!("../../../migrations/sqlite/0005_indexes.sql")),
    (6, include_str!("../../../migrations/sqlite/0006_claims.sql")),
    (7, include_str!("../../../migrations/sqlite/0007_events_in_order.sql")),
    (8, include_str!("../../../migrations/sqlite/0008_event_contents.sql")),
    (9, include_str!("../../../migrations/sqlite/0009_rows_by_key.sql")),
    (10, include_str!("../../../migrations/sqlite/0010_deliveries.sql")),
];

/// The newest version that this program knows.
pub(super) const KNOWN: i64 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// Brings the database to [`KNOWN`], in one transaction.
pub(super) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT",
    )?;
    let found = version(&transaction)?;
    if found > KNOWN {
        return Err(StoreError::NewerSchema { found, known: KNOWN });
    }
    for (version, sql) in MIGRATIONS.iter().filter(|(version, _)| *version > found) {
        transaction.execute_batch(sql)?;
        transaction.execute(
            "INSERT INTO schema_migrations (version, applied_at) VALUES (?1, ?2)",
            (version, Timestamp::now().as_millisecond()),
        )?;
    }
    Ok(transaction.commit()?)
}

/// The database's version; 0 before the first migration.
pub(super) fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    let newest = connection
        .prepare_cached("SELECT version FROM schema_migrations ORDER BY version DESC LIMIT 1")?
        .query_row((), |row| row.get(0))
        .optional()?;
    Ok(newest.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_changes_nothing_and_a_newer_database_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection).unwrap();
        run(&mut connection).unwrap();
        assert_eq!(version(&connection), Ok(KNOWN));

        connection.execute("INSERT INTO schema_migrations VALUES (?1, 0)", [KNOWN + 1]).unwrap();
        assert_eq!(run(&mut connection), Err(StoreError::NewerSchema { found: KNOWN + 1, known: KNOWN }));
    }

    #[test]
    fn every_key_begins_with_the_organisation_and_no_integer_is_narrow() {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection).unwrap();

        let mut keys = connection
            .prepare(
                "SELECT m.name || '.' || i.name, (SELECT name FROM pragma_index_info(i.name) WHERE seqno = 0)
                 FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table'",
            )
            .unwrap();
        let keys: Vec<(String, String)> =
            keys.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
        assert!(keys.len() >= 8, "{keys:?}");
        for (index, first) in keys {
            assert_eq!(first, "organisation_id", "{index}");
        }
    }
}
