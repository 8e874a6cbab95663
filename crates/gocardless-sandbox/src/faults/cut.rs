//! A connection that ends without an answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::response::Response;
use hyper::body::Frame;

/// Marks an answer that never leaves: its body fails before the first byte is sent, upon which the server closes the
/// connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dropped {
    /// The status that was decided; 0 for none.
    pub(crate) status: u16,
}

pub(super) fn dropped(status: u16) -> Response {
    let mut response = Response::new(Body::new(Cut));
    response.extensions_mut().insert(Dropped { status });
    response
}

struct Cut;

impl hyper::body::Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::ConnectionAborted, "dropped as asked"))))
    }
}
