//! Resources: every declared field, nothing undeclared, each of its type.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde_json::Value;

struct Field {
    name: &'static str,
    may_be_null: bool,
    kind: &'static str,
}

static FIELDS: LazyLock<HashMap<&str, Vec<Field>>> = LazyLock::new(|| {
    let mut objects: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/fields.tsv"))) {
        if let [object, name, null, kind] = row[..] {
            objects.entry(object).or_default().push(Field { name, may_be_null: null == "null", kind });
        }
    }
    objects
});

/// `Mandate.scheme` and how it differs: `null`, `absent` or `undeclared`.
static DIFFERENCES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let table = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/differences.tsv"));
    rows(table).filter_map(|row| Some((*row.first()?, *row.get(1)?))).collect()
});

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// Notes what is wrong with an object.
pub(super) fn judge(object: &str, value: &Value, findings: &mut Vec<String>) {
    let Some(fields) = FIELDS.get(object) else { return };
    let Some(given) = value.as_object() else {
        findings.push(format!("{object} is no object: {value}"));
        return;
    };
    // What leads nowhere may be left out.
    let may_lack = object.ends_with("Links");
    for field in fields {
        let place = Place(object, field.name);
        let difference = match given.get(field.name) {
            None if may_lack => continue,
            None => "absent",
            Some(Value::Null) if field.may_be_null => continue,
            Some(Value::Null) => "null",
            Some(value) => {
                judge_kind(place, field.kind, value, findings);
                continue;
            }
        };
        note_difference(place, difference, findings);
    }
    for name in given.keys().filter(|name| !fields.iter().any(|field| field.name == *name)) {
        note_difference(Place(object, name), "undeclared", findings);
    }
}

/// An object and a field of it.
#[derive(Clone, Copy)]
struct Place<'a>(&'a str, &'a str);

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.0, self.1)
    }
}

fn note_difference(place: Place<'_>, difference: &str, findings: &mut Vec<String>) {
    if DIFFERENCES.get(place.to_string().as_str()) != Some(&difference) {
        findings.push(format!("{place} is {difference}"));
    }
}

fn judge_kind(place: Place<'_>, kind: &str, value: &Value, findings: &mut Vec<String>) {
    if let Some(kind) = kind.strip_suffix("[]") {
        match value.as_array() {
            Some(items) => items.iter().for_each(|item| judge_kind(place, kind.trim(), item, findings)),
            None => findings.push(format!("{place} is no list: {value}")),
        }
        return;
    }
    if FIELDS.contains_key(kind) {
        judge(kind, value, findings);
        return;
    }
    let is_right = match kind {
        "string" if place.1.ends_with("_at") => value.as_str().is_some_and(is_time),
        "string" => value.is_string(),
        "number" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "map<string,string>" => value.as_object().is_some_and(|map| map.values().all(Value::is_string)),
        _ => match (kind.strip_prefix("one of "), value.as_str()) {
            (Some(words), Some(word)) => words.split(' ').any(|known| known == word),
            (Some(_), None) => false,
            (None, _) => value.is_object(),
        },
    };
    if !is_right {
        findings.push(format!("{place} is {value}, not {kind}"));
    }
}

/// `2014-01-01T12:00:00.000Z`.
fn is_time(text: &str) -> bool {
    let form = "0000-00-00T00:00:00.000Z";
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(is, like)| if like == b'0' { is.is_ascii_digit() } else { is == like })
}
