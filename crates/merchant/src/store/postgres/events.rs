//! Statements about events: receiving, settling, listing.

use std::borrow::Cow;

use bytestring::ByteString;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::super::status_changes::{last_of_arrived, last_of_each};
use super::super::{
    Arrival, EventKey, EventState, Lease, NewEvent, OrganisationId, PageQuery, Received, ResourceKind, ResourceStatus,
    StatusChange, StoreError, StoredEvent, Verdict,
};
use super::connections::{Parameters, Rows};
use super::reads::{get, optional_time, parse, read_time};
use super::session::Session;

const COLUMNS: &str = "event_key, resource_type, action, resource_id, happened_at, received_at, content, state";

/// Keeps a whole delivery and what follows from it with one statement.
///
/// In the order of their keys, so that two deliveries of the same events wait for each other in one direction only.
pub(super) async fn receive(
    session: &Session,
    organisation: OrganisationId,
    arrivals: &[Arrival],
) -> Result<Received, StoreError> {
    let events = || arrivals.iter().map(|arrival| &arrival.event);
    let text = |of: fn(&NewEvent) -> &str| events().map(|event| without_nul(of(event))).collect::<Vec<_>>();
    let resources: Vec<_> = events().map(|event| event.resource.as_deref().map(without_nul)).collect();
    let happened: Vec<_> = events().map(|event| event.happened_at.map(Timestamp::as_millisecond)).collect();
    let received: Vec<_> = events().map(|event| event.received_at.as_millisecond()).collect();
    let states: Vec<_> = arrivals.iter().map(|it| EventState::after(it.verdict.as_ref()).as_str()).collect();
    let changes = Changes::new(&last_of_arrived(arrivals));
    let sql = format!(
        "WITH new AS (
             INSERT INTO events (organisation_id, event_key, resource_type, action, resource_id, happened_at,
                                 received_at, content, state)
             SELECT $1, came.key, came.type, came.action, came.resource, came.happened, came.received, came.content,
                    came.state
             FROM unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::text[],
                         $15::text[])
                  AS came (key, type, action, resource, happened, received, content, state)
             ORDER BY came.key COLLATE \"C\"
             ON CONFLICT (organisation_id, event_key) DO NOTHING
             RETURNING event_key, state),
         changed AS ({CHANGE_STATUSES})
         SELECT event_key, state FROM new"
    );
    let rows = session
        .all(
            &sql,
            &[
                &organisation.0,
                &changes.kinds,
                &changes.resources,
                &changes.statuses,
                &changes.times,
                &changes.ranks,
                &changes.keys,
                &text(|event| event.key.as_str()),
                &text(|event| &event.resource_type),
                &text(|event| &event.action),
                &resources,
                &happened,
                &received,
                &text(|event| &event.content),
                &states,
            ],
        )
        .await?;
    let mut received = Received::default();
    for row in &rows {
        let state = parse(row, 1, |text: String| EventState::from_text(&text))?;
        received.note(&EventKey::from_text(read_text(row, 0)?), state);
    }
    Ok(received)
}

/// PostgreSQL's texts cannot hold this character, which no id, type or action of GoCardless's has; an event that has it
/// all the same is kept like any other.
fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

/// Leases events; what another instance is just leasing is passed over, not waited for.
pub(super) async fn claim(
    session: &Session,
    organisation: OrganisationId,
    lease: Lease,
    limit: u32,
) -> Result<Vec<StoredEvent>, StoreError> {
    let sql = "WITH due AS MATERIALIZED (
                   SELECT event_key AS key FROM events
                   WHERE organisation_id = $1 AND state = 'received'
                     AND (leased_until IS NULL OR leased_until <= $2 OR leased_until > $3)
                   ORDER BY received_at, event_key LIMIT $4 FOR UPDATE SKIP LOCKED)
               UPDATE events SET leased_until = $3 FROM due WHERE organisation_id = $1 AND event_key = due.key
               RETURNING event_key, resource_type, action, resource_id, happened_at, received_at, content, state";
    let (now, until) = (lease.now.as_millisecond(), lease.until.as_millisecond());
    let rows = session.all(sql, &[&organisation.0, &now, &until, &i64::from(limit)]).await?;
    rows.iter().map(read_event).collect()
}

/// Rows are locked in the order of their keys, as everywhere: two that settle the same events do not wait in a circle.
pub(super) async fn settle(
    session: &Session,
    organisation: OrganisationId,
    settled: &[(EventKey, Verdict)],
) -> Result<(), StoreError> {
    let changes = Changes::new(&last_of_each(settled.iter().map(|(key, verdict)| (key, verdict))));
    if !changes.keys.is_empty() {
        session.execute(CHANGE_STATUSES, &changes.parameters(&organisation.0)).await?;
    }
    let keys: Vec<_> = settled.iter().map(|(key, _)| key.as_str()).collect();
    let states: Vec<_> = settled.iter().map(|(_, verdict)| EventState::after(Some(verdict)).as_str()).collect();
    session
        .execute(
            "WITH locked AS MATERIALIZED (
                 SELECT event_key AS key FROM events WHERE organisation_id = $1 AND event_key = ANY ($2::text[])
                 ORDER BY event_key FOR UPDATE)
             UPDATE events SET state = settled.state, leased_until = NULL
             FROM locked JOIN unnest($2::text[], $3::text[]) AS settled (key, state) ON settled.key = locked.key
             WHERE organisation_id = $1 AND event_key = locked.key",
            &[&organisation.0, &keys, &states],
        )
        .await?;
    Ok(())
}

/// In the order of their resources: two that change the same do not wait in a circle.
const CHANGE_STATUSES: &str =
    "INSERT INTO statuses (organisation_id, resource_type, resource_id, status, happened_at, rank, event_key)
     SELECT $1, told.type, told.resource, told.status, told.happened, told.rank, told.key
     FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[])
          AS told (type, resource, status, happened, rank, key)
     ORDER BY told.type COLLATE \"C\", told.resource COLLATE \"C\"
     ON CONFLICT (organisation_id, resource_type, resource_id)
     DO UPDATE SET status = excluded.status, happened_at = excluded.happened_at, rank = excluded.rank,
                   event_key = excluded.event_key
     WHERE (excluded.happened_at, excluded.rank, excluded.event_key)
         > (statuses.happened_at, statuses.rank, statuses.event_key)";

/// What [`CHANGE_STATUSES`] is given beside the organisation, column by column.
struct Changes<'a> {
    kinds: Vec<&'a str>,
    resources: Vec<&'a str>,
    statuses: Vec<&'a str>,
    times: Vec<i64>,
    ranks: Vec<i64>,
    keys: Vec<&'a str>,
}

impl<'a> Changes<'a> {
    fn new(changes: &[(&'a EventKey, &'a StatusChange)]) -> Self {
        let all = || changes.iter().map(|(_, change)| *change);
        Self {
            kinds: all().map(|change| change.kind.as_str()).collect(),
            resources: all().map(|change| &*change.resource).collect(),
            statuses: all().map(|change| change.status).collect(),
            times: all().map(|change| change.happened_at.as_millisecond()).collect(),
            ranks: all().map(|change| change.rank).collect(),
            keys: changes.iter().map(|(key, _)| key.as_str()).collect(),
        }
    }

    fn parameters<'b>(&'b self, organisation: &'b i64) -> [&'b (dyn ToSql + Sync); 7] {
        [organisation, &self.kinds, &self.resources, &self.statuses, &self.times, &self.ranks, &self.keys]
    }
}

pub(super) async fn list(
    rows: &impl Rows,
    organisation: OrganisationId,
    page: &PageQuery,
) -> Result<Vec<StoredEvent>, StoreError> {
    let order = "ORDER BY received_at DESC, event_key DESC LIMIT $2";
    let limit = i64::from(page.limit);
    match &page.after {
        None => select(rows, order, &[&organisation.0, &limit]).await,
        Some(after) if after.contains('\0') => Ok(Vec::new()),
        Some(after) => {
            let rest = format!(
                "AND (received_at, event_key) <
                     (SELECT received_at, event_key FROM events WHERE organisation_id = $1 AND event_key = $3) {order}"
            );
            select(rows, &rest, &[&organisation.0, &limit, after]).await
        }
    }
}

pub(super) async fn history(
    rows: &impl Rows,
    organisation: OrganisationId,
    kind: ResourceKind,
    resource: &str,
) -> Result<Vec<StoredEvent>, StoreError> {
    if resource.contains('\0') {
        return Ok(Vec::new());
    }
    let rest = "AND resource_type = $2 AND resource_id = $3
                ORDER BY happened_at NULLS FIRST, event_key";
    select(rows, rest, &[&organisation.0, &kind.as_str(), &resource]).await
}

pub(super) async fn list_statuses(
    rows: &impl Rows,
    organisation: OrganisationId,
    kind: ResourceKind,
    page: &PageQuery,
) -> Result<Vec<ResourceStatus>, StoreError> {
    if page.after.as_ref().is_some_and(|after| after.contains('\0')) {
        return Ok(Vec::new());
    }
    let sql = "SELECT resource_id, status, happened_at FROM statuses
               WHERE organisation_id = $1 AND resource_type = $2 AND ($3::text IS NULL OR resource_id < $3)
               ORDER BY resource_id DESC LIMIT $4";
    let found = rows.all(sql, &[&organisation.0, &kind.as_str(), &page.after, &i64::from(page.limit)]).await?;
    found.iter().map(read_status).collect()
}

pub(super) async fn status(
    rows: &impl Rows,
    organisation: OrganisationId,
    kind: ResourceKind,
    resource: &str,
) -> Result<Option<ResourceStatus>, StoreError> {
    if resource.contains('\0') {
        return Ok(None);
    }
    let sql = "SELECT resource_id, status, happened_at FROM statuses
               WHERE organisation_id = $1 AND resource_type = $2 AND resource_id = $3";
    rows.first(sql, &[&organisation.0, &kind.as_str(), &resource]).await?.as_ref().map(read_status).transpose()
}

async fn select(rows: &impl Rows, rest: &str, parameters: Parameters<'_>) -> Result<Vec<StoredEvent>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM events WHERE organisation_id = $1 {rest}");
    rows.all(&sql, parameters).await?.iter().map(read_event).collect()
}

fn read_event(row: &Row) -> Result<StoredEvent, StoreError> {
    let event = NewEvent {
        key: EventKey::from_text(read_text(row, 0)?),
        resource_type: read_text(row, 1)?,
        action: read_text(row, 2)?,
        resource: get::<Option<String>>(row, 3)?.map(ByteString::from),
        happened_at: optional_time(row, 4)?,
        received_at: parse(row, 5, read_time)?,
        content: read_text(row, 6)?,
    };
    Ok(StoredEvent { event, state: parse(row, 7, |text: String| EventState::from_text(&text))? })
}

fn read_text(row: &Row, column: usize) -> Result<ByteString, StoreError> {
    Ok(get::<String>(row, column)?.into())
}

fn read_status(row: &Row) -> Result<ResourceStatus, StoreError> {
    Ok(ResourceStatus { resource: get(row, 0)?, status: get(row, 1)?, since: parse(row, 2, read_time)? })
}
