//! Statements about the audit log.

use jiff::Timestamp;
use rusqlite::Connection;
use signup_api::SignupId;

use super::super::audit_line::LATE;
use super::super::{AuditDue, AuditWritten, OrganisationId, StoreError};
use super::reads::{parse, read_time};

pub(super) fn due(
    connection: &Connection,
    organisation: OrganisationId,
    after: Option<&AuditDue>,
    limit: u32,
) -> Result<Vec<AuditDue>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, audit_since FROM signups
         WHERE organisation_id = ?1 AND audit_since IS NOT NULL AND (audit_since, id) > (?2, ?3)
         ORDER BY audit_since, id LIMIT ?4",
    )?;
    let (since, id) = after.map_or((i64::MIN, ""), |after| (after.since.as_millisecond(), after.signup.as_str()));
    let found = statement.query_map((organisation.0, since, id, limit), |row| {
        Ok(AuditDue { signup: parse(row, 0, |id: String| id.parse().ok())?, since: parse(row, 1, read_time)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Moves all lines of these signups, or none.
pub(super) fn write(
    connection: &Connection,
    organisation: OrganisationId,
    signups: &[SignupId],
    now: Timestamp,
) -> Result<AuditWritten, StoreError> {
    let ids: Vec<_> = signups.iter().map(SignupId::as_str).collect();
    let ids = serde_json::to_string(&ids).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let (now, late) = (now.as_millisecond(), (now - LATE).as_millisecond());
    let lines = "lines AS MATERIALIZED (
             SELECT s.id AS signup, line.value ->> 'action' AS action, line.value ->> 'detail' AS detail,
                    line.value ->> 'at' AS at
             FROM signups s, json_each('[' || s.audit_due || ']') line
             WHERE s.organisation_id = ?1 AND s.audit_since IS NOT NULL
               AND s.id IN (SELECT value FROM json_each(?2)))";
    let mut count = connection
        .prepare_cached(&format!("WITH {lines} SELECT count(*), count(*) FILTER (WHERE at < ?3) FROM lines"))?;
    let (all, of_before): (i64, i64) =
        count.query_row((organisation.0, &ids, late), |row| Ok((row.get(0)?, row.get(1)?)))?;
    connection
        .prepare_cached(&format!(
            "WITH {lines},
             gaps AS (SELECT signup, 'audit_gap' AS action, count(*) || ' late' AS detail, ?4 AS at
                      FROM lines WHERE at < ?3 GROUP BY signup)
             INSERT INTO audit_log (organisation_id, id, action, signup_id, detail, created_at)
             SELECT ?1, (SELECT coalesce(max(id), 0) FROM audit_log WHERE organisation_id = ?1)
                        + row_number() OVER (ORDER BY at), action, signup, detail, at
             FROM (SELECT signup, action, detail, at FROM lines UNION ALL SELECT signup, action, detail, at FROM gaps)"
        ))?
        .execute((organisation.0, &ids, late, now))?;
    connection
        .prepare_cached(
            "UPDATE signups SET audit_due = NULL, audit_since = NULL
             WHERE organisation_id = ?1 AND id IN (SELECT value FROM json_each(?2))",
        )?
        .execute((organisation.0, &ids))?;
    let count = |count| u64::try_from(count).unwrap_or(0);
    Ok(AuditWritten { lines: count(all), late: count(of_before) })
}
