//! Statements about webhooks that wait to be taken apart.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Error};

use super::super::{Arrival, Delivery, DeliveryId, OrganisationId, Received, StoreError};
use super::event_contents::{self, Contents, Together};
use super::events;
use super::reads::{parse, read_time};

/// After so many bytes no more are read at a time.
const ENOUGH: usize = 1024 * 1024;

/// The body is kept where its events' contents are kept, and stays there when it is taken apart.
pub(super) fn keep(
    connection: &Connection,
    organisation: OrganisationId,
    received_at: Timestamp,
    packed: &[u8],
) -> Result<(), StoreError> {
    let id = event_contents::next_id(connection, organisation)?;
    event_contents::insert(connection, organisation, id, packed)?;
    // One of the same id is one whose body is gone.
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO deliveries (organisation_id, contents_id, received_at) VALUES (?1, ?2, ?3)",
        )?
        .execute((organisation.0, id, received_at.as_millisecond()))?;
    Ok(())
}

pub(super) fn list(
    connection: &Connection,
    organisation: OrganisationId,
    after: Option<DeliveryId>,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT contents_id, received_at FROM deliveries WHERE organisation_id = ?1 AND contents_id > ?2
         ORDER BY contents_id LIMIT ?3",
    )?;
    let mut contents = Contents::of(connection);
    let mut rows = statement.query((organisation.0, after.map_or(i64::MIN, |after| after.0), limit))?;
    let (mut found, mut size) = (Vec::new(), 0);
    while size < ENOUGH
        && let Some(row) = rows.next()?
    {
        let id = row.get(0)?;
        let body = match contents.unpacked((organisation.0, id)) {
            Err(Error::QueryReturnedNoRows | Error::FromSqlConversionFailure(_, Type::Blob, _)) => None,
            body => Some(body?),
        };
        size += body.as_ref().map_or(0, |body| body.len());
        found.push(Delivery { id: DeliveryId(id), received_at: parse(row, 1, read_time)?, body });
    }
    Ok(found)
}

pub(super) fn receive(
    connection: &Connection,
    organisation: OrganisationId,
    DeliveryId(id): DeliveryId,
    body: &str,
    arrivals: &[Arrival],
) -> Result<Received, StoreError> {
    let waited = connection
        .prepare_cached("DELETE FROM deliveries WHERE organisation_id = ?1 AND contents_id = ?2")?
        .execute((organisation.0, id))?;
    if waited == 0 {
        return Ok(Received::default());
    }
    if let Some(together) = Together::kept(id, body, arrivals) {
        return events::receive_together(connection, organisation, arrivals, together);
    }
    event_contents::delete(connection, organisation, id)?;
    events::receive(connection, organisation, arrivals)
}
