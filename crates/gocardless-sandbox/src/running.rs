//! A sandbox that listens.

use std::ops::Deref;
use std::path::PathBuf;
use std::time::Duration;
use std::{fmt, io};

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use url::Url;

use crate::app::app;
use crate::delivery;
use crate::options::Options;
use crate::sandbox::Sandbox;
use crate::seed::SeedError;

/// A sandbox that answers on a socket, until it is stopped or dropped; all that a [`Sandbox`] tells, it tells too.
#[must_use = "a sandbox stops when it is dropped"]
pub struct RunningSandbox {
    sandbox: Sandbox,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<io::Result<()>>,
    /// Ends when it is dropped.
    _deliveries: JoinSet<()>,
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// GoCardless would not register the app.
    #[error("the app cannot be registered: {0}")]
    App(String),
    /// The socket does not tell its address, which the pages would have needed.
    #[error("cannot tell the address that the sandbox listens on")]
    Address(#[source] io::Error),
    /// The folder of pages is not there.
    #[error("there is no folder {}", .0.display())]
    Pages(PathBuf),
    /// The public address is not `http` or `https`, or has a path.
    #[error("the public URL must be http or https without a path, not {0}")]
    PublicUrl(Url),
    /// The seed cannot be put in place.
    #[error("the seed cannot be put in place: {0}")]
    Seed(#[from] SeedError),
    /// Webhooks cannot be sent over https.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
}

/// How long open connections may take to finish.
const PATIENCE: Duration = Duration::from_secs(5);

/// Starts a sandbox on a socket; it answers from the moment that this returns.
///
/// # Errors
///
/// When the options cannot be followed; see [`StartError`].
pub async fn start(listener: TcpListener, mut options: Options) -> Result<RunningSandbox, StartError> {
    let address = listener.local_addr().map_err(StartError::Address)?;
    if options.public_url.is_none() {
        options.public_url = Url::parse(&format!("http://{address}")).ok();
    }
    if let Some(url) = options.public_url.as_ref().filter(|url| !is_plain(url)) {
        return Err(StartError::PublicUrl(url.clone()));
    }
    if let Some(folder) = options.pages.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(StartError::Pages(folder.clone()));
    }
    if let Some(problem) = options.app.problem() {
        return Err(StartError::App(problem));
    }
    let http = delivery::client().map_err(StartError::Tls)?;
    let sandbox = Sandbox::new(options)?;
    let deliveries = delivery::begin(sandbox.clone(), http, delivery::PATIENCE);
    let (stop, stopped) = oneshot::channel();
    let serving = axum::serve(listener, app(sandbox.clone())).with_graceful_shutdown(async {
        // An error means that the sender is gone, and with it the sandbox.
        let _ = stopped.await;
    });
    let server = tokio::spawn(serving.into_future());
    Ok(RunningSandbox { sandbox, stop: Some(stop), server, _deliveries: deliveries })
}

fn is_plain(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none() && url.fragment().is_none()
}

impl RunningSandbox {
    /// The time on the sandbox's clock, up to which everything has happened that was due.
    pub fn now(&self) -> Timestamp {
        // A `Sandbox` does not tell it: a handler has the time from the ledger that it changes, so that no change has an
        // earlier time than the one before it.
        self.sandbox.ledger().now()
    }

    /// Returns when every webhook that may go has been attempted; those that are held or retried later are not waited
    /// for.
    pub async fn webhooks_delivered(&self) {
        self.sandbox.webhooks_attempted().await;
    }

    /// Stops accepting, lets open calls finish for up to five seconds, and is gone.
    pub async fn stop(mut self) {
        // Whoever watches would hold its connection open.
        self.sandbox.changes().end();
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if timeout(PATIENCE, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl Deref for RunningSandbox {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}

impl fmt::Debug for RunningSandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RunningSandbox").field("url", &self.url().as_str()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;
    use crate::PartnerApp;

    async fn free_port() -> TcpListener {
        TcpListener::bind("127.0.0.1:0").await.unwrap()
    }

    #[tokio::test]
    async fn a_sandbox_is_gone_when_it_is_stopped_or_dropped() {
        let stopped = start(free_port().await, Options::default()).await.unwrap();
        let dropped = start(free_port().await, Options::default()).await.unwrap();
        let addresses = [&stopped, &dropped].map(|sandbox| sandbox.url().socket_addrs(|| None).unwrap()[0]);
        for address in addresses {
            assert!(TcpStream::connect(address).await.is_ok());
        }
        stopped.stop().await;
        drop(dropped);
        for address in addresses {
            while TcpStream::connect(address).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    }

    #[tokio::test]
    async fn what_cannot_be_followed_is_told() {
        let public_url = |url: &str| Options { public_url: Url::parse(url).ok(), ..Options::default() };
        for (options, told) in [
            (Options { pages: Some("/no/such/folder".into()), ..Options::default() }, "there is no folder"),
            (
                Options {
                    app: PartnerApp { redirect_urls: Vec::new(), ..PartnerApp::default() },
                    ..Options::default()
                },
                "the app cannot be registered: an app has 1 to 20 redirect URLs",
            ),
            (public_url("ftp://a.example"), "the public URL must be http or https"),
            (public_url("https://a.example/b"), "the public URL must be http or https"),
        ] {
            let error = start(free_port().await, options).await.expect_err(told);
            assert!(error.to_string().starts_with(told), "{error}");
        }
        let sandbox = start(free_port().await, public_url("https://pay.example")).await.unwrap();
        assert_eq!(sandbox.url().as_str(), "https://pay.example/");
    }
}
