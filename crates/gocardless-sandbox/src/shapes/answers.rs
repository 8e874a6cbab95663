//! What calls to shapes are answered.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::ShapeRecord;
use super::look::{change_metadata, fill, look};
use super::table::Shape;
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::pagination::page;
use crate::parameters::{Document, Form};
use crate::query::{Query, wrong};
use crate::sandbox::Sandbox;
use crate::validation::Problem;
use crate::{exchange, reply};

/// Those that were made, newest first.
pub(super) fn list(shape: Shape, sandbox: &Sandbox, caller: &Caller, query: &Query) -> Result<Response, Refusal> {
    for name in shape.listed_by {
        if query.one(name).is_none() {
            return Err(wrong(name, Problem::Required));
        }
    }
    let mut ledger = sandbox.ledger();
    let shelf = ledger.organisation_of(caller)?.shapes.of(shape.name);
    Ok(reply::listed(shape.name, page(shelf.newest_first(), query, |_| true)?, |record| &record.body))
}

/// The one that was made, or what one with that id looks like.
pub(super) fn get(shape: Shape, sandbox: &Sandbox, caller: &Caller, id: &str) -> Result<Response, Refusal> {
    change(shape, sandbox, caller, id, |_| Ok(()))
}

/// The bare fields, without an envelope.
pub(super) fn get_bare(shape: Shape, sandbox: &Sandbox) -> Response {
    exchange::json(StatusCode::OK, &look(shape.name, "", sandbox.ledger().now()))
}

/// Makes one of what was sent.
pub(super) fn create(
    shape: Shape,
    sandbox: &Sandbox,
    caller: &Caller,
    key: &IdempotencyKey,
    form: &mut Form,
    with: &[(&str, Value)],
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(caller)?;
    organisation.made.check(caller, key)?;
    for field in shape.required {
        let is_there = match field.strip_prefix("links/") {
            Some(link) => form.link(link).is_some(),
            None => form.has(field),
        };
        if !is_there {
            form.problem(field, Problem::Required);
        }
    }
    let id = organisation.ids.plain(shape.prefix);
    let mut body = look(shape.name, &id, now);
    fill(form, &mut body);
    form.check()?;
    for (field, value) in with {
        body.insert((*field).to_owned(), value.clone());
    }
    let response = reply::created(shape.name, &id, &body);
    organisation.made.remember(caller, key, &id);
    organisation.shapes.of(shape.name).add(ShapeRecord { id, created_at: written(now), body });
    Ok(response)
}

/// Replaces the metadata.
pub(super) fn update(
    shape: Shape,
    sandbox: &Sandbox,
    caller: &Caller,
    id: &str,
    document: Document,
) -> Result<Response, Refusal> {
    change(shape, sandbox, caller, id, |record| {
        let mut form = document.envelope(shape.name)?;
        let mut body = record.body.clone();
        change_metadata(&mut form, &mut body);
        form.check()?;
        record.body = body;
        Ok(())
    })
}

/// An action that sets the status and changes nothing else.
pub(super) fn set_status(
    shape: Shape,
    sandbox: &Sandbox,
    caller: &Caller,
    id: &str,
    document: Document,
    status: Option<&str>,
) -> Result<Response, Refusal> {
    change(shape, sandbox, caller, id, |record| {
        document.action(shape.name)?;
        if let Some(status) = status {
            record.body.insert("status".to_owned(), status.into());
        }
        Ok(())
    })
}

fn change(
    shape: Shape,
    sandbox: &Sandbox,
    caller: &Caller,
    id: &str,
    how: impl FnOnce(&mut ShapeRecord) -> Result<(), Refusal>,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let shelf = ledger.organisation_of(caller)?.shapes.of(shape.name);
    if let Some(record) = shelf.get_mut(id) {
        how(record)?;
        return Ok(reply::found(shape.name, &record.body));
    }
    if shape.is_remembered {
        return Err(Refusal::resource_not_found());
    }
    let body = look(shape.name, id, now);
    let mut record = ShapeRecord { id: id.to_owned(), created_at: written(now), body };
    how(&mut record)?;
    Ok(reply::found(shape.name, &record.body))
}
