//! A copy of a body, made as it passes.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use hyper::body::{Body as _, Frame, SizeHint};
use serde::Serialize;
use serde_json::Value;

use super::{Bodies, LARGEST_COPY};
use crate::changes::Changes;
use crate::masking;

/// The copy; it has no `Debug`, and comes out only as [`Shown`].
#[derive(Default)]
pub(crate) struct Copied(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    kind: Option<Kind>,
    bytes: Vec<u8>,
    length: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Form,
    Json,
}

/// A body as it may be seen: masked.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    /// The body; null when it is kept no longer, was too large, or is neither JSON nor a form.
    body: Option<Value>,
    /// Whether it was larger than what is kept, so that nothing of it is.
    is_too_large: bool,
    bytes: usize,
}

/// Which of an exchange's two bodies passes.
#[derive(Clone, Copy, Debug)]
enum Side {
    Request,
    Answer,
}

struct Passing {
    body: Body,
    bodies: Arc<Bodies>,
    side: Side,
    /// Told when an answer is through.
    changes: Option<Changes>,
}

/// Copies the request's body as a handler reads it.
pub(crate) fn copy_request(headers: &HeaderMap, body: Body, bodies: &Arc<Bodies>) -> Body {
    let Some(kind) = kind_of(headers).filter(|_| !body.is_end_stream()) else { return body };
    bodies.request.begin(kind);
    Body::new(Passing { body, bodies: Arc::clone(bodies), side: Side::Request, changes: None })
}

/// Copies the answer's body as it is sent, and notes a change when it is through.
pub(crate) fn copy_answer(headers: &HeaderMap, body: Body, bodies: &Arc<Bodies>, changes: Changes) -> Body {
    let Some(kind) = kind_of(headers).filter(|_| !body.is_end_stream()) else {
        changes.note();
        return body;
    };
    bodies.answer.begin(kind);
    Body::new(Passing { body, bodies: Arc::clone(bodies), side: Side::Answer, changes: Some(changes) })
}

fn kind_of(headers: &HeaderMap) -> Option<Kind> {
    let essence = headers.get(header::CONTENT_TYPE)?.to_str().ok()?.split(';').next()?.trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Some(Kind::Json)
    } else if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        Some(Kind::Form)
    } else {
        None
    }
}

impl Copied {
    fn begin(&self, kind: Kind) {
        self.change(|copy| copy.kind = Some(kind));
    }

    fn add(&self, bytes: &Bytes) {
        self.change(|copy| {
            copy.length += bytes.len();
            if copy.length <= LARGEST_COPY {
                copy.bytes.extend_from_slice(bytes);
            } else {
                copy.bytes = Vec::new();
            }
        });
    }

    /// The body, masked: what cannot be read cannot be masked, and is not shown.
    pub(crate) fn shown(&self) -> Shown {
        let copy = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let body = match copy.kind {
            Some(Kind::Json) => serde_json::from_slice(&copy.bytes).ok().map(masking::masked),
            Some(Kind::Form) if copy.length <= LARGEST_COPY => Some(masking::masked_form(&copy.bytes)),
            _ => None,
        };
        Shown { body, is_too_large: copy.length > LARGEST_COPY, bytes: copy.length }
    }

    fn change(&self, change: impl FnOnce(&mut Kept)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    #[cfg(test)]
    pub(super) fn keep_for_test(&self, json: &str) {
        self.begin(Kind::Json);
        self.add(&Bytes::copy_from_slice(json.as_bytes()));
    }
}

impl hyper::body::Body for Passing {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            match self.side {
                Side::Request => self.bodies.request.add(data),
                Side::Answer => self.bodies.answer.add(data),
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        if let Some(changes) = &self.changes {
            changes.note();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_too_large_or_not_json_is_told_and_not_shown() {
        let copied = Copied::default();
        copied.keep_for_test(&format!("{:?}", "x".repeat(LARGEST_COPY)));
        let shown = copied.shown();
        assert_eq!((shown.body, shown.is_too_large, shown.bytes), (None, true, LARGEST_COPY + 2));

        let copied = Copied::default();
        copied.keep_for_test("{\"account_number\": \"55779911\"");
        assert_eq!(copied.shown().body, None);
    }
}
