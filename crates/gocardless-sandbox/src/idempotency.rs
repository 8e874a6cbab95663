//! Idempotency keys: the same key at the same endpoint makes one resource.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::authentication::Caller;
use crate::error::Refusal;

/// The `Idempotency-Key` of a call, if it has one, with the endpoint that it is for.
#[derive(Clone, Debug)]
pub(crate) struct IdempotencyKey {
    endpoint: String,
    key: Option<String>,
}

/// The longest key; GoCardless's own limit is not published.
const LONGEST_KEY: usize = 128;

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let endpoint = parts.uri.path().to_owned();
        let Some(value) = parts.headers.get("Idempotency-Key") else { return Ok(Self { endpoint, key: None }) };
        if value.len() > LONGEST_KEY {
            let message = "The Idempotency-Key can have at most 128 characters";
            return Err(Refusal::usage(StatusCode::BAD_REQUEST, "idempotency_key_too_long", message));
        }
        let key = String::from_utf8_lossy(value.as_bytes()).into_owned();
        Ok(Self { endpoint, key: Some(key).filter(|key| !key.is_empty()) })
    }
}

/// What each key made, by access token and endpoint: GoCardless's users send one key to several endpoints.
///
/// Only what succeeded is remembered, so a refused call may be corrected and sent again with its key.
///
/// There may be as many keys as resources, so it keeps 128 bits of each instead of the three texts.
#[derive(Default)]
pub(crate) struct Made(HashMap<[u64; 2], Box<str>>);

impl Made {
    /// Refuses a key that has made something already.
    pub(crate) fn check(&self, caller: &Caller, key: &IdempotencyKey) -> Result<(), Refusal> {
        match place(caller, key).and_then(|place| self.0.get(&place)) {
            Some(id) => Err(Refusal::idempotent_creation_conflict(id)),
            None => Ok(()),
        }
    }

    /// Notes what the key has made.
    pub(crate) fn remember(&mut self, caller: &Caller, key: &IdempotencyKey, id: &str) {
        if let Some(place) = place(caller, key) {
            self.0.insert(place, id.into());
        }
    }
}

fn place(caller: &Caller, key: &IdempotencyKey) -> Option<[u64; 2]> {
    let texts = (&caller.access_token, &key.endpoint, key.key.as_ref()?);
    Some([0_u8, 1].map(|half| {
        let mut hasher = DefaultHasher::new();
        (half, texts).hash(&mut hasher);
        hasher.finish()
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{TestSandbox, api};

    #[tokio::test]
    async fn a_key_makes_one_resource_and_names_it_afterwards() {
        let sandbox = TestSandbox::new();
        let body = json!({"customers": {"company_name": "Hut Ltd"}});
        let create = || api("POST", "/customers").header("idempotency-key", "signup-1");
        let first = sandbox.send(create().body(body.to_string().into()).unwrap()).await;
        assert_eq!(first.status, 201);
        let again = sandbox.send(create().body("null".into()).unwrap()).await;
        let error = again.assert_refused(409, "invalid_state", "idempotent_creation_conflict");
        assert_eq!(error.link("conflicting_resource_id"), first.json["customers"]["id"].as_str());
        assert_eq!(sandbox.customers().len(), 1);
    }

    #[tokio::test]
    async fn one_key_may_be_sent_to_several_endpoints() {
        let sandbox = TestSandbox::new();
        for (path, body) in [
            ("/customers", json!({"customers": {"company_name": "Hut Ltd"}})),
            (
                "/redirect_flows",
                json!({"redirect_flows": {"session_token": "s", "success_redirect_url": "https://shop.example"}}),
            ),
        ] {
            let request = api("POST", path).header("idempotency-key", "signup-1");
            assert_eq!(sandbox.send(request.body(body.to_string().into()).unwrap()).await.status, 201, "{path}");
        }
    }

    #[tokio::test]
    async fn a_refused_call_may_be_sent_again_with_its_key() {
        let sandbox = TestSandbox::new();
        for (body, status) in [(json!({"customers": {}}), 422), (json!({"customers": {"company_name": "Hut"}}), 201)] {
            let request = api("POST", "/customers").header("idempotency-key", "signup-1");
            assert_eq!(sandbox.send(request.body(body.to_string().into()).unwrap()).await.status, status);
        }
    }

    #[tokio::test]
    async fn a_key_of_more_than_128_characters_is_refused() {
        let sandbox = TestSandbox::new();
        for (length, status) in [(128, 201), (129, 400)] {
            let request = api("POST", "/customers").header("idempotency-key", "k".repeat(length));
            let body = json!({"customers": {"company_name": "Hut Ltd"}});
            assert_eq!(sandbox.send(request.body(body.to_string().into()).unwrap()).await.status, status);
        }
    }
}
