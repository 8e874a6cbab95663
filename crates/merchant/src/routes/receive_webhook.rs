//! `POST /webhooks`: what GoCardless tells.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use bytestring::ByteString;
use gocardless_api::{WEBHOOK_SIGNATURE, WebhookSecret};

use crate::AppState;
use crate::error::AppError;
use crate::events::{keep_in_flood, read_delivery, receive_events};

/// Stores the events of a genuine webhook, and the statuses that follow, in one transaction, and acknowledges it: 204. What
/// is known already stays as it is. While more come than can be stored so, the webhook is stored as it came and acknowledged,
/// and its events follow.
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
    if !is_genuine(&state.config.gocardless.webhook_secrets, &body, &headers) {
        state.counters.webhooks_refused.add(1);
        return Err(AppError::WebhookSignature);
    }
    let place = state.webhook_room.enter(body.len()).await;
    let body = ByteString::try_from(body).map_err(|_| AppError::WrongShape)?;
    if !keep_in_flood(&state, &body, &place).await? {
        let events = read_delivery(&body, state.config.clock.now()).ok_or(AppError::WrongShape)?;
        receive_events(&state, events).await?;
    }
    drop(place);
    state.counters.webhooks_received.add(1);
    Ok(StatusCode::NO_CONTENT)
}

/// Whether one of our secrets made the one signature that there is; every secret is tried, whichever fits.
pub(crate) fn is_genuine(secrets: &[WebhookSecret], body: &[u8], headers: &HeaderMap) -> bool {
    let mut signatures = headers.get_all(WEBHOOK_SIGNATURE).into_iter();
    let (Some(signature), None) = (signatures.next(), signatures.next()) else { return false };
    let Ok(signature) = signature.to_str() else { return false };
    secrets.iter().filter(|secret| secret.verify(body, signature).is_ok()).count() > 0
}
