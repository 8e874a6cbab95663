//! Statements about events: receiving, settling, polling.

use std::sync::LazyLock;

use bytestring::ByteString;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Params, Row, Statement, ToSql};

use super::super::status_changes::{last_of_arrived, last_of_each};
use super::super::{
    Arrival, EventKey, EventState, Lease, NewEvent, OrganisationId, PageQuery, PollTurn, Received, ResourceKind,
    ResourceStatus, StatusChange, StoreError, StoredEvent, Verdict,
};
use super::event_contents::{self, Contents, Together};
use super::many_rows::{Bind, ManyRows};
use super::reads::{parse, read_time};
use crate::TokenHash;

static INSERT_EVENTS: LazyLock<ManyRows> = LazyLock::new(|| insert_events(2));

/// For events that came together, and of which the same becomes.
static INSERT_LIKE_EVENTS: LazyLock<ManyRows> = LazyLock::new(|| insert_events(EVENT_COLUMNS.len() - OWN_COLUMNS));

/// The last of them are each event's own.
const EVENT_COLUMNS: [&str; 12] = [
    "organisation_id",
    "contents_id",
    "received_at",
    "state",
    "content",
    "event_key",
    "resource_type",
    "action",
    "resource_id",
    "happened_at",
    "contents_start",
    "contents_length",
];
const OWN_COLUMNS: usize = 7;

/// A statement for events that share the first columns.
fn insert_events(shared: usize) -> ManyRows {
    let into = format!("events ({})", EVENT_COLUMNS.join(", "));
    let unless_known = "ON CONFLICT (organisation_id, event_key) DO NOTHING";
    ManyRows::new(&into, shared, EVENT_COLUMNS.len() - shared, unless_known)
}

static CHANGE_STATUSES: LazyLock<ManyRows> = LazyLock::new(|| {
    let columns = "organisation_id, resource_type, resource_id, status, happened_at, rank, event_key";
    let unless_known = "ON CONFLICT (organisation_id, resource_type, resource_id)
         DO UPDATE SET status = excluded.status, happened_at = excluded.happened_at, rank = excluded.rank,
                       event_key = excluded.event_key
         WHERE (excluded.happened_at, excluded.rank, excluded.event_key)
             > (statuses.happened_at, statuses.rank, statuses.event_key)";
    ManyRows::new(&format!("statuses ({columns})"), 1, 6, unless_known)
});

/// For [`read_event`]; where its content is stands after them.
const COLUMNS: &str = "event_key, resource_type, action, resource_id, happened_at, received_at, state";

pub(super) fn receive(
    connection: &Connection,
    organisation: OrganisationId,
    arrivals: &[Arrival],
) -> Result<Received, StoreError> {
    let together = Together::new(connection, organisation, arrivals)?;
    receive_together(connection, organisation, arrivals, together)
}

/// The same, with a place for what they say.
pub(super) fn receive_together(
    connection: &Connection,
    organisation: OrganisationId,
    arrivals: &[Arrival],
    mut together: Together,
) -> Result<Received, StoreError> {
    let mut received = Received::default();
    let id = together.id();
    let like = arrivals.first().filter(|first| id.is_some() && arrivals.iter().all(|it| is_like(first, it)));
    // What they share besides is bound once for a statement of 50.
    let (time, fate) = like.map_or((0, ""), |it| (received_at(it), state(it)));
    let shared: [&dyn ToSql; _] = [&organisation.0, &id, &time, &fate, &""];
    let (insert, shared) =
        if like.is_some() { (&*INSERT_LIKE_EVENTS, &shared[..]) } else { (&*INSERT_EVENTS, &shared[..2]) };
    let bind = |arrival: &Arrival, bind: Bind<'_>| {
        let event = &arrival.event;
        let place = together.next(arrival);
        if like.is_none() {
            bind(&received_at(arrival))?;
            bind(&state(arrival))?;
            bind(&place.content)?;
        }
        bind(&event.key.as_str())?;
        bind(&&*event.resource_type)?;
        bind(&&*event.action)?;
        bind(&event.resource.as_deref())?;
        bind(&event.happened_at.map(Timestamp::as_millisecond))?;
        bind(&place.start)?;
        bind(&place.length)
    };
    insert.insert(connection, shared, arrivals, bind, |some, added| {
        if added == some.len() {
            for Arrival { event, verdict } in some {
                received.note(&event.key, EventState::after(verdict.as_ref()));
            }
        } else if added > 0 {
            note_last(connection, added, &mut received)?;
        }
        Ok(())
    })?;
    together.keep(connection, organisation, arrivals, received.all())?;
    if received.applied > 0 {
        change_statuses(connection, organisation, &last_of_arrived(arrivals))?;
    }
    Ok(received)
}

fn received_at(arrival: &Arrival) -> i64 {
    arrival.event.received_at.as_millisecond()
}

fn state(arrival: &Arrival) -> &'static str {
    EventState::after(arrival.verdict.as_ref()).as_str()
}

fn is_like(one: &Arrival, other: &Arrival) -> bool {
    (received_at(one), state(one)) == (received_at(other), state(other))
}

/// Takes down what became of so many events that were inserted last: rows lie in the order in which they came.
fn note_last(connection: &Connection, added: usize, received: &mut Received) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT event_key, state FROM events ORDER BY rowid DESC LIMIT ?1")?;
    let mut rows = statement.query((i64::try_from(added).unwrap_or(i64::MAX),))?;
    while let Some(row) = rows.next()? {
        let state = parse(row, 1, |text: String| EventState::from_text(&text))?;
        received.note(&EventKey::from_text(read_text(row, 0)?), state);
    }
    Ok(())
}

pub(super) fn claim(
    connection: &Connection,
    organisation: OrganisationId,
    lease: Lease,
    limit: u32,
) -> Result<Vec<StoredEvent>, StoreError> {
    let mut statement = connection.prepare_cached(&claiming())?;
    let (now, until) = (lease.now.as_millisecond(), lease.until.as_millisecond());
    read_events(connection, &mut statement, (organisation.0, now, until, limit))
}

/// By row, and the index by name: else SQLite looks at every event there ever was, twice.
pub(super) fn claiming() -> String {
    format!(
        "UPDATE events SET leased_until = ?3
         WHERE rowid IN
               (SELECT rowid FROM events INDEXED BY events_waiting
                WHERE organisation_id = ?1 AND state = 'received'
                  AND (leased_until IS NULL OR leased_until <= ?2 OR leased_until > ?3)
                ORDER BY received_at, event_key LIMIT ?4)
         RETURNING {COLUMNS}, {}",
        event_contents::COLUMNS
    )
}

pub(super) fn settle(
    connection: &Connection,
    organisation: OrganisationId,
    settled: &[(EventKey, Verdict)],
) -> Result<(), StoreError> {
    let changes = last_of_each(settled.iter().map(|(key, verdict)| (key, verdict)));
    change_statuses(connection, organisation, &changes)?;
    let mut statement = connection.prepare_cached(
        "UPDATE events SET state = ?3, leased_until = NULL WHERE organisation_id = ?1 AND event_key = ?2",
    )?;
    for (key, verdict) in settled {
        statement.execute((organisation.0, key.as_str(), EventState::after(Some(verdict)).as_str()))?;
    }
    Ok(())
}

fn change_statuses(
    connection: &Connection,
    organisation: OrganisationId,
    changes: &[(&EventKey, &StatusChange)],
) -> Result<(), StoreError> {
    let bind = |(key, change): &(&EventKey, &StatusChange), bind: Bind<'_>| {
        bind(&change.kind.as_str())?;
        bind(&&*change.resource)?;
        bind(&change.status)?;
        bind(&change.happened_at.as_millisecond())?;
        bind(&change.rank)?;
        bind(&key.as_str())
    };
    CHANGE_STATUSES.insert(connection, &[&organisation.0], changes, bind, |_, _| Ok(()))
}

pub(super) fn claim_poll(
    connection: &Connection,
    organisation: OrganisationId,
    now: Timestamp,
    period: SignedDuration,
) -> Result<Option<PollTurn>, StoreError> {
    let read_until = connection
        .prepare_cached(
            "INSERT INTO event_polls (organisation_id, claimed_at) VALUES (?1, ?2)
             ON CONFLICT (organisation_id) DO UPDATE SET claimed_at = excluded.claimed_at
             WHERE event_polls.claimed_at <= ?3 OR event_polls.claimed_at > ?2
             RETURNING read_until",
        )?
        .query_row((organisation.0, now.as_millisecond(), (now - period).as_millisecond()), |row| {
            parse(row, 0, |millis: Option<i64>| millis.map_or(Some(None), |millis| read_time(millis).map(Some)))
        })
        .optional()?;
    Ok(read_until.map(|read_until| PollTurn { read_until }))
}

pub(super) fn finish_poll(
    connection: &Connection,
    organisation: OrganisationId,
    read_until: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE event_polls SET read_until = max(coalesce(read_until, ?2), ?2) WHERE organisation_id = ?1",
        )?
        .execute((organisation.0, read_until.as_millisecond()))?;
    Ok(())
}

pub(super) fn disconnect(
    connection: &Connection,
    organisation: OrganisationId,
    token: TokenHash,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO disconnections (organisation_id, token_hash, disconnected_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (organisation_id, token_hash) DO NOTHING",
        )?
        .execute((organisation.0, token.as_bytes(), at.as_millisecond()))?;
    Ok(())
}

pub(super) fn is_disconnected(
    connection: &Connection,
    organisation: OrganisationId,
    token: TokenHash,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM disconnections WHERE organisation_id = ?1 AND token_hash = ?2)",
    )?;
    Ok(statement.query_row((organisation.0, token.as_bytes()), |row| row.get(0))?)
}

pub(super) fn list(
    connection: &Connection,
    organisation: OrganisationId,
    page: &PageQuery,
) -> Result<Vec<StoredEvent>, StoreError> {
    // In the order of their rows, which is that in which they came; no index is to be sorted for it.
    let listing = |further| {
        let of = "events NOT INDEXED WHERE organisation_id = ?1";
        connection.prepare_cached(&format!("{} {of} {further} ORDER BY rowid DESC LIMIT ?2", selecting()))
    };
    let after = "AND rowid < (SELECT rowid FROM events WHERE organisation_id = ?1 AND event_key = ?3)";
    match &page.after {
        None => read_events(connection, &mut *listing("")?, (organisation.0, page.limit)),
        Some(key) => read_events(connection, &mut *listing(after)?, (organisation.0, page.limit, key)),
    }
}

pub(super) fn history(
    connection: &Connection,
    organisation: OrganisationId,
    kind: ResourceKind,
    resource: &str,
) -> Result<Vec<StoredEvent>, StoreError> {
    select(
        connection,
        "AND resource_type = ?2 AND resource_id = ?3 ORDER BY happened_at, event_key",
        (organisation.0, kind.as_str(), resource),
    )
}

pub(super) fn list_statuses(
    connection: &Connection,
    organisation: OrganisationId,
    kind: ResourceKind,
    page: &PageQuery,
) -> Result<Vec<ResourceStatus>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT resource_id, status, happened_at FROM statuses
         WHERE organisation_id = ?1 AND resource_type = ?2 AND (?3 IS NULL OR resource_id < ?3)
         ORDER BY resource_id DESC LIMIT ?4",
    )?;
    let found = statement.query_map((organisation.0, kind.as_str(), &page.after, page.limit), read_status)?;
    Ok(found.collect::<Result<_, _>>()?)
}

pub(super) fn status(
    connection: &Connection,
    organisation: OrganisationId,
    kind: ResourceKind,
    resource: &str,
) -> Result<Option<ResourceStatus>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT resource_id, status, happened_at FROM statuses
         WHERE organisation_id = ?1 AND resource_type = ?2 AND resource_id = ?3",
    )?;
    Ok(statement.query_row((organisation.0, kind.as_str(), resource), read_status).optional()?)
}

fn select(connection: &Connection, rest: &str, parameters: impl Params) -> Result<Vec<StoredEvent>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{} events WHERE organisation_id = ?1 {rest}", selecting()))?;
    read_events(connection, &mut statement, parameters)
}

fn selecting() -> String {
    format!("SELECT {COLUMNS}, {} FROM", event_contents::COLUMNS)
}

fn read_events(
    connection: &Connection,
    statement: &mut Statement<'_>,
    parameters: impl Params,
) -> Result<Vec<StoredEvent>, StoreError> {
    let mut contents = Contents::of(connection);
    let events = statement.query_map(parameters, |row| read_event(row, &mut contents))?;
    Ok(events.collect::<Result<_, _>>()?)
}

fn read_event(row: &Row<'_>, contents: &mut Contents<'_>) -> rusqlite::Result<StoredEvent> {
    let event = NewEvent {
        key: EventKey::from_text(read_text(row, 0)?),
        resource_type: read_text(row, 1)?,
        action: read_text(row, 2)?,
        resource: row.get::<_, Option<String>>(3)?.map(ByteString::from),
        happened_at: parse(row, 4, |millis: Option<i64>| millis.map_or(Some(None), |it| read_time(it).map(Some)))?,
        received_at: parse(row, 5, read_time)?,
        content: contents.read(row, 7)?,
    };
    Ok(StoredEvent { event, state: parse(row, 6, |text: String| EventState::from_text(&text))? })
}

fn read_text(row: &Row<'_>, column: usize) -> rusqlite::Result<ByteString> {
    Ok(row.get::<_, String>(column)?.into())
}

fn read_status(row: &Row<'_>) -> rusqlite::Result<ResourceStatus> {
    Ok(ResourceStatus { resource: row.get(0)?, status: row.get(1)?, since: parse(row, 2, read_time)? })
}
