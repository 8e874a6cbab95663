//! OAuth for a partner's app. Sources: GoCardless's guide "Partner apps", RFC 6749.

mod authorization;

use std::fmt;

use bytes::Bytes;
use gocardless_api::{AccessTokenGrant, AccessTokenLookup, OAuthRefusal, OrganisationId, Scope};
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tracing::debug;
use url::Url;

pub use self::authorization::{Authorization, InitialView, Prefill};
use crate::client::{Http, base, http_client};
use crate::{ClientError, Failure, FailureKind, Settings};

/// A partner's app: it asks merchants for access, and gets a token for each that allows it.
///
/// Nothing is sent twice: a code works once. `Debug` shows the base URL and the client id only.
#[derive(Clone)]
pub struct PartnerApp {
    http: Http,
    base: String,
    client_id: String,
    client_secret: SecretString,
    settings: Settings,
}

/// A merchant's permission to call the API; `Debug` shows scope and organisation only.
#[derive(Clone)]
pub struct MerchantAccess {
    /// For [`Client::new`](crate::Client::new); it works until it is revoked.
    pub access_token: SecretString,
    /// What the merchant allows.
    pub scope: Scope,
    /// Whose account the token opens: webhooks name it too.
    pub organisation_id: OrganisationId,
    /// Who allowed it.
    pub email: String,
}

/// What can come of a call to a token endpoint instead of its answer.
///
/// `Debug` and `Display` show the refusal's stable word only: never what was sent.
#[derive(thiserror::Error)]
pub enum OAuthError {
    /// GoCardless refused: the same call will be refused again.
    #[error("GoCardless refused: {}", .0.error)]
    Refused(OAuthRefusal),
    /// No connection could be made: nothing was sent.
    #[error("GoCardless could not be reached: {0}")]
    NotSent(Failure),
    /// The call was sent and may have been carried out. A code may then be used up: send the merchant through again.
    #[error("the outcome at GoCardless is unknown: {0}")]
    OutcomeUnknown(Failure),
}

impl PartnerApp {
    /// An app with the default [`Settings`]; `base_url` is `https://connect.gocardless.com`, or the sandbox's.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the URL cannot be used; nothing is sent.
    pub fn new(base_url: &Url, client_id: String, client_secret: SecretString) -> Result<Self, ClientError> {
        Self::with_settings(base_url, client_id, client_secret, Settings::default())
    }

    /// An app with timeouts of one's own; there are no retries.
    ///
    /// # Errors
    ///
    /// As of [`PartnerApp::new`].
    pub fn with_settings(
        base_url: &Url,
        client_id: String,
        client_secret: SecretString,
        settings: Settings,
    ) -> Result<Self, ClientError> {
        let base = base(base_url)?;
        Ok(Self { http: http_client(&settings)?, base, client_id, client_secret, settings })
    }

    /// Where the merchant's browser is to go.
    pub fn authorization_url(&self, authorization: &Authorization) -> String {
        format!("{}/oauth/authorize?{}", self.base, authorization.query(&self.client_id))
    }

    /// Gets the access token for the code that a merchant came back with; `redirect_uri` is the authorization's.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Refused`] with `invalid_grant` where the code is expired or used, `invalid_client` where the app's
    /// own id or secret is wrong.
    pub async fn exchange_code(&self, code: &str, redirect_uri: &str) -> Result<MerchantAccess, OAuthError> {
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect_uri)];
        let grant: AccessTokenGrant = self.post("/oauth/access_token", &fields).await?;
        let AccessTokenGrant { access_token, scope, organisation_id, email, .. } = grant;
        Ok(MerchantAccess { access_token: access_token.into(), scope, organisation_id, email })
    }

    /// Ends a token; one that has ended already is no obstacle.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Refused`] where the token is another app's. It may be repeated.
    pub async fn revoke(&self, access_token: &SecretString) -> Result<(), OAuthError> {
        let answer: Result<serde_json::Value, _> =
            self.post("/oauth/revoke", &[("token", access_token.expose_secret())]).await;
        answer.map(|_| ())
    }

    /// Whether a token works, and what it allows.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Refused`] where the app's own id or secret is wrong. It may be repeated.
    pub async fn look_up(&self, access_token: &SecretString) -> Result<AccessTokenLookup, OAuthError> {
        self.post("/oauth/introspect", &[("token", access_token.expose_secret())]).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &'static str, fields: &[(&str, &str)]) -> Result<T, OAuthError> {
        let own = [("client_id", self.client_id.as_str()), ("client_secret", self.client_secret.expose_secret())];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(own).extend_pairs(fields).finish();
        let answer = tokio::time::timeout(self.settings.attempt_timeout, self.exchange(path, body)).await;
        let (status, body) =
            answer.unwrap_or_else(|_| Err(OAuthError::OutcomeUnknown(failure(FailureKind::TimedOut))))?;
        debug!(path, status, "gocardless oauth call");
        if (200..300).contains(&status) {
            return serde_json::from_slice(&body).map_err(|_| unreadable(status));
        }
        match serde_json::from_slice(&body) {
            Ok(refusal) if (400..500).contains(&status) => Err(OAuthError::Refused(refusal)),
            _ if status >= 500 => Err(OAuthError::OutcomeUnknown(failure(FailureKind::ServerError { status }))),
            _ => Err(unreadable(status)),
        }
    }

    /// One request, and the status and body of its answer.
    async fn exchange(&self, path: &str, body: String) -> Result<(u16, Bytes), OAuthError> {
        let request = Request::post(format!("{}{path}", self.base))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(USER_AGENT, concat!("mandate-signup/", env!("CARGO_PKG_VERSION")))
            .body(Full::new(Bytes::from(body)))
            // Never the case: the base is checked by `PartnerApp::new`.
            .map_err(|_| OAuthError::NotSent(failure(FailureKind::Connect)))?;
        let response = self.http.request(request).await.map_err(|error| {
            if error.is_connect() {
                OAuthError::NotSent(failure(FailureKind::Connect))
            } else {
                OAuthError::OutcomeUnknown(failure(FailureKind::Cut))
            }
        })?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), self.settings.max_body).collect().await.map_err(|error| {
            let kind = if error.is::<LengthLimitError>() { FailureKind::TooLarge } else { FailureKind::Cut };
            OAuthError::OutcomeUnknown(failure(kind))
        })?;
        Ok((status, body.to_bytes()))
    }
}

impl OAuthError {
    /// Whether this is a refusal with `error`, such as `invalid_grant`.
    pub fn is_refusal(&self, error: &str) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.error == error)
    }
}

fn failure(kind: FailureKind) -> Failure {
    Failure { kind, request_id: None }
}

fn unreadable(status: u16) -> OAuthError {
    OAuthError::OutcomeUnknown(failure(FailureKind::NotJson { status }))
}

impl fmt::Debug for PartnerApp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PartnerApp")
            .field("base", &self.base)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for MerchantAccess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MerchantAccess")
            .field("scope", &self.scope)
            .field("organisation_id", &self.organisation_id)
            .finish_non_exhaustive()
    }
}

/// As `Display`: a derived one would print the refusal's description, which may echo what was sent.
impl fmt::Debug for OAuthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OAuthError({self})")
    }
}
