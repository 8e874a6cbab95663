//! How far counters are.

use rusqlite::Connection;

use super::super::{CounterUse, OrganisationId, StoreError};

/// The ids of every table's rows, and those of the audit log's lines, which are counted by organisation.
pub(super) fn counters(connection: &Connection, organisation: OrganisationId) -> Result<Vec<CounterUse>, StoreError> {
    // A table's only key, when it is an integer, is what numbers its rows: that is no counter. Where rows lie by their key
    // (`wr`), they have no numbers.
    let mut tables = connection.prepare_cached(
        "SELECT name FROM pragma_table_list t WHERE schema = 'main' AND type = 'table' AND NOT wr AND name NOT LIKE 'sqlite_%'
           AND NOT (SELECT count(*) = 1 AND max(type) = 'INTEGER' FROM pragma_table_info(t.name) WHERE pk > 0)
         ORDER BY name",
    )?;
    let tables: Vec<String> = tables.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut all = Vec::with_capacity(tables.len() + 1);
    for table in tables {
        let sql = format!("SELECT max(rowid) FROM \"{table}\"");
        let last = connection.prepare_cached(&sql)?.query_row((), |row| row.get(0))?;
        all.push(CounterUse { name: format!("{table}.rowid"), used: Some(used(last)) });
    }
    // While there is no log, there is nothing to know.
    let last = connection
        .prepare_cached("SELECT max(id) FROM audit_log WHERE organisation_id = ?1")
        .and_then(|mut statement| statement.query_row([organisation.0], |row| row.get(0)));
    all.push(CounterUse { name: "audit_log.id".to_owned(), used: last.ok().map(used) });
    Ok(all)
}

#[expect(clippy::cast_precision_loss, reason = "a share, of which two digits matter")]
fn used(last: Option<i64>) -> f64 {
    last.unwrap_or(0) as f64 / i64::MAX as f64
}
