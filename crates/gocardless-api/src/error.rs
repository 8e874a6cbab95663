//! The error envelope: `{"error": {"type", "code", "message", "request_id", "errors": […]}}`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A refusal as GoCardless words it.
///
/// Every field but `kind`, `code` and `message` may be missing in the wild and is then empty. Source: API reference,
/// "Errors".
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, thiserror::Error)]
#[error("{message} ({kind}, HTTP {code}{}{})", Reasons(errors), Request(request_id.as_deref()))]
pub struct ApiError {
    /// What went wrong, for developers, in English.
    #[serde(default)]
    pub message: String,
    /// Whose turn it is.
    #[serde(default, rename = "type")]
    pub kind: ErrorKind,
    /// The HTTP status.
    #[serde(default)]
    pub code: u16,
    /// The id by which GoCardless's support finds the request.
    #[serde(default)]
    pub request_id: Option<String>,
    /// The page of the API reference on this error.
    #[serde(default)]
    pub documentation_url: Option<String>,
    /// The details: one per reason or per field.
    #[serde(default)]
    pub errors: Vec<ErrorDetail>,
}

/// Whose turn it is after an error.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
pub enum ErrorKind {
    /// GoCardless failed inside; the outcome is unknown.
    #[default]
    Gocardless,
    /// The integration is wrong: header, path, envelope, token, limit.
    InvalidApiUsage,
    /// The resource is not in a state that allows this.
    InvalidState,
    /// A field was missing or not acceptable.
    ValidationFailed,
    /// A kind that these types do not know, as it came.
    Other(String),
}

/// One reason or one field of an [`ApiError`].
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct ErrorDetail {
    /// What it is about, for developers, in English.
    #[serde(default)]
    pub message: String,
    /// A stable word such as `redirect_flow_incomplete`; absent on validation errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The field's name; on validation errors only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The field's place in the request, such as `/customers/email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_pointer: Option<String>,
    /// Related resources.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: ErrorLinks,
    /// Figures that the message is about, such as `maximum_amount`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: ErrorMetadata,
}

/// Figures that an error's message is about, by name.
pub type ErrorMetadata = BTreeMap<String, serde_json::Value>;

/// Related resources of an error, by name, such as `conflicting_resource_id`.
pub type ErrorLinks = BTreeMap<String, String>;

impl ApiError {
    /// Reads the error envelope of an answer with HTTP status `status`.
    ///
    /// Also reads the bare form `{"error": "bank_account_exists"}`, as one reason. `None` when the body is neither.
    pub fn from_json(status: u16, body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Envelope {
            error: Body,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Body {
            Whole(ApiError),
            Bare(String),
        }

        let envelope: Envelope = serde_json::from_slice(body).ok()?;
        let mut error = match envelope.error {
            Body::Whole(error) => error,
            Body::Bare(reason) => Self {
                message: reason.replace('_', " "),
                kind: ErrorKind::InvalidState,
                code: status,
                request_id: None,
                documentation_url: None,
                errors: vec![ErrorDetail { reason: Some(reason), ..ErrorDetail::default() }],
            },
        };
        if error.code == 0 {
            error.code = status;
        }
        Some(error)
    }

    /// Whether one of the details carries `reason`.
    pub fn has_reason(&self, reason: &str) -> bool {
        self.errors.iter().any(|detail| detail.reason.as_deref() == Some(reason))
    }

    /// The first related resource under `name`.
    pub fn link(&self, name: &str) -> Option<&str> {
        self.errors.iter().find_map(|detail| detail.links.get(name)).map(String::as_str)
    }
}

impl ErrorKind {
    /// The type as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Gocardless => "gocardless",
            Self::InvalidApiUsage => "invalid_api_usage",
            Self::InvalidState => "invalid_state",
            Self::ValidationFailed => "validation_failed",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for ErrorKind {
    fn from(text: String) -> Self {
        match text.as_str() {
            "gocardless" => Self::Gocardless,
            "invalid_api_usage" => Self::InvalidApiUsage,
            "invalid_state" => Self::InvalidState,
            "validation_failed" => Self::ValidationFailed,
            _ => Self::Other(text),
        }
    }
}

impl From<ErrorKind> for String {
    fn from(kind: ErrorKind) -> Self {
        kind.as_str().to_owned()
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Shows the stable words only: messages of details may echo what was sent.
struct Request<'a>(Option<&'a str>);

impl fmt::Display for Request<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |id| write!(formatter, ", request {id}"))
    }
}

struct Reasons<'a>(&'a [ErrorDetail]);

impl fmt::Display for Reasons<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .filter_map(|detail| detail.reason.as_deref().or(detail.request_pointer.as_deref()))
            .try_for_each(|word| write!(formatter, ", {word}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validation_error_keeps_every_part() {
        let body = br#"{"error":{"message":"Validation failed","type":"validation_failed","code":422,
            "request_id":"R1","documentation_url":"u","errors":[{"field":"branch_code",
            "message":"is the wrong length (should be 8 characters)",
            "request_pointer":"/customer_bank_accounts/branch_code"}]}}"#;
        let error = ApiError::from_json(422, body).unwrap();
        assert_eq!(error.kind, ErrorKind::ValidationFailed);
        assert_eq!(error.request_id.as_deref(), Some("R1"));
        assert_eq!(error.errors[0].field.as_deref(), Some("branch_code"));
        assert_eq!(
            error.to_string(),
            "Validation failed (validation_failed, HTTP 422, /customer_bank_accounts/branch_code, request R1)"
        );
    }

    #[test]
    fn a_conflict_names_the_other_resource() {
        let body = br#"{"error":{"message":"m","type":"invalid_state","code":409,"errors":[
            {"reason":"idempotent_creation_conflict","message":"m","links":{"conflicting_resource_id":"RE1"}}]}}"#;
        let error = ApiError::from_json(409, body).unwrap();
        assert!(error.has_reason("idempotent_creation_conflict"));
        assert_eq!(error.link("conflicting_resource_id"), Some("RE1"));
    }

    #[test]
    fn bare_and_partial_errors_are_still_errors() {
        let bare = ApiError::from_json(409, br#"{"error":"bank_account_exists"}"#).unwrap();
        assert!(bare.has_reason("bank_account_exists"));
        let partial = ApiError::from_json(500, br#"{"error":{"message":"Uh-oh!"}}"#).unwrap();
        assert_eq!((partial.kind, partial.code), (ErrorKind::Gocardless, 500));
        assert_eq!(ApiError::from_json(502, b"<html>Bad gateway</html>"), None);
        assert_eq!(ApiError::from_json(200, br#"{"customers":{}}"#), None);
    }
}
