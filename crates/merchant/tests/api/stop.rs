//! Deploys: a program that is told to stop under load.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::receive_webhook::cases;
use crate::support::{Program, TestMerchant, magazine};

/// A program that waits for whoever keeps a connection waits for half a minute.
const SOON: Duration = Duration::from_secs(15);

/// 50 stops and 20,000 requests with `MERCHANT_TEST_FULL=1`. Each makes a flow at GoCardless: one that was read and not
/// answered would leave a flow more than there are answers. Every other sender keeps its connection, as a proxy does.
#[tokio::test]
async fn promise_25_a_program_told_to_stop_under_load_answers_all_that_it_has_read() {
    let merchant = TestMerchant::start().await;
    let mut answered = 0;
    for round in 0..cases(3, 50) {
        let program = Arc::new(Program::start(&merchant).await);
        let mut senders = JoinSet::new();
        for sender in 0..16 {
            let program = Arc::clone(&program);
            senders.spawn(async move {
                if sender % 2 == 0 {
                    return (post_over_one_connection(&program).await, true);
                }
                let mut answered = 0;
                while let Some((head, _)) = program.post("/api/signups", "", &magazine()).await {
                    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
                    answered += 1;
                }
                (answered, false)
            });
        }
        while merchant.sandbox.redirect_flows().len() < answered + cases(40, 400) as usize {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        program.terminate();
        let told = Instant::now();
        let answers = senders.join_all().await;
        assert!(answers.iter().any(|(answers, is_one)| *is_one && *answers > 1), "connections are kept");
        answered += answers.iter().map(|(answers, _)| answers).sum::<usize>();
        assert!(Arc::into_inner(program).unwrap().has_ended_well(), "round {round}");
        assert!(told.elapsed() < SOON, "round {round}: it has gone on for {:?}", told.elapsed());
        assert_eq!(merchant.sandbox.redirect_flows().len(), answered, "round {round}");
    }
}

/// Starts signups over one connection until that is closed; returns how many were answered.
async fn post_over_one_connection(program: &Program) -> usize {
    let Ok(stream) = TcpStream::connect(program.address()).await else { return 0 };
    let mut stream = BufReader::new(stream);
    let body = magazine().to_string();
    let request = format!(
        "POST /api/signups HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answered = 0;
    while stream.write_all(request.as_bytes()).await.is_ok() {
        let (mut line, mut length) = (String::new(), 0);
        // What is closed before the first byte of an answer was not read: otherwise there is a flow too many.
        if !stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
            break;
        }
        assert!(line.starts_with("HTTP/1.1 201"), "{line}");
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            if let Some(told) = line.strip_prefix("content-length: ") {
                length = told.trim().parse().unwrap();
            }
        }
        stream.read_exact(&mut vec![0; length]).await.unwrap();
        answered += 1;
    }
    answered
}
