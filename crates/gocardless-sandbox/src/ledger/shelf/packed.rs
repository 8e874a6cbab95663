//! Resources as a few bytes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Names that most resources have, kept as one character each: the one after `!` by as many as there are before it.
const SHORT: &[&str] = &[
    "account_holder_name",
    "account_number_ending",
    "action",
    "address_line1",
    "address_line2",
    "bank_name",
    "city",
    "company_name",
    "country_code",
    "created_at",
    "currency",
    "details",
    "email",
    "enabled",
    "family_name",
    "given_name",
    "id",
    "language",
    "links",
    "metadata",
    "phone_number",
    "postal_code",
    "removed",
    "resource_metadata",
    "resource_type",
];

/// JSON with short names, without what is null: most fields of most resources are.
pub(in crate::ledger) fn pack(resource: &impl Serialize) -> Option<Box<[u8]>> {
    let Value::Object(fields) = serde_json::to_value(resource).ok()? else { return None };
    let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
    let short: Map<_, _> = fields.map(|(name, value)| (shortened(name), value)).collect();
    // A copy of the right length: a vector that is cut to it leaves holes that fit nothing.
    serde_json::to_vec(&short).ok().map(|bytes| Box::from(bytes.as_slice()))
}

/// An absent field is null again.
pub(in crate::ledger) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let short: Map<_, _> = serde_json::from_slice(bytes).ok()?;
    let fields = short.into_iter().map(|(name, value)| (lengthened(name), value));
    serde_json::from_value(Value::Object(fields.collect())).ok()
}

fn shortened(name: String) -> String {
    match SHORT.binary_search(&name.as_str()).map(u8::try_from) {
        Ok(Ok(place)) => char::from(b'!' + place).to_string(),
        _ => name,
    }
}

/// No field of a resource has a name of one character.
fn lengthened(name: String) -> String {
    match name.as_bytes() {
        [short] => SHORT.get(usize::from(short.wrapping_sub(b'!'))).map_or(name, |long| (*long).to_owned()),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_found_by_halves() {
        assert!(SHORT.is_sorted());
    }

    #[test]
    fn a_packed_resource_is_small_and_the_same_again() {
        let customer = json!({
            "id": "CU1", "created_at": "2026-03-02T09:00:00.000Z", "given_name": "Frank", "metadata": {"id": "x"},
            "city": "Zürich \" \\ {", "extra": 7, "links": {}
        });
        let packed = pack(&customer).unwrap();
        assert!(packed.len() + 30 < customer.to_string().len(), "{}", String::from_utf8_lossy(&packed));
        assert_eq!(unpack::<Value>(&packed), Some(customer));
        let nulls = json!({"id": "CU1", "email": null});
        assert_eq!(unpack::<Value>(&pack(&nulls).unwrap()), Some(json!({"id": "CU1"})));
    }
}
