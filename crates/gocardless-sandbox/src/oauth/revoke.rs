//! `POST /oauth/revoke`. Source: RFC 7009.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::client::authenticate;
use super::failure::Failure;
use super::fields::Fields;
use crate::exchange;
use crate::sandbox::Sandbox;

/// Ends one of the app's tokens; with the last one of a merchant, the connection.
pub(crate) async fn revoke_token(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut ledger = sandbox.ledger();
    let client_id = authenticate(&headers, &fields, &ledger)?;
    let token = fields.get("token").ok_or(Failure::invalid_request("token is missing"))?;
    ledger
        .revoke(&client_id, token)
        .map_err(|_| Failure::new("unauthorized_client", "The token was not given to this client"))?;
    Ok(exchange::json(StatusCode::OK, &json!({})))
}
