//! What docs/openapi.json promises: every answer that a test gets is compared with it.
//!
//! Where a route, a status or a field is new, the file comes first; it is what other people's programs are built from.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::Method;
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Map, Value};

use super::Answer;

/// The file as it is.
pub(crate) static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../../docs/openapi.json")).unwrap());
static ANSWERS: LazyLock<Answers> = LazyLock::new(|| Answers::of(&DOCUMENT));

const METHODS: [&str; 2] = ["get", "post"];

/// Panics unless the answer is one that the file has for the operation; what is no operation passes.
#[track_caller]
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) {
    let method = method.as_str().to_lowercase();
    let Some((template, operation)) = operation(&method, path) else { return };
    let place = format!("{method} {template} {}", answer.status);
    let promised = &operation["responses"][answer.status.to_string()];
    assert!(!promised.is_null(), "docs/openapi.json has no {place}: {}", answer.text());
    let promised = resolved(promised);

    for (name, header) in promised["headers"].as_object().unwrap() {
        let is_there = answer.headers.contains_key(name.to_lowercase());
        assert!(is_there || resolved(header)["required"] != true, "{place} lacks {name}");
    }
    let Some(content) = promised["content"].as_object() else {
        assert!(answer.body.is_empty(), "{place} has a body");
        return;
    };
    let media_type = answer.header("content-type").split(';').next().unwrap();
    assert!(content.contains_key(media_type), "{place} is {media_type:?}");
    if media_type == "application/json" {
        ANSWERS.check(&place, &answer.json());
    }
}

/// The paths of the file, and what each takes.
pub(crate) fn paths() -> &'static Map<String, Value> {
    DOCUMENT["paths"].as_object().unwrap()
}

/// The operation that a path is of: of two that fit, the one without a parameter.
fn operation(method: &str, path: &str) -> Option<(&'static str, &'static Value)> {
    let fits = |template: &str| {
        let (mut segments, mut wanted) = (path.split('/'), template.split('/'));
        segments.by_ref().zip(wanted.by_ref()).all(|(is, wanted)| is == wanted || wanted.starts_with('{'))
            && path.split('/').count() == template.split('/').count()
    };
    let found =
        paths().iter().filter(|(template, _)| fits(template)).min_by_key(|(template, _)| template.contains('{'));
    found.and_then(|(template, item)| item.get(method).map(|operation| (template.as_str(), operation)))
}

/// What a reference leads to.
fn resolved(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

/// The schemas of all answers in JSON, with no field besides those of the file.
struct Answers {
    schemas: Schemas,
    by_place: HashMap<String, SchemaIndex>,
}

impl Answers {
    fn of(document: &'static Value) -> Self {
        const HERE: &str = "https://merchant.example/openapi.json";
        let mut closed = document.clone();
        close(&mut closed);
        let (mut schemas, mut compiler, mut by_place) = (Schemas::new(), Compiler::new(), HashMap::new());
        compiler.add_resource(HERE, closed).unwrap();
        for (template, item) in document["paths"].as_object().unwrap() {
            for method in METHODS.into_iter().filter(|method| item.get(method).is_some()) {
                for (status, response) in item[method]["responses"].as_object().unwrap() {
                    if resolved(response)["content"].get("application/json").is_none() {
                        continue;
                    }
                    let inline = format!("/paths/{}/{method}/responses/{status}", template.replace('/', "~1"));
                    let pointer = response["$ref"].as_str().map_or(inline, |it| it.trim_start_matches('#').to_owned());
                    let pointer = pointer.replace('{', "%7B").replace('}', "%7D");
                    let place = format!("{HERE}#{pointer}/content/application~1json/schema");
                    let schema = compiler.compile(&place, &mut schemas).unwrap();
                    by_place.insert(format!("{method} {template} {status}"), schema);
                }
            }
        }
        Self { schemas, by_place }
    }

    #[track_caller]
    fn check(&self, place: &str, body: &Value) {
        if let Err(error) = self.schemas.validate(body, self.by_place[place]) {
            panic!("{place} is not as in docs/openapi.json: {error}\n{body}");
        }
    }
}

/// Lets no object have another field: a reader of answers is lenient, a writer is not.
fn close(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(close);
            if map.get("properties").is_some_and(Value::is_object) {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}
