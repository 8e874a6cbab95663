//! The id in a request's path.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use gocardless_api::MandateId;

use crate::error::Refusal;

/// The one id in the path; what can be no id is an id that nothing has.
#[derive(Clone, Debug)]
pub(crate) struct PathId(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for PathId {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Refusal::resource_not_found())?;
        // Ids of every kind have the same form.
        match text.parse::<MandateId>() {
            Ok(_) => Ok(Self(text)),
            Err(_) => Err(Refusal::resource_not_found()),
        }
    }
}
