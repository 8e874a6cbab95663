//! The key by which a client repeats a start.

use axum::http::HeaderMap;

use crate::ClientKeyHash;
use crate::error::AppError;

/// The hash of the request's `Idempotency-Key`, if it has one; two are none that can be used.
///
/// The key must be 16 to 128 letters, digits, hyphens and underscores, drawn at random with 128 bits or more: whoever
/// knows it gets the signup that was started with it, as long as that is not completed.
pub(crate) fn from_headers(headers: &HeaderMap) -> Result<Option<ClientKeyHash>, AppError> {
    let mut values = headers.get_all("Idempotency-Key").into_iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value,
        // Which of them is meant nobody can tell.
        (Some(_), Some(_)) => return Err(AppError::IdempotencyKeyMalformed),
    };
    let key = value.to_str().map_err(|_| AppError::IdempotencyKeyMalformed)?;
    let letters = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if letters && (16..=128).contains(&key.len()) {
        Ok(Some(ClientKeyHash::of(&[key])))
    } else {
        Err(AppError::IdempotencyKeyMalformed)
    }
}
