//! A request's body: JSON, the envelope in it, and its fields.

mod rules;

use std::fmt;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use gocardless_api::Metadata;
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::error::Refusal;
use crate::leniency;
use crate::validation::{FieldProblem, Problem};

/// The most bytes that a body may have; the sandbox's own limit.
pub(crate) const LARGEST_BODY: usize = 256 * 1024;

/// The longest text of a field without a rule of its own; the sandbox's own limit.
pub(crate) const LONGEST_TEXT: usize = 255;

/// A request's body: a JSON object, or nothing (no bytes, or `null`).
pub(crate) struct Document(Option<Map<String, Value>>);

/// A request's mark that its body is to be read leniently.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lenient;

/// The fields of one envelope, and what has been found wrong with them so far.
pub(crate) struct Form {
    at: String,
    fields: Map<String, Value>,
    problems: Vec<FieldProblem>,
}

impl<S: Send + Sync> FromRequest<S> for Document {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let is_json = is_json(request.headers());
        let is_lenient = request.extensions().get::<Lenient>().is_some();
        let Ok(bytes) = to_bytes(request.into_body(), LARGEST_BODY).await else {
            let message = "The request's body is too large";
            return Err(Refusal::usage(StatusCode::PAYLOAD_TOO_LARGE, "request_entity_too_large", message));
        };
        if bytes.is_empty() {
            return Ok(Self(None));
        }
        if !is_json {
            let message = "Content-Type must be application/json";
            return Err(Refusal::usage(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
        }
        match serde_json::from_slice(&bytes) {
            Ok(Value::Null) => Ok(Self(None)),
            Ok(Value::Object(mut fields)) => {
                if is_lenient {
                    leniency::straighten(&mut fields);
                }
                Ok(Self(Some(fields)))
            }
            Ok(_) => Err(Refusal::invalid_document("Root element must be an object.")),
            Err(_) => Err(Refusal::invalid_document("The body is not valid JSON.")),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

impl Document {
    /// The fields under `resource`; a body without anything has no fields.
    pub(crate) fn envelope(self, resource: &str) -> Result<Form, Refusal> {
        let mut fields = self.0.unwrap_or_default();
        match fields.remove(resource) {
            None if fields.is_empty() => Ok(Form::new(resource, Map::new())),
            None => {
                let message = format!("Data sent to this endpoint must be wrapped in a `{resource}` envelope");
                Err(Refusal::invalid_document(&message))
            }
            Some(Value::Null) => Ok(Form::new(resource, Map::new())),
            Some(Value::Object(fields)) => Ok(Form::new(resource, fields)),
            Some(_) => Err(Refusal::invalid_document(&format!("`{resource}` must be an object."))),
        }
    }

    /// The parameters of an action: under `data`, or, as GoCardless has been seen to accept, under `resource`.
    pub(crate) fn action(self, resource: &str) -> Result<Form, Refusal> {
        let name = match &self.0 {
            Some(fields) if !fields.contains_key("data") && fields.contains_key(resource) => resource,
            _ => "data",
        };
        self.envelope(name)
    }

    /// The whole body as one value; nothing is `null`.
    pub(crate) fn into_value(self) -> Value {
        self.0.map_or(Value::Null, Value::Object)
    }
}

impl Form {
    /// The fields of the resource `at`.
    pub(crate) fn new(at: &str, fields: Map<String, Value>) -> Self {
        Self { at: at.to_owned(), fields, problems: Vec::new() }
    }

    /// A text; blank is as absent.
    pub(crate) fn text(&mut self, field: &str) -> Option<String> {
        self.text_up_to(field, LONGEST_TEXT)
    }

    /// A text of at most `maximum` characters; blank is as absent.
    pub(crate) fn text_up_to(&mut self, field: &str, maximum: usize) -> Option<String> {
        let problem = match self.fields.get(field) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) if text.trim().is_empty() => return None,
            Some(Value::String(text)) if text.chars().count() <= maximum => return Some(text.clone()),
            Some(Value::String(_)) => Problem::TooLong { maximum },
            Some(_) => Problem::WrongType { expected: "a string" },
        };
        self.problem(field, problem);
        None
    }

    /// A text that must be there; empty where it is not, which is then a problem.
    pub(crate) fn required_text(&mut self, field: &str) -> String {
        self.required_text_up_to(field, LONGEST_TEXT)
    }

    /// A text of at most `maximum` characters that must be there; empty where it is not, which is then a problem.
    pub(crate) fn required_text_up_to(&mut self, field: &str, maximum: usize) -> String {
        let problems = self.problems.len();
        let text = self.text_up_to(field, maximum);
        if text.is_none() && problems == self.problems.len() {
            self.problem(field, Problem::Required);
        }
        text.unwrap_or_default()
    }

    /// Changes `value` when the field was sent; `null` and blank clear it.
    pub(crate) fn change(&mut self, field: &str, value: &mut Option<String>) {
        if self.sent(field) {
            *value = self.text(field);
        }
    }

    /// A whole number that must be there; 0 where it is not, which is then a problem. A text is none.
    pub(crate) fn required_number(&mut self, field: &str) -> u64 {
        let problem = match self.fields.get(field) {
            None | Some(Value::Null) => Problem::Required,
            Some(Value::Number(number)) => match number.as_u64() {
                Some(number) => return number,
                None if number.is_f64() => Problem::WrongType { expected: "a whole number" },
                None => Problem::Other("must be greater than 0".into()),
            },
            Some(_) => Problem::WrongType { expected: "a number" },
        };
        self.problem(field, problem);
        0
    }

    /// Whether the field was sent as a whole number that is none too small.
    pub(crate) fn is_number(&self, field: &str) -> bool {
        self.fields.get(field).is_some_and(Value::is_u64)
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, field: &str) -> Option<bool> {
        match self.fields.get(field) {
            None | Some(Value::Null) => None,
            Some(Value::Bool(flag)) => Some(*flag),
            Some(_) => {
                self.problem(field, Problem::WrongType { expected: "a boolean" });
                None
            }
        }
    }

    /// A date, `YYYY-MM-DD`.
    pub(crate) fn date(&mut self, field: &str) -> Option<Date> {
        let text = self.text(field)?;
        // Nothing but a date: the parser would take a time with it.
        match text.parse() {
            Ok(date) if text.len() == "YYYY-MM-DD".len() => Some(date),
            _ => {
                self.problem(field, Problem::WrongType { expected: "a date (YYYY-MM-DD)" });
                None
            }
        }
    }

    /// Replaces `metadata` as a whole when it was sent.
    pub(crate) fn change_metadata(&mut self, metadata: &mut Metadata) {
        match self.fields.get("metadata") {
            None => {}
            Some(Value::Null) => metadata.clear(),
            Some(Value::Object(pairs)) => match read_metadata(pairs) {
                Ok(read) => *metadata = read,
                Err(problem) => self.problem("metadata", problem),
            },
            Some(_) => self.problem("metadata", Problem::WrongType { expected: "an object" }),
        }
    }

    /// The id under `links`.
    pub(crate) fn link(&mut self, name: &str) -> Option<String> {
        match self.fields.get("links") {
            None | Some(Value::Null) => None,
            Some(Value::Object(links)) => match links.get(name) {
                None | Some(Value::Null) => None,
                Some(Value::String(id)) => Some(id.clone()),
                Some(_) => {
                    self.problem(&format!("links/{name}"), Problem::WrongType { expected: "a string" });
                    None
                }
            },
            Some(_) => {
                self.problem("links", Problem::WrongType { expected: "an object" });
                None
            }
        }
    }

    /// An object, unchecked.
    pub(crate) fn object(&mut self, field: &str) -> Map<String, Value> {
        match self.fields.remove(field) {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(fields)) => fields,
            Some(_) => {
                self.problem(field, Problem::WrongType { expected: "an object" });
                Map::new()
            }
        }
    }

    /// Whether the field was sent, be it as `null`.
    pub(crate) fn sent(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// Notes what is wrong with a field; `links/creditor` is the field `creditor` under `links`.
    pub(crate) fn problem(&mut self, path: &str, problem: Problem) {
        let field = path.rsplit('/').next().unwrap_or(path).to_owned();
        self.problems.push(FieldProblem { pointer: format!("/{}/{path}", self.at), field, problem });
    }

    /// Refuses the whole when something was wrong with a field.
    pub(crate) fn check(&mut self) -> Result<(), Refusal> {
        if self.problems.is_empty() { Ok(()) } else { Err(Refusal::validation(std::mem::take(&mut self.problems))) }
    }

    /// What was found wrong first.
    pub(crate) fn first_problem(&self) -> Option<&FieldProblem> {
        self.problems.first()
    }
}

/// Hides what was sent.
impl fmt::Debug for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Document(..)")
    }
}

/// Hides what was sent.
impl fmt::Debug for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Form").field("at", &self.at).finish_non_exhaustive()
    }
}

/// At most 3 pairs, keys of at most 50 characters, values of at most 500; values are texts.
fn read_metadata(pairs: &Map<String, Value>) -> Result<Metadata, Problem> {
    if pairs.len() > 3 {
        return Err(Problem::Other("cannot have more than 3 keys".into()));
    }
    let mut metadata = Metadata::new();
    for (key, value) in pairs {
        let Value::String(value) = value else { return Err(Problem::Other("values must be strings".into())) };
        if key.chars().count() > 50 {
            return Err(Problem::Other("keys cannot be longer than 50 characters".into()));
        }
        if value.chars().count() > 500 {
            return Err(Problem::Other("values cannot be longer than 500 characters".into()));
        }
        metadata.insert(key.clone(), value.clone());
    }
    Ok(metadata)
}

#[cfg(test)]
mod tests;
