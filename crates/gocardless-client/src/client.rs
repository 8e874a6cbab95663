//! The client: where it sends to, as whom, over which connections.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::exchange::{Exchange, Observer};
use crate::quota::{Priority, Quota};
use crate::transport::{Transport, Wire};
use crate::{Settings, SteadyClock};

/// A GoCardless client for one access token.
///
/// Cheap to clone; clones share their connections. Sends over http or https as the base URL says, follows no
/// redirects, keeps no cookies. `Debug` shows the base URL only.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
    pub(crate) priority: Priority,
}

pub(crate) struct Inner {
    pub(crate) wire: Wire,
    pub(crate) base: String,
    /// None once the token is revoked.
    pub(crate) authorization: RwLock<Option<HeaderValue>>,
    pub(crate) settings: Settings,
    pub(crate) attempts: AtomicU64,
    pub(crate) observer: Observer,
    pub(crate) quota: Quota,
}

/// Why a [`Client`] cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The access token cannot stand in a header.
    #[error("the access token must be visible ASCII characters")]
    AccessToken,
    /// The base URL has a query, a fragment or user information, or is not http or https.
    #[error("the base URL must be http or https with a host, without user, query or fragment")]
    BaseUrl,
    /// The TLS library cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

/// Under what most load balancers keep idle connections for: a connection that the other end is about to close is
/// where an answer gets lost.
const IDLE: Duration = Duration::from_secs(20);

impl Client {
    /// A client with the default [`Settings`].
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the URL or the token cannot be used; nothing is sent.
    pub fn new(base_url: Url, access_token: SecretString) -> Result<Self, ClientError> {
        Self::with_settings(base_url, access_token, Settings::default())
    }

    /// A client with timeouts and retries of one's own.
    ///
    /// # Errors
    ///
    /// As of [`Client::new`].
    pub fn with_settings(base_url: Url, access_token: SecretString, settings: Settings) -> Result<Self, ClientError> {
        let wire = Wire::Network(http_client(&settings)?);
        Self::make(wire, base_url, access_token, settings, SteadyClock::default(), Observer::default())
    }

    /// A client that tells `observe` of each request once it has ended; it is called in between, and must be quick. `clock`
    /// is what the minutes of [`Settings::requests_per_minute`] are counted by.
    ///
    /// # Errors
    ///
    /// As of [`Client::new`].
    pub fn observed(
        base_url: Url,
        access_token: SecretString,
        settings: Settings,
        clock: SteadyClock,
        observe: impl Fn(&Exchange) + Send + Sync + 'static,
    ) -> Result<Self, ClientError> {
        let wire = Wire::Network(http_client(&settings)?);
        Self::make(wire, base_url, access_token, settings, clock, Observer::new(observe))
    }

    /// As [`Client::observed`], but over `transport` instead of connections: for simulations.
    ///
    /// # Errors
    ///
    /// As of [`Client::new`].
    pub fn over(
        transport: Arc<dyn Transport>,
        base_url: Url,
        access_token: SecretString,
        settings: Settings,
        clock: SteadyClock,
        observe: impl Fn(&Exchange) + Send + Sync + 'static,
    ) -> Result<Self, ClientError> {
        Self::make(Wire::Other(transport), base_url, access_token, settings, clock, Observer::new(observe))
    }

    #[expect(clippy::needless_pass_by_value, reason = "the caller hands the secret over rather than keeping a copy")]
    fn make(
        wire: Wire,
        base_url: Url,
        access_token: SecretString,
        settings: Settings,
        clock: SteadyClock,
        observer: Observer,
    ) -> Result<Self, ClientError> {
        let base = base(&base_url)?;
        let token = access_token.expose_secret();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ClientError::AccessToken);
        }
        let mut authorization =
            HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| ClientError::AccessToken)?;
        authorization.set_sensitive(true);

        let authorization = RwLock::new(Some(authorization));
        let attempts = AtomicU64::new(0);
        let quota = Quota::new(settings.requests_per_minute, clock);
        let inner = Inner { wire, base, authorization, settings, attempts, observer, quota };
        Ok(Self { inner: Arc::new(inner), priority: Priority::Foreground })
    }

    /// Forgets the access token, in this client and all its clones: it is dead, and nothing is sent with it any more.
    ///
    /// Calls that are under way end as they may; every later one fails with [`Error::NotSent`](crate::Error::NotSent).
    pub fn revoke(&self) {
        *self.inner.authorization.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether the access token was [forgotten](Self::revoke).
    pub fn is_revoked(&self) -> bool {
        self.inner.authorization().is_none()
    }

    /// A clone for calls that nobody waits for: it leaves four of ten requests a minute to the others.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self { priority: Priority::Background, ..self.clone() }
    }

    /// How many requests this client may send at once: what is left of the limit, by what was sent, what GoCardless said,
    /// and, [in the background](Self::in_background), without the reserve. None where there is no limit.
    pub fn quota_left(&self) -> Option<u32> {
        self.inner.quota.left(self.priority)
    }

    /// How many requests this client and its clones have sent, each attempt counted: what GoCardless's rate limit counts.
    pub fn requests_sent(&self) -> u64 {
        self.inner.attempts.load(Ordering::Relaxed)
    }
}

impl Inner {
    pub(crate) fn authorization(&self) -> Option<HeaderValue> {
        self.authorization.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What sends requests, and keeps connections.
pub(crate) type Http = HttpClient<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// What paths are put behind.
pub(crate) fn base(url: &Url) -> Result<String, ClientError> {
    let plain = url.username().is_empty() && url.password().is_none();
    let without_query = url.query().is_none() && url.fragment().is_none();
    if plain && without_query && url.has_host() && matches!(url.scheme(), "http" | "https") {
        return Ok(url.as_str().trim_end_matches('/').to_owned());
    }
    Err(ClientError::BaseUrl)
}

pub(crate) fn http_client(settings: &Settings) -> Result<Http, ClientError> {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_connect_timeout(Some(settings.connect_timeout));
    tcp.set_nodelay(true);
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp);
    let mut builder = HttpClient::builder(TokioExecutor::new());
    builder.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE);
    Ok(builder.build(connector))
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("base", &self.inner.base).finish_non_exhaustive()
    }
}
