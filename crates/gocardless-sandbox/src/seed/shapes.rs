//! Seeded resources that are only shapes: any of the look's fields may be given.

use serde_json::{Map, Value};

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::shapes::look;

pub(super) fn sow(kind: &'static str, sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let mut blank = look(kind, &entry.id, entry.created);
    if blank.contains_key("created_at") {
        blank.insert("created_at".to_owned(), entry.created_at().into());
    }
    let body: Map<String, Value> = entry.read(Value::Object(blank), &["links/*"])?;
    let created_at = entry.created_at();
    sowing.organisation.shapes.seed(kind, entry.id.clone(), created_at, body);
    Ok(())
}
