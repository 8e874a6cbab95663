//! Seeded payer authorisations.

use serde_json::{Map, Value, json};

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::ledger::{Group, PayerAuthorisation};
use crate::parameters::Form;

/// One without anything filled in, unless it says otherwise; what is missing follows from what is there.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let status = entry.word("status", &["created", "submitted", "confirmed", "completed", "failed"])?;
    let mut groups = Map::new();
    for name in ["customer", "bank_account", "mandate"] {
        let group = entry.take(name).unwrap_or_else(|| json!({}));
        if !group.is_object() {
            return Err(entry.error(name, "must be an object"));
        }
        groups.insert(name.to_owned(), group);
    }
    let links = match entry.take("links") {
        None => Map::new(),
        Some(Value::Object(links)) => links,
        Some(_) => return Err(entry.error("links", "must be an object")),
    };
    entry.finish(&["incomplete_fields"])?;
    let mut authorisation = PayerAuthorisation {
        created_at: entry.created_at(),
        id: entry.id.clone(),
        status,
        customer: Group::default(),
        bank_account: Group::default(),
        mandate: Group::default(),
        incomplete_fields: Vec::new(),
        links,
    };
    let mut form = Form::new("payer_authorisations", groups);
    crate::handlers::payer_authorisations::fill(&mut form, &mut authorisation);
    form.check().map_err(|_| entry.error("customer", "has a field that is no string here or in the other groups"))?;
    sowing.organisation.seed_payer_authorisation(authorisation, sowing.now);
    Ok(())
}
