//! Starting, serving on a socket, stopping.

use std::time::Duration;

use gocardless_sandbox::Fault;
use merchant::store::StoreError;
use merchant::{RunningMerchant, StartError};
use rusqlite::Connection;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::TestMerchant;

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
    assert_eq!(merchant.sandbox.redirect_flows().len(), 1);
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
