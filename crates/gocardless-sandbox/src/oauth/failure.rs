//! How the token endpoints refuse. Source: RFC 6749, section 5.2.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gocardless_api::OAuthRefusal;

use crate::exchange::json;

/// A refusal of a token endpoint.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Failure {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl Failure {
    /// Who calls is not known by this secret.
    pub(super) const INVALID_CLIENT: Self =
        Self { status: StatusCode::UNAUTHORIZED, error: "invalid_client", description: "Client authentication failed" };

    pub(super) const fn new(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }

    pub(super) const fn invalid_request(description: &'static str) -> Self {
        Self::new("invalid_request", description)
    }

    pub(super) const fn with(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let description = Some(self.description.to_owned());
        let refusal = OAuthRefusal { error: self.error.to_owned(), error_description: description };
        let mut response = json(self.status, &refusal);
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"oauth\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
