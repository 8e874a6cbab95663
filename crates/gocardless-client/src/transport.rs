//! How requests travel.

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{Either, Full};
use hyper::body::Incoming;

use crate::FailureKind;
use crate::client::Http;

/// How requests travel in the place of connections, and what is drawn by lot on the way: for simulations.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request. Who drops the future waits for the answer no longer; the request may arrive all the same.
    fn send(&self, request: Request<Bytes>) -> Sending;

    /// A number drawn evenly from all 64-bit numbers: it says how long a retry waits.
    fn draw(&self) -> u64;
}

/// A request under way, until its whole answer is there.
pub type Sending = Pin<Box<dyn Future<Output = Result<Response<Bytes>, NoAnswer>> + Send>>;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoAnswer {
    /// No connection could be made: nothing was sent.
    Connect,
    /// The connection was cut: what was sent may have been carried out.
    Cut,
}

/// What a client sends over.
#[derive(Clone)]
pub(crate) enum Wire {
    Network(Http),
    Other(Arc<dyn Transport>),
}

type Answer = Response<Either<Incoming, Full<Bytes>>>;

impl Wire {
    /// Sends a request; returns once the head of the answer is there.
    pub(crate) async fn request(&self, request: Request<Bytes>) -> Result<Answer, FailureKind> {
        match self {
            Self::Network(http) => match http.request(request.map(Full::new)).await {
                Ok(response) => Ok(response.map(Either::Left)),
                Err(error) if error.is_connect() => Err(FailureKind::Connect),
                Err(_) => Err(FailureKind::Cut),
            },
            Self::Other(transport) => match transport.send(request).await {
                Ok(response) => Ok(response.map(|body| Either::Right(Full::new(body)))),
                Err(NoAnswer::Connect) => Err(FailureKind::Connect),
                Err(NoAnswer::Cut) => Err(FailureKind::Cut),
            },
        }
    }

    /// A random number that nobody has to keep from guessing.
    pub(crate) fn draw(&self) -> u64 {
        match self {
            Self::Network(_) => getrandom::u64().unwrap_or_default(),
            Self::Other(transport) => transport.draw(),
        }
    }
}
