//! Connections: how many at once, how long they may take to say what they want, and to take the answer.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;
use tracing::{trace, warn};

/// What connections may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionLimits {
    /// So many are served at once; the next waits until one ends.
    pub(crate) connections: usize,
    /// For how long a request's head may take to arrive, and a connection may be idle between two requests.
    pub(crate) head: Duration,
    /// For how long nothing of an answer may be taken; Linux only, others let a client be as slow as it likes.
    pub(crate) unread: Duration,
}

impl Default for ConnectionLimits {
    /// Idle for longer than a proxy in front keeps connections for, lest it uses one that is just being closed: 60 seconds is
    /// the usual longest.
    fn default() -> Self {
        Self { connections: 4096, head: Duration::from_secs(65), unread: Duration::from_secs(65) }
    }
}

impl ConnectionLimits {
    /// For an address that a few programs of the operator's ask.
    pub(crate) fn few() -> Self {
        Self { connections: 64, ..Self::default() }
    }
}

/// A request's head, in bytes and in headers: what a browser with many cookies sends, through a proxy that adds to it. Up to so
/// much memory is kept for each connection.
const MAX_HEAD: usize = 32 * 1024;
const MAX_HEADERS: usize = 100;
/// After a failure that is not the connection's own: there are no descriptors left, for one.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves `app` until `until` is over, then finishes what is in flight.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    limits: ConnectionLimits,
    until: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS);
    let slots = Arc::new(Semaphore::new(limits.connections));
    // Closed when the last connection has ended.
    let (stop, stopping) = watch::channel(false);
    let mut until = pin!(until);
    loop {
        let (stream, peer, slot) = tokio::select! {
            biased;
            () = &mut until => break,
            accepted = accept(&listener, &slots) => accepted,
        };
        limit_silence(&stream, limits.unread);
        let app = app.clone();
        let service = service_fn(move |request| answer(app.clone(), peer, request));
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let mut stopping = stopping.clone();
        tokio::spawn(async move {
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                _ = stopping.changed() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                trace!(%error, "a connection ended");
            }
            drop(slot);
        });
    }
    drop((listener, stopping));
    // An error says that there is no connection.
    let _ = stop.send(true);
    stop.closed().await;
}

async fn answer(
    app: Router,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    app.oneshot(request).await
}

/// The next connection, once there is room for it.
async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // Only a closed semaphore gives no permit, and nobody closes this one.
    let slot = Arc::clone(slots).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, slot),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                warn!(%error, "no connection can be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Lets the system end the connection when what is sent has not been taken for so long.
///
/// It counts from the last byte that the client acknowledged or made room for, and also when the client does answer, to say
/// that it has no room: without this a client that reads nothing keeps its connection, and the answer's memory, for as long
/// as it likes. Source: tcp(7), `TCP_USER_TIMEOUT`; RFC 9293, 3.8.6.1.
#[cfg(target_os = "linux")]
fn limit_silence(stream: &TcpStream, unread: Duration) {
    let millis = u32::try_from(unread.as_millis()).unwrap_or(u32::MAX);
    if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, millis) {
        trace!(%error, "a connection has ended already");
    }
}

#[cfg(not(target_os = "linux"))]
fn limit_silence(_: &TcpStream, _: Duration) {}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::body::{Bytes, HttpBody};
    use axum::routing::get;
    use hyper::body::Frame;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;

    use super::*;

    const ASK: &str = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

    /// More than fits anywhere between here and a client that does not read.
    struct Endless;

    impl HttpBody for Endless {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'x'; 16_384])))))
        }
    }

    async fn start(connections: usize, head: u64) -> (SocketAddr, oneshot::Sender<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (head, unread) = (Duration::from_millis(head), Duration::from_millis(500));
        let limits = ConnectionLimits { connections, head, unread };
        let (stop, stopped) = oneshot::channel::<()>();
        let app = Router::new()
            .route("/", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() }))
            .route("/endless", get(|| async { Body::new(Endless) }));
        tokio::spawn(serve(listener, app, limits, async move { drop(stopped.await) }));
        (address, stop)
    }

    async fn connect(address: SocketAddr, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    async fn all(mut stream: TcpStream) -> String {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// Promise 35: connections that never finish their request's head end, and others are served meanwhile.
    #[tokio::test]
    async fn whoever_does_not_finish_a_head_is_let_go() {
        let (address, _stop) = start(1000, 300).await;
        let mut slow = Vec::new();
        for _ in 0..200 {
            slow.push(connect(address, "GET / HTTP/1.1\r\nhost: loc").await);
        }
        let mut quick = connect(address, ASK).await;
        let mut begin = [0; 15];
        quick.read_exact(&mut begin).await.unwrap();
        assert_eq!(&begin, b"HTTP/1.1 200 OK");
        for stream in slow {
            assert!(!all(stream).await.contains("200"));
        }
        all(quick).await;
    }

    /// Promise 35: whoever asks for much and does not read it is let go, and the next one has the place.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn whoever_does_not_read_the_answer_is_let_go() {
        let (address, _stop) = start(1, 60_000).await;
        let unread = connect(address, "GET /endless HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
        unread.readable().await.unwrap();
        let mut next = connect(address, ASK).await;
        let mut begin = [0; 15];
        let served = tokio::time::timeout(Duration::from_secs(20), next.read_exact(&mut begin)).await;
        assert!(served.is_ok_and(|read| read.is_ok()) && &begin == b"HTTP/1.1 200 OK");
        drop(unread);
    }

    /// However slowly: what ends a connection is that nothing is taken at all.
    #[tokio::test]
    async fn whoever_reads_the_answer_slowly_is_served() {
        let (address, _stop) = start(1, 60_000).await;
        let mut slow = connect(address, "GET /endless HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
        let mut some = vec![0; 1 << 20];
        for _ in 0..15 {
            slow.read_exact(&mut some).await.unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    #[tokio::test]
    async fn one_connection_too_many_waits_for_another_to_end() {
        let (address, _stop) = start(1, 60_000).await;
        let mut first = connect(address, ASK).await;
        let mut one = [0; 1];
        first.read_exact(&mut one).await.unwrap();
        let mut second = connect(address, ASK).await;
        let waited = tokio::time::timeout(Duration::from_millis(100), second.read_exact(&mut one)).await;
        assert!(waited.is_err(), "there is no room");
        drop(first);
        second.read_exact(&mut one).await.unwrap();
    }

    #[tokio::test]
    async fn a_head_that_is_too_big_is_refused() {
        let (address, _stop) = start(10, 60_000).await;
        let many = (0..10_000).fold(String::new(), |head, number| head + &format!("x-{number}: 1\r\n"));
        for head in [many, format!("x: {}\r\n", "1".repeat(200_000))] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            // The server may answer, and close, before it has read everything.
            drop(stream.write_all(format!("GET / HTTP/1.1\r\nhost: localhost\r\n{head}\r\n").as_bytes()).await);
            let mut begin = [0; 12];
            stream.read_exact(&mut begin).await.unwrap();
            assert_eq!(&begin, b"HTTP/1.1 431");
        }
    }
}
