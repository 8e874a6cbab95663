//! The fields of a form, or of a JSON object that says the same.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::failure::Failure;
use crate::parameters::LARGEST_BODY;

/// What was sent, name by name; no name is there twice (RFC 6749, section 3.1).
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn of_form(text: &[u8]) -> Result<Self, Failure> {
        let fields: Vec<_> = url::form_urlencoded::parse(text).into_owned().collect();
        let is_twice = |place: usize, name: &str| fields.iter().take(place).any(|(earlier, _)| earlier == name);
        if fields.iter().enumerate().any(|(place, (name, _))| is_twice(place, name)) {
            return Err(Failure::invalid_request("A parameter is there more than once"));
        }
        Ok(Self(fields))
    }

    fn of_json(text: &[u8]) -> Result<Self, Failure> {
        let fields: Map<String, Value> =
            serde_json::from_slice(text).map_err(|_| Failure::invalid_request("The body is not a JSON object"))?;
        let fields = fields.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| match value {
            Value::String(value) => Ok((name, value)),
            _ => Err(Failure::invalid_request("Every parameter must be a string")),
        });
        Ok(Self(fields.collect::<Result<_, _>>()?))
    }

    /// A value that is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let kind = content_type(request.headers());
        let bytes = to_bytes(request.into_body(), LARGEST_BODY).await.map_err(|_| {
            Failure::invalid_request("The request's body is too large").with(StatusCode::PAYLOAD_TOO_LARGE)
        })?;
        match kind.as_str() {
            "application/json" => Self::of_json(&bytes),
            "application/x-www-form-urlencoded" => Self::of_form(&bytes),
            _ if bytes.is_empty() => Ok(Self(Vec::new())),
            _ => Err(Failure::invalid_request("Content-Type must be application/x-www-form-urlencoded")),
        }
    }
}

fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
