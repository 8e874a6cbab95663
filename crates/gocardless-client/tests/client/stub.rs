//! A provider that answers as scripted: one [`Reply`] a request, in order; the last one for ever.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gocardless_client::{Client, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the provider does with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Closes the connection without a byte.
    Cut,
    /// Sends the head and half of the body, then closes the connection.
    CutInBody,
    /// Never answers.
    Silence,
    /// Answers with this status, these extra header lines and this body.
    With(u16, String, String),
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) line: String,
    head: String,
    pub(crate) body: String,
}

pub(crate) struct Stub {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

pub(crate) const TOKEN: &str = "sandbox_secret_canary";

/// Short enough for tests, long enough for a busy machine.
pub(crate) const SETTINGS: Settings = Settings {
    connect_timeout: Duration::from_secs(2),
    attempt_timeout: Duration::from_millis(400),
    call_timeout: Duration::from_secs(5),
    max_attempts: 3,
    backoff: Duration::from_millis(5),
    max_body: 4096,
    requests_per_minute: NonZeroU32::new(1000),
};

impl Reply {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::With(status, "Content-Type: application/json\r\nX-Request-Id: R-canary\r\n".to_owned(), body.to_owned())
    }

    pub(crate) fn html(status: u16) -> Self {
        Self::With(status, "Content-Type: text/html\r\n".to_owned(), "<h1>Bad gateway</h1>".to_owned())
    }

    pub(crate) fn refusal(status: u16, kind: &str, detail: &str) -> Self {
        let body = format!(
            r#"{{"error":{{"type":"{kind}","code":{status},"message":"No","request_id":"R1","errors":[{detail}]}}}}"#
        );
        Self::json(status, &body)
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        let head = |status: u16, headers: &str, length: usize| {
            format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n")
        };
        match self {
            Self::Cut | Self::Silence => None,
            Self::CutInBody => Some(format!("{}{{\"man", head(200, "", 1000)).into_bytes()),
            Self::With(status, headers, body) => {
                Some(format!("{}{body}", head(*status, headers, body.len())).into_bytes())
            }
        }
    }
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

impl Stub {
    pub(crate) async fn answering<const N: usize>(replies: [Reply; N]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::<Mutex<Vec<Request>>>::default();
        let (log, mut replies) = (Arc::clone(&requests), VecDeque::from(replies));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let reply = if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() };
                tokio::spawn(serve(stream, reply.unwrap(), Arc::clone(&log)));
            }
        });
        Self { url, requests }
    }

    pub(crate) fn client(&self) -> Client {
        self.client_with(SETTINGS)
    }

    pub(crate) fn client_with(&self, settings: Settings) -> Client {
        Client::with_settings(self.url.parse().unwrap(), TOKEN.to_owned().into(), settings).unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, reply: Reply, log: Arc<Mutex<Vec<Request>>>) {
    let mut read = Vec::new();
    let request = loop {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(length) => read.extend_from_slice(&chunk[..length]),
        }
        if let Some(request) = whole_request(&read) {
            break request;
        }
    };
    log.lock().unwrap().push(request);
    match reply {
        Reply::Silence => tokio::time::sleep(Duration::from_mins(1)).await,
        reply => {
            if let Some(bytes) = reply.bytes() {
                // The client may have had enough before the end.
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
            }
        }
    }
}

fn whole_request(read: &[u8]) -> Option<Request> {
    let text = String::from_utf8_lossy(read);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let (line, head) = head.split_once("\r\n")?;
    let request = Request { line: line.to_owned(), head: head.to_owned(), body: body.to_owned() };
    let length = request.header("Content-Length").map_or(0, |length| length.parse().unwrap());
    (body.len() >= length).then_some(request)
}
