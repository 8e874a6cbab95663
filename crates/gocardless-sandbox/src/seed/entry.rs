//! One resource of a seed, and what may be wrong with it.

use std::fmt::Display;

use gocardless_api::CustomerId;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{SeedError, Sowing};
use crate::clock::{in_range, written};
use crate::ledger::WhichCreditor;

/// Further off, days cannot be counted.
pub(super) const OUT_OF_RANGE: &str = "must be in the years 2000 to 2999";

/// Far above what any scheme collects.
const LARGEST_AMOUNT: u64 = 1_000_000_000_000;

/// A resource as the seed has it: its id, when it was made, and its other fields.
pub(super) struct Entry {
    at: String,
    pub(super) id: String,
    pub(super) created: Timestamp,
    fields: Map<String, Value>,
}

impl Entry {
    /// The one at `index` of its kind, made just now unless it says when.
    pub(super) fn new(kind: &str, index: usize, value: &Value, sowing: &mut Sowing<'_>) -> Result<Self, SeedError> {
        let at = format!("{kind}[{index}]");
        let Value::Object(fields) = value else { return Err(SeedError(format!("{at}: must be an object"))) };
        let mut entry = Self { at, id: String::new(), created: sowing.now, fields: fields.clone() };
        let id = entry.text("id")?.ok_or_else(|| entry.error("id", "is required"))?;
        // The rules are the same for every kind's ids.
        id.parse::<CustomerId>().map_err(|error| entry.error("id", error))?;
        sowing.organisation.ids.take(&id);
        entry.id = id;
        if let Some(time) = entry.text("created_at")? {
            let time =
                time.parse().map_err(|_| entry.error("created_at", "must be a time like 2026-03-02T09:00:00.000Z"))?;
            entry.created = in_range(time).map_err(|_| entry.error("created_at", OUT_OF_RANGE))?;
        }
        Ok(entry)
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, field: &str, words: impl Display) -> SeedError {
        SeedError(format!("{}.{field}: {words}", self.at))
    }

    /// When it was made, as the API writes it.
    pub(super) fn created_at(&self) -> String {
        written(self.created)
    }

    /// Takes a field out: it is read by its kind alone.
    pub(super) fn take(&mut self, field: &str) -> Option<Value> {
        self.fields.remove(field).filter(|value| !value.is_null())
    }

    /// Takes a text out.
    pub(super) fn text(&mut self, field: &str) -> Result<Option<String>, SeedError> {
        match self.take(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.error(field, "must be a string")),
        }
    }

    /// Takes out one of some words; the first unless one is given.
    pub(super) fn word(&mut self, field: &str, words: &[&'static str]) -> Result<&'static str, SeedError> {
        let given = self.text(field)?;
        let wanted = given.as_deref().or(words.first().copied()).unwrap_or_default();
        words.iter().find(|word| **word == wanted).copied().ok_or_else(|| self.error(field, no_such(field, wanted)))
    }

    /// Whether a field is there, and is not `null`.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.get(field).is_some_and(|value| !value.is_null())
    }

    /// A text, left where it is.
    pub(super) fn peek(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }

    /// Refuses a text that is there and does not hold.
    pub(super) fn check(&self, field: &str, holds: impl Fn(&str) -> bool) -> Result<(), SeedError> {
        match self.peek(field) {
            Some(text) if !holds(text) => Err(self.error(field, "is invalid")),
            _ => Ok(()),
        }
    }

    /// Refuses an amount in minor units with which sums could not be reckoned.
    pub(super) fn check_amount(&self, field: &str, amount: u64) -> Result<(), SeedError> {
        if amount > LARGEST_AMOUNT {
            return Err(self.error(field, format_args!("must be at most {LARGEST_AMOUNT}")));
        }
        Ok(())
    }

    /// The id under `links`, of something that must be there.
    pub(super) fn link(&self, name: &str, exists: impl Fn(&str) -> bool) -> Result<Option<String>, SeedError> {
        let path = format!("links.{name}");
        match self.fields.get("links") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(links)) => match links.get(name) {
                None | Some(Value::Null) => Ok(None),
                Some(Value::String(id)) if exists(id) => Ok(Some(id.clone())),
                Some(Value::String(id)) => {
                    let kind = name.replace('_', " ");
                    Err(self.error(&path, format_args!("there is no {kind} {id}")))
                }
                Some(_) => Err(self.error(&path, "must be a string")),
            },
            Some(_) => Err(self.error("links", "must be an object")),
        }
    }

    /// The id under `links`, which must be given, of something that must be there.
    pub(super) fn required_link(&self, name: &str, exists: impl Fn(&str) -> bool) -> Result<String, SeedError> {
        self.link(name, exists)?.ok_or_else(|| self.error(&format!("links.{name}"), "is required"))
    }

    /// The creditor linked, or the only one.
    pub(super) fn creditor(&self, sowing: &Sowing<'_>) -> Result<String, SeedError> {
        let named = self.link("creditor", |id| sowing.organisation.creditors.get(id).is_some())?;
        match sowing.organisation.creditor_for(named.as_deref()) {
            Ok(creditor) => Ok(creditor.id.to_string()),
            Err(WhichCreditor::NotSaid) => Err(self.error("links.creditor", "is required: there are several")),
            Err(WhichCreditor::Unknown) => Err(self.error("links.creditor", "is unknown")),
        }
    }

    /// The resource: `blank`, with what the seed says put in place, field by field. `further` are fields, or `links/…`,
    /// that `blank` may lack; of an object that is named with `/*` any field is taken.
    pub(super) fn read<T: DeserializeOwned + Serialize>(&self, blank: Value, further: &[&str]) -> Result<T, SeedError> {
        let mut whole = blank;
        for (field, value) in &self.fields {
            match (value, whole.get(field)) {
                (Value::Object(parts), Some(Value::Object(known))) if !field.ends_with("metadata") => {
                    let is_open = further.contains(&format!("{field}/*").as_str());
                    let known = known.clone();
                    for (part, value) in parts {
                        let path = format!("{field}.{part}");
                        if !is_open
                            && !known.contains_key(part)
                            && !further.contains(&format!("{field}/{part}").as_str())
                        {
                            return Err(self.error(&path, "there is no such field"));
                        }
                        whole[field][part] = value.clone();
                        self.try_as::<T>(&path, &whole)?;
                    }
                }
                (_, None) if !further.contains(&field.as_str()) => {
                    return Err(self.error(field, "there is no such field"));
                }
                _ => {
                    whole[field] = value.clone();
                    self.try_as::<T>(field, &whole)?;
                }
            }
        }
        self.try_as(&self.id, &whole)
    }

    fn try_as<T: DeserializeOwned>(&self, field: &str, whole: &Value) -> Result<T, SeedError> {
        serde_json::from_value(whole.clone()).map_err(|error| self.error(field, expected(&error.to_string())))
    }

    /// Refuses what nobody has taken.
    pub(super) fn finish(&self, but: &[&str]) -> Result<(), SeedError> {
        match self.fields.keys().find(|field| !but.contains(&field.as_str())) {
            Some(field) => Err(self.error(field, "there is no such field")),
            None => Ok(()),
        }
    }

    /// The metadata, taken out.
    pub(super) fn metadata(&mut self) -> Result<gocardless_api::Metadata, SeedError> {
        let value = self.take("metadata").unwrap_or_else(|| Value::Object(Map::new()));
        serde_json::from_value(value).map_err(|_| self.error("metadata", "must be an object of strings"))
    }
}

pub(super) fn no_such(field: &str, word: &str) -> String {
    format!("there is no {} {word}", field.replace('_', " "))
}

/// What was expected, without what was found, which may be a secret.
fn expected(error: &str) -> String {
    let Some((_, expected)) = error.rsplit_once("expected ") else { return error.to_owned() };
    let expected = match expected {
        "u64" | "u32" | "u16" => "a whole number",
        "a map" => "an object",
        "a sequence" => "a list",
        expected if expected.starts_with("struct ") => "an object",
        expected => expected,
    };
    format!("must be {expected}")
}
