//! How far counters are.

use super::super::{CounterUse, StoreError};
use super::connections::Rows;
use super::reads::get;

/// Every sequence in the schema, an identity's too, under the name of the column that it is of, where it is of one.
///
/// A column may be narrower than its sequence: then that is what is used up.
pub(super) async fn counters(rows: &impl Rows) -> Result<Vec<CounterUse>, StoreError> {
    let sql = "SELECT coalesce(t.relname || '.' || a.attname, c.relname)::text,
                      CASE WHEN has_sequence_privilege(c.oid, 'USAGE, SELECT')
                           THEN coalesce(pg_sequence_last_value(c.oid), 0)::float8
                                / least(s.seqmax, CASE a.atttypid WHEN 'int2'::regtype THEN 32767
                                                                  WHEN 'int4'::regtype THEN 2147483647
                                                                  ELSE s.seqmax END)::float8 END
               FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
               LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                                    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
               LEFT JOIN pg_class t ON t.oid = d.refobjid
               LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
               WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1";
    let found = rows.all(sql, &[]).await?;
    found.iter().map(|row| Ok(CounterUse { name: get(row, 0)?, used: get(row, 1)? })).collect()
}
