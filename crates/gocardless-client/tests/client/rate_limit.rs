//! The limit on requests, over a socket: what is held back, and for how long.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gocardless_client::{Client, Error, FailureKind, Outcome, Settings, SteadyClock};

use crate::endpoints::{flow, flow_id};
use crate::stub::{Reply, SETTINGS, Stub, TOKEN};

/// A client whose minutes go by as they are told to.
struct Limited {
    stub: Stub,
    client: Client,
    seconds: Arc<AtomicU64>,
    held_back: Arc<AtomicU64>,
}

impl Limited {
    async fn to(limit: u32, replies: [Reply; 1]) -> Self {
        let stub = Stub::answering(replies).await;
        let settings = Settings { requests_per_minute: NonZeroU32::new(limit), ..SETTINGS };
        let (seconds, held_back) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let (told, counted) = (Arc::clone(&seconds), Arc::clone(&held_back));
        let clock = SteadyClock::new(move || Duration::from_secs(told.load(Ordering::Relaxed)));
        let client =
            Client::observed(stub.url.parse().unwrap(), TOKEN.to_owned().into(), settings, clock, move |exchange| {
                counted.fetch_add(u64::from(exchange.outcome == Outcome::HeldBack), Ordering::Relaxed);
            });
        Self { stub, client: client.unwrap(), seconds, held_back }
    }
}

fn good() -> Reply {
    Reply::json(200, &flow().to_string())
}

#[tokio::test]
async fn promise_32_the_request_above_the_limit_is_not_sent_and_fails_at_once() {
    let limited = Limited::to(20, [good()]).await;
    let background = limited.client.in_background();
    let began = Instant::now();
    let mut sent = 0;
    while background.redirect_flow(&flow_id()).await.is_ok() {
        sent += 1;
    }
    assert_eq!((sent, limited.client.quota_left()), (12, Some(8)), "a reserve is left");
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let client = limited.client.clone();
            tokio::spawn(async move { client.redirect_flow(&flow_id()).await })
        })
        .collect();
    let mut refused = 0;
    for call in calls {
        if let Err(error) = call.await.unwrap() {
            assert_eq!(error.rate_limited_for(), Some(Duration::from_mins(1)), "{error:?}");
            let Error::NotSent(failure) = error else { panic!("{error:?}") };
            assert!(matches!(failure.kind, FailureKind::HeldBack { .. }), "{failure:?}");
            refused += 1;
        }
    }
    assert_eq!((refused, limited.stub.requests().len()), (42, 20));
    assert_eq!(limited.held_back.load(Ordering::Relaxed), 43);
    assert!(began.elapsed() < Duration::from_secs(2), "nobody waits for what does not come: {:?}", began.elapsed());
    limited.seconds.store(60, Ordering::Relaxed);
    limited.client.redirect_flow(&flow_id()).await.unwrap();
}

#[tokio::test]
async fn promise_32_a_429_is_met_by_one_request_and_not_by_all() {
    let body = r#"{"error":{"type":"invalid_api_usage","code":429,"message":"Slow down","errors":[]}}"#;
    let reply = Reply::With(429, "Retry-After: 30\r\n".to_owned(), body.to_owned());
    let limited = Limited::to(1000, [reply]).await;
    limited.client.redirect_flow(&flow_id()).await.unwrap_err();
    for minute in 1..=5 {
        limited.seconds.store(30 * minute, Ordering::Relaxed);
        let calls: Vec<_> = (0..50)
            .map(|_| {
                let client = limited.client.clone();
                tokio::spawn(async move { client.redirect_flow(&flow_id()).await })
            })
            .collect();
        for call in calls {
            let error = call.await.unwrap().unwrap_err();
            assert_eq!(error.rate_limited_for(), Some(Duration::from_secs(30)), "{error:?}");
        }
        assert_eq!(u64::try_from(limited.stub.requests().len()).unwrap(), 1 + minute);
    }
}

/// A pause that ends soon is waited for, with the machine's own time.
#[tokio::test]
async fn a_short_pause_is_waited_for() {
    let body = r#"{"error":{"type":"invalid_api_usage","code":429,"message":"Slow down","errors":[]}}"#;
    let reply = Reply::With(429, "Retry-After: 1\r\n".to_owned(), body.to_owned());
    let stub = Stub::answering([reply, good()]).await;
    let client = stub.client_with(Settings { max_attempts: 1, ..SETTINGS });
    client.redirect_flow(&flow_id()).await.unwrap_err();
    let began = Instant::now();
    client.redirect_flow(&flow_id()).await.unwrap();
    assert!(began.elapsed() > Duration::from_millis(800), "{:?}", began.elapsed());
}
