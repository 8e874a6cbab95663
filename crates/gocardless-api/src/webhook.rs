//! Webhooks: how events come to a merchant, and how the merchant knows that they come from GoCardless.

use std::collections::BTreeMap;
use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::redacted::redacted_debug;
use crate::{Event, WebhookId};

/// The header that carries a webhook's signature.
pub const WEBHOOK_SIGNATURE: &str = "Webhook-Signature";

/// A webhook that was sent, or is to be: its request, and what the last attempt was answered.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Webhooks")]
#[expect(clippy::struct_excessive_bools, reason = "the resource has so many")]
pub struct Webhook {
    pub id: WebhookId,
    pub created_at: String,
    /// Whether someone asked for it in the dashboard, to try a receiver.
    pub is_test: bool,
    /// The body, exactly as it is sent and signed: a [`WebhookBody`] as JSON.
    pub request_body: String,
    pub request_headers: BTreeMap<String, String>,
    pub response_body: Option<String>,
    pub response_body_truncated: bool,
    /// None where nothing was answered.
    pub response_code: Option<u16>,
    pub response_headers: Option<BTreeMap<String, String>>,
    /// Whether values of headers were cut short.
    pub response_headers_content_truncated: bool,
    /// Whether headers were left out.
    pub response_headers_count_truncated: bool,
    /// Whether the answer was a 2xx.
    pub successful: bool,
    pub url: String,
}

redacted_debug!(Webhook { id, created_at, is_test, response_code, successful });

/// What a webhook's body says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct WebhookBody {
    /// What happened: one event or many that have nothing to do with each other, in no order that could be relied on.
    pub events: Vec<Event>,
    /// About the webhook itself; GoCardless once sent none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<WebhookMeta>,
}

/// About a webhook itself.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct WebhookMeta {
    /// The same in every attempt to deliver it.
    pub webhook_id: WebhookId,
}

/// An endpoint's secret: who knows it can sign webhooks, and tell whether one is genuine.
///
/// The key is the secret's text as it stands, in UTF-8. Nothing shows it but [`as_str`](Self::as_str).
#[derive(Clone)]
pub struct WebhookSecret(String);

/// Why a webhook was not read.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// It is not genuine, or was changed on the way: answer 498, as GoCardless's documentation does.
    #[error("the webhook's signature does not fit its body and the secret")]
    InvalidSignature,
    /// It is genuine, and no webhook that these types describe.
    #[error("the webhook's body cannot be read")]
    Unreadable(#[source] serde_json::Error),
}

impl WebhookSecret {
    /// The secret that the dashboard shows.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The signature of these bytes: HMAC-SHA256 in lowercase hex.
    pub fn sign(&self, body: &[u8]) -> String {
        hex::encode(self.mac(body).finalize().into_bytes())
    }

    /// Whether the header [`WEBHOOK_SIGNATURE`] has the signature of these bytes, exactly as they arrived.
    ///
    /// The time it takes does not tell how much of a wrong signature is right. It must be lower-case, as GoCardless
    /// writes it: what GoCardless never sends is nothing to guess about.
    ///
    /// # Errors
    ///
    /// [`WebhookError::InvalidSignature`].
    pub fn verify(&self, body: &[u8], signature: &str) -> Result<(), WebhookError> {
        if signature.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(WebhookError::InvalidSignature);
        }
        let signature = hex::decode(signature).map_err(|_| WebhookError::InvalidSignature)?;
        self.mac(body).verify_slice(&signature).map_err(|_| WebhookError::InvalidSignature)
    }

    /// Reads a webhook that is genuine.
    ///
    /// # Errors
    ///
    /// [`WebhookError`]; what is not genuine is not looked at.
    pub fn read(&self, body: &[u8], signature: &str) -> Result<WebhookBody, WebhookError> {
        self.verify(body, signature)?;
        serde_json::from_slice(body).map_err(WebhookError::Unreadable)
    }

    fn mac(&self, body: &[u8]) -> Hmac<Sha256> {
        match Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) {
            Ok(mac) => mac.chain_update(body),
            Err(error) => unreachable!("HMAC takes keys of every length: {error}"),
        }
    }
}

/// Hides it.
impl fmt::Debug for WebhookSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"events":[{"id":"EV1","created_at":"2026-03-02T09:00:00.000Z","resource_type":"mandates","action":"created","metadata":{},"details":{},"links":{"mandate":"MD1"},"resource_metadata":{}}],"meta":{"webhook_id":"WB1"}}"#;

    /// `hmac.new("pass-wörd".encode(), BODY, hashlib.sha256).hexdigest()` in Python 3.
    const SIGNATURE: &str = "be4719b0b41c94901c1766b01d4feeec42fcd68fe506c61d7a2bbbb38908d846";

    fn secret() -> WebhookSecret {
        WebhookSecret::new("pass-wörd")
    }

    #[test]
    fn a_body_is_signed_as_python_signs_it() {
        assert_eq!(secret().sign(BODY.as_bytes()), SIGNATURE);
    }

    #[test]
    fn only_the_same_bytes_with_the_same_secret_and_signature_are_genuine() {
        let changed = BODY.replace("MD1", "MD2");
        let spaced = format!("{BODY}\n");
        let cut = &SIGNATURE[..62];
        let loud = SIGNATURE.to_uppercase();
        for (secret, body, signature, genuine) in [
            (secret(), BODY, SIGNATURE, true),
            (WebhookSecret::new("pass-word"), BODY, SIGNATURE, false),
            (secret(), &*changed, SIGNATURE, false),
            (secret(), &*spaced, SIGNATURE, false),
            (secret(), BODY, cut, false),
            (secret(), BODY, "", false),
            (secret(), BODY, "no hex", false),
            (secret(), BODY, &*loud, false),
        ] {
            let read = secret.read(body.as_bytes(), signature);
            assert_eq!(read.is_ok(), genuine, "{body:?} {signature:?}");
            assert!(genuine || matches!(read, Err(WebhookError::InvalidSignature)));
        }
    }

    #[test]
    fn a_body_is_read_and_written_the_same() {
        let body = secret().read(BODY.as_bytes(), SIGNATURE).unwrap();
        assert_eq!(body.meta.as_ref().map(|meta| meta.webhook_id.as_str()), Some("WB1"));
        assert_eq!(serde_json::to_string(&body).unwrap(), BODY);
    }

    #[test]
    fn a_genuine_body_without_events_is_told_apart() {
        let signed = |text: &str| secret().read(text.as_bytes(), &secret().sign(text.as_bytes()));
        assert!(signed(r#"{"events":[]}"#).unwrap().events.is_empty());
        assert!(matches!(signed("{}"), Err(WebhookError::Unreadable(_))));
    }

    #[test]
    fn the_secret_shows_itself_to_nobody() {
        assert_eq!(format!("{:?}", secret()), "WebhookSecret(..)");
    }
}
