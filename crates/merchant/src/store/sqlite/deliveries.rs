//! Statements about webhooks that wait to be taken apart.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::super::{Arrival, Delivery, DeliveryId, OrganisationId, Received, StoreError};
use super::event_contents::{self, Contents, Together};
use super::events;
use super::reads::or_epoch;

/// The body is kept where its events' contents are kept, and stays there when it is taken apart.
pub(super) fn keep(
    connection: &Connection,
    organisation: OrganisationId,
    received_at: Timestamp,
    packed: &[u8],
) -> Result<(), StoreError> {
    let id = event_contents::next_id(connection, organisation)?;
    event_contents::insert(connection, organisation, id, packed)?;
    connection
        .prepare_cached("INSERT INTO deliveries (organisation_id, contents_id, received_at) VALUES (?1, ?2, ?3)")?
        .execute((organisation.0, id, received_at.as_millisecond()))?;
    Ok(())
}

pub(super) fn list(
    connection: &Connection,
    organisation: OrganisationId,
    after: Option<DeliveryId>,
    limit: u32,
) -> Result<Vec<DeliveryId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT contents_id FROM deliveries WHERE organisation_id = ?1 AND contents_id > ?2
         ORDER BY contents_id LIMIT ?3",
    )?;
    let after = after.map_or(i64::MIN, |after| after.0);
    let ids = statement.query_map((organisation.0, after, limit), |row| row.get(0).map(DeliveryId))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

pub(super) fn find(
    connection: &Connection,
    organisation: OrganisationId,
    DeliveryId(id): DeliveryId,
) -> Result<Option<Delivery>, StoreError> {
    let received_at: Option<i64> = connection
        .prepare_cached("SELECT received_at FROM deliveries WHERE organisation_id = ?1 AND contents_id = ?2")?
        .query_row((organisation.0, id), |row| row.get(0))
        .optional()?;
    let Some(received_at) = received_at else { return Ok(None) };
    let body =
        Contents::of(connection).unpacked((organisation.0, id)).map_err(|error| match StoreError::from(error) {
            StoreError::NotFound => StoreError::Corrupt("its body is gone".to_owned()),
            error => error,
        })?;
    Ok(Some(Delivery { id: DeliveryId(id), received_at: or_epoch(received_at), body }))
}

pub(super) fn receive(
    connection: &Connection,
    organisation: OrganisationId,
    delivery: &Delivery,
    arrivals: &[Arrival],
) -> Result<Received, StoreError> {
    let Delivery { id: DeliveryId(id), body, .. } = delivery;
    let waited = connection
        .prepare_cached("DELETE FROM deliveries WHERE organisation_id = ?1 AND contents_id = ?2")?
        .execute((organisation.0, id))?;
    if waited == 0 {
        return Ok(Received::default());
    }
    if let Some(together) = Together::kept(*id, body, arrivals) {
        return events::receive_together(connection, organisation, arrivals, together);
    }
    event_contents::delete(connection, organisation, *id)?;
    events::receive(connection, organisation, arrivals)
}
