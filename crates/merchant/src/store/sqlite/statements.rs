//! Statements are prepared once.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// More than there are.
const STATEMENTS: usize = 100;

/// Has the connection keep each statement as it was first planned.
///
/// Without the second setting SQLite plans a statement anew whenever other values are bound to it, in case they tell of a
/// better plan: that costs more than most statements do.
pub(super) fn prepare_once(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};
    use rusqlite::StatementStatus;

    use super::super::{events, migrations};
    use super::*;
    use crate::store::{Arrival, EventKey, Lease, NewEvent, OrganisationId, Verdict};

    /// How often a statement was planned anew in ten times with other values.
    fn plans(connection: &Connection) -> i32 {
        connection
            .execute_batch(
                "CREATE TABLE audit_log (organisation_id INTEGER NOT NULL, id INTEGER NOT NULL, action TEXT NOT NULL,
                                         PRIMARY KEY (organisation_id, id)) STRICT",
            )
            .unwrap();
        let sql = "INSERT INTO audit_log (organisation_id, id, action)
                   SELECT ?1, coalesce(max(id), 0) + 1, ?2 FROM audit_log WHERE organisation_id = ?1";
        for number in 0..10 {
            connection.prepare_cached(sql).unwrap().execute((number, "begun")).unwrap();
        }
        connection.prepare_cached(sql).unwrap().get_status(StatementStatus::RePrepare)
    }

    #[test]
    fn other_values_do_not_make_another_plan() {
        let connection = Connection::open_in_memory().unwrap();
        assert_ne!(plans(&connection), 0, "SQLite's own way");

        let connection = Connection::open_in_memory().unwrap();
        prepare_once(&connection).unwrap();
        assert_eq!(plans(&connection), 0);
    }

    /// How many steps SQLite takes to claim one event when so many were applied before.
    fn steps_to_claim(applied: usize) -> i32 {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare_once(&connection).unwrap();
        migrations::run(&mut connection).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let event = |number: usize| NewEvent {
            key: EventKey::of_content(number.to_string().as_bytes()),
            resource_type: "mandates".into(),
            action: "active".into(),
            resource: None,
            happened_at: None,
            received_at: now,
            content: "{}".into(),
        };
        let before: Vec<_> = (0..applied).map(|number| Arrival::from(event(number))).collect();
        events::receive(&connection, OrganisationId::OWN, &before).unwrap();
        let settled: Vec<_> = before.into_iter().map(|it| (it.event.key, Verdict::Applied(None))).collect();
        events::settle(&connection, OrganisationId::OWN, &settled).unwrap();
        events::receive(&connection, OrganisationId::OWN, &[event(applied).into()]).unwrap();

        let lease = Lease { now, until: now + 1.minute() };
        assert_eq!(events::claim(&connection, OrganisationId::OWN, lease, 250).unwrap().len(), 1);
        connection.prepare_cached(&events::claiming()).unwrap().get_status(StatementStatus::VmStep)
    }

    #[test]
    fn claiming_does_not_look_at_what_was_applied_before() {
        assert_eq!(steps_to_claim(1000), steps_to_claim(10));
    }
}
