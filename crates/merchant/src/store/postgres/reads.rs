//! Statements that read.

use gocardless_api::RedirectFlowId;
use jiff::Timestamp;
use secrecy::SecretString;
use signup_api::SignupId;
use tokio_postgres::Row;
use tokio_postgres::types::FromSqlOwned;

use super::super::{
    Backlog, OrganisationId, PageQuery, SignupState, Step, StepName, StepState, StoreError, StoredFlow, StoredMandate,
    StoredSignup, flow_name,
};
use super::connections::{Parameters, Rows};
use super::failure::explain;
use crate::{BrowserHash, ClientKeyHash, RequestHash};

pub(super) async fn signup(
    rows: &impl Rows,
    organisation: OrganisationId,
    id: &SignupId,
) -> Result<Option<StoredSignup>, StoreError> {
    select(rows, "s.id = $2", &[&organisation.0, &id.as_str()]).await
}

pub(super) async fn backlog(rows: &impl Rows, organisation: OrganisationId) -> Result<Backlog, StoreError> {
    let sql = "SELECT (SELECT min(received_at) FROM events WHERE organisation_id = $1 AND state = 'received'),
                      (SELECT min(p.created_at) FROM signup_steps p
                       JOIN signups s ON s.organisation_id = p.organisation_id AND s.id = p.signup_id
                       WHERE p.organisation_id = $1 AND p.state IN ('intended', 'unknown')
                         AND p.step IN ('complete', 'mandate', 'payment', 'subscription') AND s.status <> 'expired'),
                      (SELECT min(audit_since) FROM signups
                       WHERE organisation_id = $1 AND audit_since IS NOT NULL)";
    let row = rows.first(sql, &[&organisation.0]).await?.ok_or(StoreError::NotFound)?;
    Ok(Backlog {
        oldest_event: optional_time(&row, 0)?,
        oldest_signup: optional_time(&row, 1)?,
        oldest_audit_line: optional_time(&row, 2)?,
    })
}

pub(super) async fn signup_by_client_key(
    rows: &impl Rows,
    organisation: OrganisationId,
    key: ClientKeyHash,
) -> Result<Option<StoredSignup>, StoreError> {
    select(rows, "s.client_key_hash = $2", &[&organisation.0, &key.as_bytes().as_slice()]).await
}

pub(super) async fn signup_by_redirect_flow(
    rows: &impl Rows,
    organisation: OrganisationId,
    flow: &RedirectFlowId,
) -> Result<Option<StoredSignup>, StoreError> {
    select(rows, "s.redirect_flow_id = $2", &[&organisation.0, &flow.as_str()]).await
}

pub(super) async fn recent_signup(
    rows: &impl Rows,
    organisation: OrganisationId,
    browser: BrowserHash,
    request: RequestHash,
    created_after: Timestamp,
) -> Result<Option<StoredSignup>, StoreError> {
    select(
        rows,
        "s.browser_hash = $2 AND s.request_hash = $3 AND s.created_at > $4 AND s.status <> 'expired'
         ORDER BY s.created_at DESC, s.id DESC LIMIT 1",
        &[
            &organisation.0,
            &browser.as_bytes().as_slice(),
            &request.as_bytes().as_slice(),
            &created_after.as_millisecond(),
        ],
    )
    .await
}

pub(super) async fn knows_browser(
    rows: &impl Rows,
    organisation: OrganisationId,
    browser: BrowserHash,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM signups WHERE organisation_id = $1 AND browser_hash = $2 LIMIT 1";
    Ok(rows.first(sql, &[&organisation.0, &browser.as_bytes().as_slice()]).await?.is_some())
}

pub(super) async fn steps(
    rows: &impl Rows,
    organisation: OrganisationId,
    id: &SignupId,
) -> Result<Vec<Step>, StoreError> {
    let sql = "SELECT step, state, idempotency_key, resource_id, updated_at, request_id FROM signup_steps
               WHERE organisation_id = $1 AND signup_id = $2 ORDER BY step";
    rows.all(sql, &[&organisation.0, &id.as_str()]).await?.iter().map(read_step).collect()
}

fn read_step(row: &Row) -> Result<Step, StoreError> {
    Ok(Step {
        name: parse(row, 0, |text: String| StepName::from_text(&text))?,
        state: parse(row, 1, |text: String| StepState::from_text(&text))?,
        idempotency_key: get(row, 2)?,
        resource: get(row, 3)?,
        at: parse(row, 4, read_time)?,
        request: get(row, 5)?,
    })
}

pub(super) async fn list_signups(
    rows: &impl Rows,
    organisation: OrganisationId,
    with_mandate: bool,
    page: &PageQuery,
) -> Result<Vec<StoredSignup>, StoreError> {
    if page.after.as_ref().is_some_and(|after| after.contains('\0')) {
        return Ok(Vec::new());
    }
    let sql = selecting(
        "(NOT $2 OR s.status = 'completed')
         AND ($3::text IS NULL OR (s.created_at, s.id) <
                 (SELECT created_at, id FROM signups WHERE organisation_id = $1 AND id = $3))
         ORDER BY s.created_at DESC, s.id DESC LIMIT $4",
    );
    let parameters: Parameters<'_> = &[&organisation.0, &with_mandate, &page.after, &i64::from(page.limit)];
    rows.all(&sql, parameters).await?.iter().map(read_signup).collect()
}

/// The one signup that `condition` holds for.
async fn select(
    rows: &impl Rows,
    condition: &str,
    parameters: Parameters<'_>,
) -> Result<Option<StoredSignup>, StoreError> {
    rows.first(&selecting(condition), parameters).await?.as_ref().map(read_signup).transpose()
}

fn selecting(condition: &str) -> String {
    format!(
        "SELECT s.id, s.flow, s.plan_terms, s.status, s.browser_hash, s.session_token, s.return_url, s.locale,
                s.created_at, s.redirect_flow_id, s.redirect_url, s.expires_at,
                m.mandate_id, m.customer_id, m.customer_bank_account_id, m.reference, m.scheme,
                m.next_possible_charge_date, s.first_charge_date, s.claimed_until
         FROM signups s LEFT JOIN mandates m ON m.organisation_id = s.organisation_id AND m.signup_id = s.id
         WHERE s.organisation_id = $1 AND {condition}"
    )
}

fn read_signup(row: &Row) -> Result<StoredSignup, StoreError> {
    Ok(StoredSignup {
        id: parse(row, 0, |text: String| text.parse().ok())?,
        flow: parse(row, 1, |text: String| flow_name::read(&text))?,
        plan: parse(row, 2, |text: String| serde_json::from_str(&text).ok())?,
        state: parse(row, 3, |text: String| SignupState::from_text(&text))?,
        browser: parse(row, 4, |bytes: Vec<u8>| Some(BrowserHash::from_bytes(bytes.try_into().ok()?)))?,
        session_token: SecretString::from(get::<String>(row, 5)?),
        return_url: get(row, 6)?,
        locale: get(row, 7)?,
        created_at: parse(row, 8, read_time)?,
        redirect_flow: read_redirect_flow(row)?,
        mandate: read_mandate(row)?,
        first_charge_date: get(row, 18)?,
        claimed_until: optional_time(row, 19)?,
    })
}

fn read_redirect_flow(row: &Row) -> Result<Option<StoredFlow>, StoreError> {
    let Some(id) = get::<Option<String>>(row, 9)? else { return Ok(None) };
    Ok(Some(StoredFlow {
        id: id.parse().map_err(|_| unreadable(9))?,
        redirect_url: get(row, 10)?,
        expires_at: parse(row, 11, read_time)?,
    }))
}

fn read_mandate(row: &Row) -> Result<Option<StoredMandate>, StoreError> {
    let Some(id) = get::<Option<String>>(row, 12)? else { return Ok(None) };
    Ok(Some(StoredMandate {
        id: id.parse().map_err(|_| unreadable(12))?,
        customer: parse(row, 13, |id: Option<String>| id.map(|id| id.parse()).transpose().ok())?,
        customer_bank_account: parse(row, 14, |id: Option<String>| id.map(|id| id.parse()).transpose().ok())?,
        reference: get(row, 15)?,
        scheme: get(row, 16)?,
        next_possible_charge_date: get(row, 17)?,
    }))
}

/// A column as it is.
pub(super) fn get<T: FromSqlOwned>(row: &Row, column: usize) -> Result<T, StoreError> {
    row.try_get(column).map_err(|error| explain(&error))
}

/// A column as `read` understands it.
pub(super) fn parse<Raw: FromSqlOwned, T>(
    row: &Row,
    column: usize,
    read: impl FnOnce(Raw) -> Option<T>,
) -> Result<T, StoreError> {
    read(get(row, column)?).ok_or_else(|| unreadable(column))
}

fn unreadable(column: usize) -> StoreError {
    StoreError::Corrupt(format!("column {column} cannot be read"))
}

/// A column with a time of ours, or none.
pub(super) fn optional_time(row: &Row, column: usize) -> Result<Option<Timestamp>, StoreError> {
    let millis: Option<i64> = get(row, column)?;
    millis.map(|millis| read_time(millis).ok_or_else(|| unreadable(column))).transpose()
}

/// A time of ours.
pub(super) fn read_time(millis: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(millis).ok()
}
