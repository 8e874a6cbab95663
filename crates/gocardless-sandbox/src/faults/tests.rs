use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::testing::TestSandbox;
use crate::{Fault, Moment, Options, start};

fn on(path: &str) -> Fault {
    Fault { path: path.to_owned(), ..Fault::default() }
}

#[tokio::test]
async fn a_fault_befalls_the_calls_that_it_names_and_no_others() {
    let sandbox = TestSandbox::new();
    let path = "/redirect_flows/*/actions/complete".to_owned();
    sandbox.add_fault(Fault { method: Some("post".to_owned()), status: Some(503), path, ..on("") });
    let id = sandbox.submitted_flow().await;
    assert_eq!(sandbox.get(&format!("/redirect_flows/{id}")).await.status, 200);
    let path = format!("/redirect_flows/{id}/actions/complete");
    let complete = || sandbox.post(&path, json!({"data": {"session_token": "s1"}}));
    let refused = complete().await;
    refused.assert_refused(503, "gocardless", "internal_server_error");
    assert!(sandbox.mandates().is_empty());
    assert_eq!(complete().await.status, 200);
}

#[tokio::test]
async fn an_answer_may_be_lost_after_the_change() {
    let sandbox = TestSandbox::new();
    sandbox.add_fault(Fault { status: Some(500), when: Moment::After, ..on("/customers") });
    let answer = sandbox.post("/customers", json!({"customers": {"company_name": "Hut"}})).await;
    assert_eq!((answer.status, sandbox.customers().len()), (500, 1));
}

#[tokio::test]
async fn an_answer_may_be_html_or_json_with_headers() {
    let sandbox = TestSandbox::new();
    let page = json!("<h1>Bad gateway</h1>");
    sandbox.add_fault(Fault { status: Some(502), body: Some(page), ..on("/customers") });
    let html = sandbox.get("/customers").await;
    assert_eq!((html.status, html.text.as_str()), (502, "<h1>Bad gateway</h1>"));
    assert_eq!(html.headers["content-type"], "text/html; charset=utf-8");

    let headers = [("Retry-After".to_owned(), "7".to_owned())].into();
    sandbox.add_fault(Fault { status: Some(429), headers, ..on("/customers") });
    let limited = sandbox.get("/customers").await;
    limited.assert_refused(429, "invalid_api_usage", "rate_limit_exceeded");
    assert_eq!(limited.headers["retry-after"], "7");

    sandbox.add_fault(Fault { status: Some(200), body: Some(json!({"customers": 5})), ..on("/customers") });
    assert_eq!(sandbox.get("/customers").await.json, json!({"customers": 5}));
}

#[tokio::test]
async fn a_fault_without_anything_else_delays() {
    let sandbox = TestSandbox::new();
    sandbox.add_fault(Fault { delay_ms: 30, ..on("/customers") });
    let begun = Instant::now();
    assert_eq!(sandbox.get("/customers").await.status, 200);
    assert!(begun.elapsed().as_millis() >= 30);
}

#[tokio::test]
async fn silence_comes_before_or_after_the_change() {
    for (when, customers) in [(Moment::Before, 0), (Moment::After, 1)] {
        let sandbox = TestSandbox::new();
        sandbox.add_fault(Fault { delay_ms: 60_000, when, ..on("/customers") });
        let body = json!({"customers": {"company_name": "Hut"}});
        let answer = tokio::time::timeout(Duration::from_millis(300), sandbox.post("/customers", body)).await;
        assert!(answer.is_err(), "{when:?}");
        assert_eq!(sandbox.customers().len(), customers, "{when:?}");
    }
}

#[tokio::test]
async fn what_steers_the_sandbox_is_never_befallen() {
    let sandbox = TestSandbox::new();
    sandbox.add_fault(Fault { status: Some(500), ..on("/") });
    assert_eq!(sandbox.visit("/_sandbox/clock").await.status, 200);
}

#[tokio::test]
async fn a_dropped_connection_ends_without_a_byte() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = start(listener, Options::default()).await.unwrap();
    let address = sandbox.url().socket_addrs(|| None).unwrap()[0];
    for (moment, customers, status) in [(Moment::Before, 0, 0), (Moment::After, 1, 201)] {
        sandbox.add_fault(Fault { drop: Some(moment), ..on("/customers") });
        let body = r#"{"customers":{"company_name":"Hut"}}"#;
        let request = format!(
            "POST /customers HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer sandbox_demo\r\n\
             gocardless-version: 2015-07-06\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut received = Vec::new();
        let _ = connection.read_to_end(&mut received).await;
        assert_eq!(String::from_utf8_lossy(&received), "", "{moment:?}");
        assert_eq!(sandbox.customers().len(), customers, "{moment:?}");
        assert_eq!(sandbox.requests().last().map(|request| request.status), Some(status));
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn an_answer_may_end_in_the_middle_of_its_body() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = start(listener, Options::default()).await.unwrap();
    let address = sandbox.url().socket_addrs(|| None).unwrap()[0];
    sandbox.add_fault(Fault { cut_body: true, ..on("/creditors") });
    let request = format!(
        "GET /creditors HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer sandbox_demo\r\n\
         gocardless-version: 2015-07-06\r\n\r\n"
    );
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    let _ = connection.read_to_end(&mut received).await;
    let received = String::from_utf8(received).unwrap();
    let (head, half) = received.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(half.len(), length.parse::<usize>().unwrap() / 2);
    assert!(half.starts_with("{\"creditors\""), "{half}");
    sandbox.stop().await;
}
