//! A connection that ends without an answer, or in the middle of one.

use std::io;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::CONTENT_LENGTH;
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

/// The head and the first half of an answer.
pub(super) async fn halved(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let mut body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, body.len().into());
    body.truncate(body.len() / 2);
    Response::from_parts(parts, Body::new(Half(Progress::Due(body))))
}

struct Cut;

struct Half(Progress);

enum Progress {
    Due(Bytes),
    /// Is being sent: an error at once would take it along.
    Sent,
    Over,
}

impl hyper::body::Body for Half {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match mem::replace(&mut self.0, Progress::Over) {
            Progress::Due(half) => {
                self.0 = Progress::Sent;
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
            Progress::Sent => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Progress::Over => Pin::new(&mut Cut).poll_frame(context),
        }
    }
}

impl hyper::body::Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::ConnectionAborted, "dropped as asked"))))
    }
}
