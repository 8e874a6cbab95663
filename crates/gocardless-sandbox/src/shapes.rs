//! Resources that are only shapes: every key of the real ones is there, and nothing ever happens to them.
//!
//! `shapes.json` says how each looks (keys and types are those of GoCardless's Node client 10.1.2), `table.rs` what each
//! needs, `routes.rs` where it is. What was sent replaces the look's values; what was made is remembered, as far as it
//! can be read or listed again.

mod answers;
mod look;
mod routes;
mod table;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub(crate) use self::look::{look, names};
pub(crate) use self::routes::routes;
use crate::ledger::{Record, Shelf};

/// What was made of each kind.
#[derive(Default)]
pub(crate) struct Shapes(BTreeMap<&'static str, Shelf<ShapeRecord>>);

/// A resource as it is answered.
#[derive(Clone, Debug)]
pub(crate) struct ShapeRecord {
    id: String,
    created_at: String,
    body: Map<String, Value>,
}

impl Shapes {
    fn of(&mut self, name: &'static str) -> &mut Shelf<ShapeRecord> {
        self.0.entry(name).or_default()
    }

    /// Adds one that a seed has.
    pub(crate) fn seed(&mut self, name: &'static str, id: String, created_at: String, body: Map<String, Value>) {
        self.of(name).add(ShapeRecord { id, created_at, body });
    }
}

impl Record for ShapeRecord {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}

#[cfg(test)]
mod tests;
