//! How a shape looks.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::clock::written;
use crate::parameters::Form;
use crate::validation::Problem;

/// Each look by the name of its shape; `@id`, `@now` and `@today` stand for what they say.
static LOOKS: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("shapes.json")).unwrap_or_default());

/// The name of every shape.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    LOOKS.keys().map(String::as_str)
}

/// A resource of the name as it looks when nothing was sent.
pub(crate) fn look(name: &str, id: &str, now: Timestamp) -> Map<String, Value> {
    let mut body = LOOKS.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    for value in body.values_mut() {
        let text = match value.as_str() {
            Some("@id") => id.to_owned(),
            Some("@now") => written(now),
            Some("@today") => written(now).chars().take(10).collect(),
            _ => continue,
        };
        *value = text.into();
    }
    body
}

/// Puts what was sent in its place, where the look has one, and notes what is of another type.
pub(super) fn fill(form: &mut Form, body: &mut Map<String, Value>) {
    let sent: Vec<_> = form.raw().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    for (name, value) in sent {
        if matches!(name.as_str(), "id" | "created_at" | "status" | "metadata") || value.is_null() {
            continue;
        }
        let Some(place) = body.get_mut(&name) else { continue };
        let (fits, expected) = match place {
            Value::Number(_) => (value.is_u64(), "a number"),
            Value::Object(_) => (value.is_object(), "an object"),
            Value::Array(_) => (value.is_array(), "an array"),
            Value::Bool(_) => (value.is_boolean(), "a boolean"),
            Value::Null | Value::String(_) => (value.is_string(), "a string"),
        };
        if fits {
            *place = value;
        } else {
            form.problem(&name, Problem::WrongType { expected });
        }
    }
    change_metadata(form, body);
}

/// Replaces the metadata as a whole when it was sent, where the look has some.
pub(super) fn change_metadata(form: &mut Form, body: &mut Map<String, Value>) {
    if let Some(place) = body.get_mut("metadata") {
        let mut metadata = gocardless_api::Metadata::new();
        if form.sent("metadata") {
            form.change_metadata(&mut metadata);
            *place = metadata.into_iter().map(|(key, value)| (key, Value::from(value))).collect();
        }
    }
}
