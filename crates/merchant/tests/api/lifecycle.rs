//! Starting, serving on a socket, stopping.

use std::process::Stdio;
use std::time::{Duration, Instant};

use gocardless_sandbox::Fault;
use merchant::store::StoreError;
use merchant::{RunningMerchant, StartError};
use rusqlite::Connection;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::log::Log;
use crate::support::{METRICS_TOKEN, Program, TestMerchant};

/// The same merchant with a socket, and the socket's address.
async fn serve(merchant: &TestMerchant) -> (RunningMerchant, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (merchant::start(listener, merchant.config.clone()).await.unwrap(), address)
}

async fn send(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

const START: &str = "POST /api/signups HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 49\r\n\
                     content-type: application/json\r\n\r\n{\"signups\":{\"flow\":\"redirect\",\"plan\":\"magazine\"}}";

#[tokio::test]
async fn a_stop_finishes_what_is_in_flight_and_closes_the_store() {
    let merchant = TestMerchant::start().await;
    let (running, address) = serve(&merchant).await;
    assert_eq!(running.url().as_str(), "http://localhost:8080/");

    let fault = Fault { path: "/redirect_flows".to_owned(), times: 1, delay_ms: 300, ..Fault::default() };
    merchant.sandbox.add_fault(fault);
    let in_flight = tokio::spawn({
        let address = address.clone();
        async move { send(&address, START).await }
    });
    while !merchant.database().with_extension("sqlite3-wal").exists() || merchant.sandbox.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.stop().await;

    let answer = in_flight.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 Created"), "{answer}");
    assert!(TcpStream::connect(&address).await.is_err(), "it accepts no more");
    let [flow] = &merchant.sandbox.redirect_flows()[..] else { panic!("one flow") };
    let kept = merchant.store.texts("SELECT redirect_flow_id FROM signups").await;
    assert_eq!(kept, [flow.id.to_string()]);

    // SQLite removes its log once the last store has closed the file: ours, unless the stopped one is open still.
    let log = merchant.database().with_extension("sqlite3-wal");
    assert!(log.exists());
    drop((merchant.app, merchant.state));
    until(|| !log.exists()).await;
}

/// hyper lets go of a request whose connection has ended; what was begun for it goes on.
#[tokio::test]
async fn who_goes_away_is_logged_and_counted_and_so_is_what_fails_behind_them() {
    let log = Log::default();
    let format = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_ansi(false);
    let _guard = tracing::subscriber::set_default(format.with_writer(log.clone()).finish());
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let (id, cookie) = (signup["id"].as_str().unwrap(), browser.cookie.unwrap());
    let body = json!({ "data": { "redirect_flow_id": flow } }).to_string();
    let complete = format!(
        "POST /api/signups/{id}/actions/complete HTTP/1.1\r\nhost: localhost\r\ncookie: __Host-signup={cookie}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );

    let (running, address) = serve(&merchant).await;
    let path = "/".to_owned();
    merchant.sandbox.add_fault(Fault { path, times: 99, status: Some(503), delay_ms: 100, ..Fault::default() });
    for (route, request, call) in [
        ("/api/signups", START, "/redirect_flows"),
        ("/api/signups/{id}/actions/complete", &complete, "/actions/complete"),
    ] {
        let asked = merchant.upstream("POST", call);
        let said = log.text().len();
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        until(|| merchant.upstream("POST", call) > asked).await;
        drop(stream);
        until(|| log.text()[said..].contains("what has failed error=the outcome at GoCardless")).await;

        let said = &log.text()[said..];
        for message in ["the client went away duration_ms=", "nobody waits any more for what has failed"] {
            let line = said.lines().find(|line| line.contains(message)).unwrap();
            assert!(line.contains("request_id=") && line.contains(&format!("route=\"{route}\"")), "{line}");
        }
        let read =
            format!("GET /metrics HTTP/1.1\r\nauthorization: Bearer {METRICS_TOKEN}\r\nconnection: close\r\n\r\n");
        let measured = send(&address, &read).await;
        let counted = format!(r#"merchant_http_requests_total{{method="POST",route="{route}",status="none"}} 1"#);
        assert!(measured.contains(&counted), "{measured}");
    }
    running.stop().await;
}

#[tokio::test]
async fn a_start_that_is_told_to_stop_ends() {
    let merchant = TestMerchant::start().await;
    // Takes connections, and says nothing.
    let database = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://merchant@{}/signups?sslmode=disable", database.local_addr().unwrap());
    let program = Program::start_with(&merchant, &[("DATABASE_URL", &url)], Stdio::null()).await;
    let asked = database.accept().await.unwrap();
    program.terminate();
    assert!(program.has_ended_well());
    drop(asked);
}

/// Waits for what comes by itself.
async fn until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(20), "it does not come");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    let merchant = TestMerchant::start().await;
    let database = Connection::open(merchant.database()).unwrap();
    let known = database.query_row("SELECT MAX(version) FROM schema_migrations", (), |row| row.get(0)).unwrap();
    database.execute("INSERT INTO schema_migrations VALUES (99, 0)", ()).unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refused = merchant::start(listener, merchant.config.clone()).await.map(|_| ());
    let Err(StartError::Store(error)) = refused else { panic!("{refused:?}") };
    assert_eq!(error, StoreError::NewerSchema { found: 99, known });
    assert_eq!(
        StartError::Store(error).to_string(),
        format!(
            "DATABASE_URL cannot be used: the database is at version 99, this program knows versions up to {known}: run a \
             newer program"
        )
    );
}
