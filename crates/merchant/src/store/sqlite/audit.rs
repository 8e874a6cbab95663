//! Statements about the audit log.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use rusqlite::Connection;
use signup_api::SignupId;

use super::super::audit_due::LATE;
use super::super::{AuditDue, AuditWritten, OrganisationId, StoreError};
use super::many_rows::{Bind, ManyRows};
use super::reads::{parse, read_time};

/// So many lines of a signup wait, of those that can come again and again.
const MOST_WAITING: i64 = 300;

static INSERT_LINES: LazyLock<ManyRows> =
    LazyLock::new(|| ManyRows::new("audit_log (organisation_id, id, action, signup_id, detail, created_at)", 1, 5, ""));

/// A line to be inserted into the log.
struct Line {
    signup: String,
    action: String,
    detail: Option<String>,
    at: i64,
}

/// Writes a line that is due from now on: what happened to a signup, with a mandate's id or the like, never with personal data.
pub(super) fn tell(
    connection: &Connection,
    organisation: OrganisationId,
    signup: &SignupId,
    action: &'static str,
    detail: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO audit_due (organisation_id, signup_id, number, action, detail, happened_at)
             SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5 FROM audit_due
             WHERE organisation_id = ?1 AND signup_id = ?2",
        )?
        .execute((organisation.0, signup.as_str(), action, detail, at.as_millisecond()))?;
    Ok(())
}

/// Whether further lines of the signup may wait.
pub(super) fn has_room(
    connection: &Connection,
    organisation: OrganisationId,
    signup: &SignupId,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(max(number), 0) < ?3 FROM audit_due WHERE organisation_id = ?1 AND signup_id = ?2",
    )?;
    Ok(statement.query_row((organisation.0, signup.as_str(), MOST_WAITING), |row| row.get(0))?)
}

/// Whether a program of before has left lines in the rows of their signups.
pub(super) fn are_left(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM signups INDEXED BY signups_audit_due WHERE audit_since IS NOT NULL)";
    Ok(connection.prepare_cached(sql)?.query_row((), |row| row.get(0))?)
}

/// Takes them in, but for what cannot be read.
pub(super) fn take_in(connection: &Connection) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO audit_due (organisation_id, signup_id, number, action, detail, happened_at)
         SELECT s.organisation_id, s.id,
                1 + line.key + (SELECT coalesce(max(number), 0) FROM audit_due due
                                WHERE due.organisation_id = s.organisation_id AND due.signup_id = s.id),
                line.value ->> 'action', line.value ->> 'detail', line.value ->> 'at'
         FROM signups s INDEXED BY signups_audit_due, json_each('[' || s.audit_due || ']') line
         WHERE s.audit_since IS NOT NULL AND json_valid('[' || s.audit_due || ']')",
        (),
    )?;
    connection.execute(
        "UPDATE signups INDEXED BY signups_audit_due SET audit_due = NULL, audit_since = NULL
         WHERE audit_since IS NOT NULL AND json_valid('[' || audit_due || ']')",
        (),
    )?;
    Ok(())
}

/// In the order of their ids, which is that in which they were started.
pub(super) fn due(
    connection: &Connection,
    organisation: OrganisationId,
    after: Option<&AuditDue>,
    limit: u32,
) -> Result<Vec<AuditDue>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT signup_id, min(happened_at) FROM audit_due
         WHERE organisation_id = ?1 AND signup_id > ?2 GROUP BY signup_id ORDER BY signup_id LIMIT ?3",
    )?;
    let after = after.map_or("", |after| after.signup.as_str());
    let found = statement.query_map((organisation.0, after, limit), |row| {
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
    let waiting = "FROM audit_due WHERE organisation_id = ?1 AND signup_id IN (SELECT value FROM json_each(?2))";
    let mut lines = lines(connection, waiting, (organisation.0, &ids))?;

    let mut written = AuditWritten { lines: lines.len() as u64, late: 0 };
    let mut gaps = BTreeMap::<_, u64>::new();
    for line in lines.iter().filter(|line| line.at < (now - LATE).as_millisecond()) {
        *gaps.entry(line.signup.clone()).or_default() += 1;
    }
    lines.sort_by_key(|line| line.at);
    for (signup, late) in gaps {
        written.late += late;
        let detail = Some(format!("{late} late"));
        lines.push(Line { signup, action: "audit_gap".to_owned(), detail, at: now.as_millisecond() });
    }
    insert(connection, organisation, &lines)?;
    connection.prepare_cached(&format!("DELETE {waiting}"))?.execute((organisation.0, &ids))?;
    Ok(written)
}

fn lines(connection: &Connection, waiting: &str, which: (i64, &String)) -> Result<Vec<Line>, StoreError> {
    let sql = format!("SELECT signup_id, action, detail, happened_at {waiting} ORDER BY signup_id, number");
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map(which, |row| {
        Ok(Line { signup: row.get(0)?, action: row.get(1)?, detail: row.get(2)?, at: row.get(3)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn insert(connection: &Connection, organisation: OrganisationId, lines: &[Line]) -> Result<(), StoreError> {
    let mut id: i64 = connection
        .prepare_cached("SELECT coalesce(max(id), 0) FROM audit_log WHERE organisation_id = ?1")?
        .query_row([organisation.0], |row| row.get(0))?;
    if i64::try_from(lines.len()).ok().and_then(|count| id.checked_add(count)).is_none() {
        return Err(StoreError::Corrupt("the numbers of the audit log are used up".to_owned()));
    }
    let bind = |line: &Line, bind: Bind<'_>| {
        id += 1;
        bind(&id)?;
        bind(&line.action)?;
        bind(&line.signup)?;
        bind(&line.detail)?;
        bind(&line.at)
    };
    INSERT_LINES.insert(connection, &[&organisation.0], lines, bind, |_, _| Ok(()))
}
