//! Which app calls a token endpoint. Source: RFC 6749, section 2.3.1.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::failure::Failure;
use super::fields::Fields;
use crate::ledger::Ledger;

/// The client id of the app, which has proved that it is itself: by HTTP Basic, or in the body, not by both.
pub(super) fn authenticate(headers: &HeaderMap, fields: &Fields, ledger: &Ledger) -> Result<String, Failure> {
    let (client_id, client_secret) = match (basic(headers)?, fields.get("client_secret")) {
        (Some(_), Some(_)) => {
            return Err(Failure::invalid_request("Authenticate in the header or in the body, not both"));
        }
        (Some((id, _)), None) if fields.get("client_id").is_some_and(|it| it != id) => {
            return Err(Failure::invalid_request("client_id is not the client that authenticates"));
        }
        (Some(credentials), None) => credentials,
        (None, secret) => {
            let (Some(id), Some(secret)) = (fields.get("client_id"), secret) else {
                return Err(Failure::INVALID_CLIENT);
            };
            (id.to_owned(), secret.to_owned())
        }
    };
    let app = ledger.authenticated_app(&client_id, &client_secret).ok_or(Failure::INVALID_CLIENT)?;
    Ok(app.client_id.clone())
}

fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Failure> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let credentials = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(kind, _)| kind.eq_ignore_ascii_case("basic"))
        .and_then(|(_, text)| STANDARD.decode(text.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let pair = credentials.as_deref().and_then(|text| text.split_once(':')).ok_or(Failure::INVALID_CLIENT)?;
    Ok(Some((decoded(pair.0), decoded(pair.1))))
}

/// Id and secret are encoded like values of a form before they become user and password.
fn decoded(text: &str) -> String {
    let value = format!("v={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(value.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}
