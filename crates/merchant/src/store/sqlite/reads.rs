//! Statements that read.

use gocardless_api::RedirectFlowId;
use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use secrecy::SecretString;
use signup_api::SignupId;

use super::super::{
    Backlog, OrganisationId, PageQuery, SignupState, Step, StepName, StepState, StoreError, StoredFlow, StoredMandate,
    StoredSignup, flow_name,
};
use crate::{BrowserHash, ClientKeyHash, RequestHash};

pub(super) fn signup(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
) -> Result<Option<StoredSignup>, StoreError> {
    select(connection, "s.id = ?2", (organisation.0, id.as_str()))
}

/// Events wait too whose webhook is yet to be taken apart; the first of these came first.
///
/// Of the lines of the audit log those of the first thousand that wait: signups' ids lie in the order of time, and a log that
/// takes nothing for days lets many wait.
pub(super) fn backlog(connection: &Connection, organisation: OrganisationId) -> Result<Backlog, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT min(received_at) FROM events WHERE organisation_id = ?1 AND state = 'received'),
                (SELECT received_at FROM deliveries WHERE organisation_id = ?1 ORDER BY contents_id LIMIT 1),
                (SELECT min(p.created_at) FROM signup_steps p INDEXED BY signup_steps_open
                 CROSS JOIN signups s ON s.organisation_id = p.organisation_id AND s.id = p.signup_id
                 WHERE p.organisation_id = ?1 AND p.state IN ('intended', 'unknown')
                   AND p.step IN ('complete', 'mandate', 'payment', 'subscription') AND s.status <> 'expired'),
                (SELECT min(happened_at) FROM
                    (SELECT * FROM (SELECT happened_at FROM audit_due WHERE organisation_id = ?1
                                    ORDER BY signup_id, number LIMIT 1000)
                     UNION ALL SELECT audit_since FROM signups INDEXED BY signups_audit_due
                     WHERE organisation_id = ?1 AND audit_since IS NOT NULL))",
    )?;
    Ok(statement.query_row([organisation.0], |row| {
        Ok(Backlog {
            oldest_event: [optional_time(row, 0)?, row.get::<_, Option<i64>>(1)?.map(or_epoch)]
                .into_iter()
                .flatten()
                .min(),
            oldest_signup: optional_time(row, 2)?,
            oldest_audit_line: optional_time(row, 3)?,
        })
    })?)
}

pub(super) fn signup_by_client_key(
    connection: &Connection,
    organisation: OrganisationId,
    key: ClientKeyHash,
) -> Result<Option<StoredSignup>, StoreError> {
    select(connection, "s.client_key_hash = ?2", (organisation.0, key.as_bytes()))
}

pub(super) fn signup_by_redirect_flow(
    connection: &Connection,
    organisation: OrganisationId,
    flow: &RedirectFlowId,
) -> Result<Option<StoredSignup>, StoreError> {
    select(connection, "s.redirect_flow_id = ?2", (organisation.0, flow.as_str()))
}

pub(super) fn recent_signup(
    connection: &Connection,
    organisation: OrganisationId,
    browser: BrowserHash,
    request: RequestHash,
    created_after: Timestamp,
) -> Result<Option<StoredSignup>, StoreError> {
    // The plus keeps SQLite from looking at everybody's signups, for they lie in this order.
    select(
        connection,
        "s.browser_hash = ?2 AND s.request_hash = ?3 AND s.created_at > ?4 AND s.status <> 'expired'
         ORDER BY s.created_at DESC, +s.id DESC LIMIT 1",
        (organisation.0, browser.as_bytes(), request.as_bytes(), created_after.as_millisecond()),
    )
}

pub(super) fn knows_browser(
    connection: &Connection,
    organisation: OrganisationId,
    browser: BrowserHash,
) -> Result<bool, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM signups WHERE organisation_id = ?1 AND browser_hash = ?2)")?;
    Ok(statement.query_row((organisation.0, browser.as_bytes()), |row| row.get(0))?)
}

pub(super) fn steps(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
) -> Result<Vec<Step>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT step, state, idempotency_key, resource_id, updated_at, request_id FROM signup_steps
         WHERE organisation_id = ?1 AND signup_id = ?2 ORDER BY step",
    )?;
    let steps = statement.query_map((organisation.0, id.as_str()), |row| {
        Ok(Step {
            name: parse(row, 0, |text: String| StepName::from_text(&text))?,
            state: parse(row, 1, |text: String| StepState::from_text(&text))?,
            idempotency_key: row.get(2)?,
            resource: row.get(3)?,
            at: parse(row, 4, read_time)?,
            request: row.get(5)?,
        })
    })?;
    Ok(steps.collect::<Result<_, _>>()?)
}

pub(super) fn list_signups(
    connection: &Connection,
    organisation: OrganisationId,
    with_mandate: bool,
    page: &PageQuery,
) -> Result<Vec<StoredSignup>, StoreError> {
    let condition = "(?2 = 0 OR s.status = 'completed')
         AND (?3 IS NULL OR (s.created_at, s.id) <
                 (SELECT created_at, id FROM signups WHERE organisation_id = ?1 AND id = ?3))
         ORDER BY s.created_at DESC, s.id DESC LIMIT ?4";
    let mut statement = connection.prepare_cached(&selecting(condition))?;
    let found = statement.query_map((organisation.0, with_mandate, &page.after, page.limit), read_signup)?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The one signup that `condition` holds for.
fn select(
    connection: &Connection,
    condition: &'static str,
    parameters: impl Params,
) -> Result<Option<StoredSignup>, StoreError> {
    let mut statement = connection.prepare_cached(&selecting(condition))?;
    Ok(statement.query_row(parameters, read_signup).optional()?)
}

fn selecting(condition: &str) -> String {
    format!(
        "SELECT s.id, s.flow, s.plan_terms, s.status, s.browser_hash, s.session_token, s.return_url, s.locale,
                s.created_at, s.redirect_flow_id, s.redirect_url, s.expires_at,
                m.mandate_id, m.customer_id, m.customer_bank_account_id, m.reference, m.scheme,
                m.next_possible_charge_date, s.first_charge_date, s.claimed_until
         FROM signups s LEFT JOIN mandates m ON m.organisation_id = s.organisation_id AND m.signup_id = s.id
         WHERE s.organisation_id = ?1 AND {condition}"
    )
}

fn read_signup(row: &Row<'_>) -> rusqlite::Result<StoredSignup> {
    Ok(StoredSignup {
        id: parse(row, 0, |text: String| text.parse().ok())?,
        flow: parse(row, 1, |text: String| flow_name::read(&text))?,
        plan: parse(row, 2, |text: String| serde_json::from_str(&text).ok())?,
        state: parse(row, 3, |text: String| SignupState::from_text(&text))?,
        browser: BrowserHash::from_bytes(row.get(4)?),
        session_token: SecretString::from(row.get::<_, String>(5)?),
        return_url: row.get(6)?,
        locale: row.get(7)?,
        created_at: parse(row, 8, read_time)?,
        redirect_flow: read_redirect_flow(row)?,
        mandate: read_mandate(row)?,
        first_charge_date: row.get(18)?,
        claimed_until: optional_time(row, 19)?,
    })
}

fn read_redirect_flow(row: &Row<'_>) -> rusqlite::Result<Option<StoredFlow>> {
    let Some(id) = row.get::<_, Option<String>>(9)? else { return Ok(None) };
    Ok(Some(StoredFlow {
        id: id.parse().map_err(|_| unreadable(9))?,
        redirect_url: row.get(10)?,
        expires_at: parse(row, 11, read_time)?,
    }))
}

fn read_mandate(row: &Row<'_>) -> rusqlite::Result<Option<StoredMandate>> {
    let Some(id) = row.get::<_, Option<String>>(12)? else { return Ok(None) };
    Ok(Some(StoredMandate {
        id: id.parse().map_err(|_| unreadable(12))?,
        customer: parse(row, 13, |id: Option<String>| id.map(|id| id.parse()).transpose().ok())?,
        customer_bank_account: parse(row, 14, |id: Option<String>| id.map(|id| id.parse()).transpose().ok())?,
        reference: row.get(15)?,
        scheme: row.get(16)?,
        next_possible_charge_date: row.get(17)?,
    }))
}

pub(super) fn parse<Raw, T>(row: &Row<'_>, column: usize, read: impl FnOnce(Raw) -> Option<T>) -> rusqlite::Result<T>
where
    Raw: rusqlite::types::FromSql,
{
    read(row.get(column)?).ok_or_else(|| unreadable(column))
}

fn unreadable(column: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, "not as this program writes it".into())
}

fn optional_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    let millis: Option<i64> = row.get(column)?;
    millis.map(|millis| read_time(millis).ok_or_else(|| unreadable(column))).transpose()
}

pub(super) fn read_time(millis: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(millis).ok()
}

/// Of a webhook what it says is worth more than when it came.
pub(super) fn or_epoch(millis: i64) -> Timestamp {
    read_time(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}
