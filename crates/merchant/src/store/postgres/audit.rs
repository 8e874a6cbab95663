//! Statements about the audit log.

use jiff::Timestamp;
use serde::Serialize;
use signup_api::SignupId;

use super::super::audit_due::LATE;
use super::super::{AuditDue, AuditWritten, OrganisationId, StoreError};
use super::connections::Rows;
use super::reads::{get, parse, read_time};
use super::session::Session;

/// A line that is written with what it tells of, in its signup's row.
pub(super) struct AuditLine {
    /// JSON.
    pub(super) content: String,
    /// When it happened.
    pub(super) at: Timestamp,
}

/// At most so many bytes of lines wait in a row, of those that can come again and again.
pub(super) const ROOM: i64 = 16 * 1024;

#[derive(Serialize)]
struct Content<'a> {
    action: &'static str,
    detail: Option<&'a str>,
    at: i64,
}

impl AuditLine {
    /// What happened to a signup, with a mandate's id or the like, never with personal data.
    pub(super) fn new(action: &'static str, detail: Option<&str>, at: Timestamp) -> Self {
        let content = Content { action, detail, at: at.as_millisecond() };
        // Texts and a number always are JSON.
        Self { content: serde_json::to_string(&content).unwrap_or_default(), at }
    }
}

pub(super) async fn due(
    rows: &impl Rows,
    organisation: OrganisationId,
    after: Option<&AuditDue>,
    limit: u32,
) -> Result<Vec<AuditDue>, StoreError> {
    let sql = "SELECT id, audit_since FROM signups
               WHERE organisation_id = $1 AND audit_since IS NOT NULL AND (audit_since, id) > ($2, $3)
               ORDER BY audit_since, id LIMIT $4";
    let (since, id) = after.map_or((i64::MIN, ""), |after| (after.since.as_millisecond(), after.signup.as_str()));
    let found = rows.all(sql, &[&organisation.0, &since, &id, &i64::from(limit)]).await?;
    found
        .iter()
        .map(|row| {
            Ok(AuditDue { signup: parse(row, 0, |id: String| id.parse().ok())?, since: parse(row, 1, read_time)? })
        })
        .collect()
}

/// Moves all lines of these signups, or none; what another instance is just moving is left to it.
///
/// One statement: a log that is locked is waited for before any signup is, so that nobody waits for it who signs up.
pub(super) async fn write(
    session: &Session,
    organisation: OrganisationId,
    signups: &[SignupId],
    now: Timestamp,
) -> Result<AuditWritten, StoreError> {
    let sql = "WITH due AS MATERIALIZED (
                   SELECT id, audit_due FROM signups
                   WHERE organisation_id = $1 AND id = ANY ($2::text[]) AND audit_since IS NOT NULL
                   ORDER BY id FOR NO KEY UPDATE SKIP LOCKED),
               lines AS MATERIALIZED (
                   SELECT due.id AS signup, line.action, line.detail, line.at FROM due,
                          jsonb_to_recordset(('[' || due.audit_due || ']')::jsonb)
                              AS line (action text, detail text, at bigint)),
               gaps AS (
                   SELECT signup, 'audit_gap' AS action, count(*) || ' late' AS detail, $4::bigint AS at
                   FROM lines WHERE at < $3 GROUP BY signup),
               written AS (
                   INSERT INTO audit_log (organisation_id, action, signup_id, detail, created_at)
                   SELECT $1, action, signup, detail, at
                   FROM (SELECT signup, action, detail, at FROM lines
                         UNION ALL SELECT signup, action, detail, at FROM gaps) all_lines
                   ORDER BY at),
               moved AS (
                   UPDATE signups SET audit_due = NULL, audit_since = NULL FROM due
                   WHERE organisation_id = $1 AND signups.id = due.id)
               SELECT count(*), count(*) FILTER (WHERE at < $3) FROM lines";
    let ids: Vec<_> = signups.iter().map(SignupId::as_str).collect();
    let (now, late) = (now.as_millisecond(), (now - LATE).as_millisecond());
    let row = session.first(sql, &[&organisation.0, &ids, &late, &now]).await?.ok_or(StoreError::NotFound)?;
    let count = |column| get::<i64>(&row, column).map(|count| u64::try_from(count).unwrap_or(0));
    Ok(AuditWritten { lines: count(0)?, late: count(1)? })
}
