//! `POST /webhooks`: what GoCardless tells.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use gocardless_api::WEBHOOK_SIGNATURE;

use crate::AppState;
use crate::error::AppError;
use crate::events::receive::receive;

/// Stores the events of a genuine webhook and acknowledges it: 204. They are applied afterwards.
///
/// Unsigned bytes are not looked at (498). When nothing can be stored the answer is a 503, so that GoCardless comes again.
pub(crate) async fn receive_webhook(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, AppError> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::BodyTooLarge,
        _ => AppError::BadJson,
    })?;
    let mut signatures = headers.get_all(WEBHOOK_SIGNATURE).into_iter();
    let signature = match (signatures.next(), signatures.next()) {
        (Some(signature), None) => signature.to_str().unwrap_or_default(),
        _ => "",
    };
    receive(&state, &body, signature).await?;
    Ok(StatusCode::NO_CONTENT)
}
