//! Promise 35: who is slow, or sends much, takes no memory and nobody's time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gocardless_api::WebhookSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::receive_webhook::cases;
use crate::support::{Program, SECRET, TestMerchant, delivery, event, magazine};

/// How the hostile requests begin; what follows never ends, or is never read.
async fn open(program: &Program, head: &str) -> TcpStream {
    let mut stream = TcpStream::connect(program.address()).await.unwrap();
    // It may be refused, and closed, before all of it is sent.
    let _ = stream.write_all(head.as_bytes()).await;
    stream
}

async fn first_line(stream: &mut TcpStream) -> String {
    let mut begin = [0; 12];
    match stream.read_exact(&mut begin).await {
        Ok(_) => String::from_utf8_lossy(&begin).into_owned(),
        Err(_) => "closed".to_owned(),
    }
}

fn post(path: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
}

fn signed(body: &str) -> String {
    let signature = WebhookSecret::new(SECRET).sign(body.as_bytes());
    let head = format!("host: localhost\r\nconnection: close\r\nwebhook-signature: {signature}");
    format!("POST /webhooks HTTP/1.1\r\n{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// A payer and GoCardless, each with a connection of its own; how long each of the requests took.
async fn normal(program: &Program, number: u32) -> Vec<Duration> {
    let mut took = Vec::new();
    let mut begun = Instant::now();
    let mut note = || took.push(std::mem::replace(&mut begun, Instant::now()).elapsed());
    let (head, answer) = program.post("/api/signups", "", &magazine()).await.expect("an answer");
    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
    note();
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).unwrap();
    let path = format!("/api/signups/{}", answer["signups"]["id"].as_str().unwrap());
    let (head, _) = program.get(&path, &format!("cookie: {cookie}\r\n")).await.expect("an answer");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    note();
    let told = delivery(&[event(&format!("EV{number}"), "mandates", "active", "MD1", 1)]);
    let (head, _) = program.send(&signed(&told)).await.expect("an answer");
    assert!(head.starts_with("HTTP/1.1 204"), "{head}");
    note();
    took
}

/// The time within which 99 of 100 requests were answered.
async fn p99(program: &Program, from: u32, rounds: u32) -> Duration {
    let mut took = Vec::new();
    for number in from..from + rounds {
        took.extend(normal(program, number).await);
    }
    took.sort();
    took[took.len() * 99 / 100 - 1]
}

/// With `MERCHANT_TEST_FULL=1` 2,000 slow connections and 100 MB bodies, and the time that others' requests take is compared;
/// run it alone and with optimised programs for that.
#[tokio::test]
async fn promise_35_slow_and_big_requests_take_no_memory_and_others_are_served() {
    let merchant = TestMerchant::start().await;
    let program = Arc::new(Program::start(&merchant).await);
    let rounds = cases(20, 500);
    let quiet = p99(&program, 0, rounds).await;
    let deep = format!(r#"{{"events":[{}{}]}}"#, "[".repeat(50_000), "]".repeat(50_000));
    let (head, _) = program.send(&signed(&deep)).await.expect("an answer");
    assert!(head.starts_with("HTTP/1.1 204"), "kept as it is: {head}");
    let before = program.most_memory();

    // Heads, bodies and webhooks that never end.
    let mut slow = Vec::new();
    for number in 0..cases(400, 2_000) {
        let begin = match number % 4 {
            0 => "GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: a".to_owned(),
            1 => post("/api/signups", 60_000) + &"[".repeat(30_000),
            2 => post("/webhooks", 60_000) + &"[".repeat(30_000),
            _ => post("/webhooks", 4 * 1024 * 1024) + &" ".repeat(2_000_000),
        };
        slow.push(open(&program, &begin).await);
    }
    // Bodies that are far too long, told and untold; heads of ten thousand headers; deep JSON.
    let mut senders = JoinSet::new();
    let megabytes = cases(8, 100);
    for number in 0..8 {
        let program = Arc::clone(&program);
        senders.spawn(async move {
            let path = if number % 2 == 0 { "/api/signups" } else { "/webhooks" };
            let told = post(path, megabytes as usize * 1024 * 1024);
            let untold = post(path, 0).replace("content-length: 0", "transfer-encoding: chunked");
            let chunk = format!("100000\r\n{}\r\n", "x".repeat(1024 * 1024));
            let mut stream = open(&program, if number < 4 { &told } else { &untold }).await;
            for _ in 0..megabytes {
                if stream.write_all(chunk.as_bytes()).await.is_err() {
                    break;
                }
            }
            let answer = first_line(&mut stream).await;
            // A client that goes on sending may find the connection closed before it has read the refusal; and what is too
            // much at once is refused for now.
            assert!(["HTTP/1.1 413", "HTTP/1.1 503", "closed"].contains(&answer.as_str()), "{path}: {answer}");
        });
    }
    let many = (0..10_000).fold(String::new(), |head, number| head + &format!("x-{number}: 1\r\n"));
    for _ in 0..8 {
        let program = Arc::clone(&program);
        let head = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{many}\r\n");
        senders.spawn(async move {
            assert_eq!(first_line(&mut open(&program, &head).await).await, "HTTP/1.1 431");
            let deep = "[".repeat(30_000) + &"]".repeat(30_000);
            let mut stream = open(&program, &(post("/api/signups", deep.len()) + &deep)).await;
            assert_eq!(first_line(&mut stream).await, "HTTP/1.1 400");
        });
    }
    let loud = p99(&program, rounds, rounds).await;
    while let Some(sent) = senders.join_next().await {
        sent.unwrap();
    }
    let most = program.most_memory();

    println!("p99 {quiet:?} before, {loud:?} meanwhile; {} MB before, {} MB meanwhile", before >> 20, most >> 20);
    assert!(most < before + (128 << 20), "{} MB more", (most - before) >> 20);
    if std::env::var_os("MERCHANT_TEST_FULL").is_some() {
        assert!(loud < quiet * 2, "{loud:?} instead of {quiet:?}");
    }
    drop(slow);
    normal(&program, 2 * rounds).await;
}
