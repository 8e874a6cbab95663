//! The error envelope.

use serde::{Deserialize, Serialize};

/// `{"error": …}`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ErrorEnvelope {
    /// The error.
    pub error: ErrorBody,
}

/// What went wrong, for the component to act on and for a developer to read.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct ErrorBody {
    /// `invalid_api_usage`, `invalid_state`, `validation_failed`, `gocardless` or `internal`.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// The HTTP status.
    #[serde(default)]
    pub code: u16,
    /// One sentence in English; never an internal message, never personal data.
    #[serde(default)]
    pub message: String,
    /// The id under which the server's log has the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The details, one a reason or a field.
    #[serde(default)]
    pub errors: Vec<FieldError>,
}

/// One reason, about one field where it has one.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct FieldError {
    /// The field, by GoCardless's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// A stable word such as `flow_expired`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A few words in English.
    #[serde(default)]
    pub message: String,
}

impl ErrorBody {
    /// Whether one of the details carries `reason`.
    pub fn has_reason(&self, reason: &str) -> bool {
        self.errors.iter().any(|detail| detail.reason.as_deref() == Some(reason))
    }
}

/// The field is the part, the reason the kind's stable word: the form has a message for each.
impl From<bank_details::Error> for FieldError {
    fn from(error: bank_details::Error) -> Self {
        Self {
            field: Some(error.part.as_str().to_owned()),
            reason: Some(error.kind.as_str().to_owned()),
            message: error.to_string(),
        }
    }
}
