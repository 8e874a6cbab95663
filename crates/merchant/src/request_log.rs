//! One id, one span and one line of log a request; errors are written here and nowhere else.

use std::time::{Duration, Instant};

use axum::Json;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use signup_api::{ErrorBody, ErrorEnvelope};
use tracing::{Instrument, error, info, info_span};

use crate::AppState;
use crate::error::Failed;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id, answers with it, and logs what came of it, or that nobody waited for that.
///
/// The id is always our own: a caller's would let it write into our log.
pub(crate) async fn log_request<F: Future<Output = Response>>(
    state: AppState,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let id = format!("{:032x}", u128::from_be_bytes(state.config.random.bytes()));
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let span = info_span!("request", request_id = id, method = %request.method(), route = route.as_str());

    let method = request.method().clone();

    async move {
        let open = OpenRequest { state, method, route, began: Instant::now(), is_answered: false };
        let mut response = next(request).await;
        open.answer(&response);

        let header = HeaderValue::from_str(&id).expect("hexadecimal can stand in a header");
        if let Some(body) = response.extensions_mut().remove::<ErrorBody>() {
            response = with_request_id(response, body, id);
        }
        response.headers_mut().insert(X_REQUEST_ID, header);
        response
    }
    .instrument(span)
    .await
}

/// A request that is being answered. When its client goes away, it is dropped, and so is this.
struct OpenRequest {
    state: AppState,
    method: Method,
    route: String,
    began: Instant,
    is_answered: bool,
}

impl OpenRequest {
    fn answer(mut self, response: &Response) {
        self.is_answered = true;
        let duration = self.began.elapsed();
        write_log(response, duration);
        self.measure(Some(response.status().as_u16()), duration);
    }

    fn measure(&self, status: Option<u16>, duration: Duration) {
        if let Some(measurements) = &self.state.measurements {
            measurements.note_request(&self.method, &self.route, status, duration);
        }
    }
}

impl Drop for OpenRequest {
    fn drop(&mut self) {
        if !self.is_answered {
            let duration = self.began.elapsed();
            info!(duration_ms = millis(duration), "the client went away");
            self.measure(None, duration);
        }
    }
}

/// Writes the error's body again, now with the id under which the log has the request.
fn with_request_id(response: Response, body: ErrorBody, id: String) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    let envelope = ErrorEnvelope { error: ErrorBody { request_id: Some(id), ..body } };
    let body = Json(envelope).into_response().into_body();
    Response::from_parts(parts, Body::new(body))
}

fn write_log(response: &Response, duration: Duration) {
    let status = response.status().as_u16();
    let duration_ms = millis(duration);
    match response.extensions().get::<Failed>() {
        Some(Failed(cause)) if status >= 500 => error!(status, duration_ms, error = %cause, "failed"),
        Some(Failed(cause)) => info!(status, duration_ms, error = %cause, "refused"),
        None => info!(status, duration_ms, "answered"),
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
