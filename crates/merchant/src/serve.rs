//! Starting and stopping.

use std::net::SocketAddr;
use std::time::Duration;

use gocardless_client::ClientError;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tracing::warn;
use url::Url;

use crate::connections::{self, ConnectionLimits};
use crate::routes::show_metrics::metrics_app;
use crate::store::{self, StoreError};
use crate::{AppState, Config, Pages, app, background};

/// Why the merchant backend cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The access token or address cannot be used.
    #[error("GoCardless cannot be called: {0}")]
    Client(#[from] ClientError),
    /// The address for what is measured cannot be listened on.
    #[error("METRICS_ADDR cannot be listened on: {0}")]
    Metrics(#[source] std::io::Error),
    /// The database cannot be used.
    #[error("DATABASE_URL cannot be used: {0}")]
    Store(#[from] StoreError),
}

/// A merchant backend that serves until it is stopped.
pub struct RunningMerchant {
    url: Url,
    metrics_addr: Option<SocketAddr>,
    state: AppState,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    /// Ends when it is dropped.
    background: JoinSet<()>,
}

/// For how long requests in flight may go on after the stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens the store and serves on `listener` in the background.
///
/// # Errors
///
/// [`StartError`] when the store or the access token cannot be used; then nothing is served.
pub async fn start(listener: TcpListener, config: Config) -> Result<RunningMerchant, StartError> {
    let url = config.server.public_url.clone();
    if let Pages::Folder(folder) = &config.server.pages
        && !folder.join("index.html").is_file()
    {
        let folder = folder.display();
        warn!("PAGES_DIR {folder} has no index.html: the API works, but there is no page to open");
    }

    let metrics_listener = match config.metrics.listen_addr {
        Some(address) => Some(TcpListener::bind(address).await.map_err(StartError::Metrics)?),
        None => None,
    };
    let store = store::open(&config.store).await?;
    let state = AppState::new(config, store)?;

    // The first payer should not have to wait for this; when it fails, a payer's request asks again.
    let creditor = state.creditor.clone();
    tokio::spawn(async move { creditor.get().await.is_some() });

    if state.config.gocardless.webhook_secrets.is_empty() {
        warn!(
            "GOCARDLESS_WEBHOOK_SECRET is not set: every webhook is refused, and events are known only when asked for"
        );
    }
    let mut background = background::run(&state);
    let metrics_addr = metrics_listener.as_ref().and_then(|listener| listener.local_addr().ok());
    if let Some(listener) = metrics_listener {
        let app = metrics_app(state.clone());
        background.spawn(connections::serve(listener, app, ConnectionLimits::few(), std::future::pending()));
    }

    let (stop, stopped) = oneshot::channel::<()>();
    let app = app(state.clone());
    let server = tokio::spawn(async move {
        let until = async {
            // An error says that the handle was dropped: then serve on.
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        connections::serve(listener, app, ConnectionLimits::default(), until).await;
    });
    Ok(RunningMerchant { url, metrics_addr, state, stop, server, background })
}

impl RunningMerchant {
    /// Where browsers find it.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Where what is measured is served, when it has an address of its own.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics_addr
    }

    /// Stops accepting, finishes what is in flight, closes the store.
    pub async fn stop(self) {
        let Self { state, stop, mut server, background, .. } = self;
        // An error says that the server has ended already.
        let _ = stop.send(());
        if tokio::time::timeout(PATIENCE, &mut server).await.is_err() {
            server.abort();
        }
        drop(background);
        state.tasks.finish(PATIENCE).await;
    }
}
