//! What is tried again, how often, and when.

use std::time::{Duration, Instant};

use gocardless_client::{Error, FailureKind, Settings};

use crate::endpoints::{flow, flow_id, key, new_flow};
use crate::stub::{Reply, SETTINGS, Stub};

fn good() -> Reply {
    Reply::json(200, &flow().to_string())
}

fn rate_limited(header: &str) -> Reply {
    let body = r#"{"error":{"type":"invalid_api_usage","code":429,"message":"Slow down","errors":[]}}"#;
    Reply::With(429, format!("Content-Type: application/json\r\n{header}"), body.to_owned())
}

fn server_error() -> Reply {
    Reply::refusal(500, "gocardless", r#"{"reason":"internal_server_error","message":"Uh-oh!"}"#)
}

#[tokio::test]
async fn a_read_and_a_create_get_through_trouble_with_the_same_key() {
    for (name, trouble) in [
        ("cut", Reply::Cut),
        ("cut in the body", Reply::CutInBody),
        ("silence", Reply::Silence),
        ("500", server_error()),
        ("502 with HTML", Reply::html(502)),
        ("200 with HTML", Reply::html(200)),
        ("429", rate_limited("")),
    ] {
        let stub = Stub::answering([trouble.clone(), trouble, good()]).await;
        let made = stub.client().create_redirect_flow(&new_flow(), &key()).await;
        assert_eq!(made.map(|flow| flow.id).ok(), Some(flow_id()), "{name}");
        let requests = stub.requests();
        assert_eq!(requests.len(), 3, "{name}");
        assert!(requests.iter().all(|request| request.header("Idempotency-Key") == Some("SG1-step")), "{name}");
        assert!(requests.iter().all(|request| request.body == requests[0].body), "{name}");
    }
}

#[tokio::test]
async fn three_attempts_are_all_and_say_what_is_known() {
    for (trouble, read, create) in [
        (Reply::Cut, "Unavailable(the connection was cut)", "OutcomeUnknown(the connection was cut)"),
        (Reply::Silence, "Unavailable(timed out)", "OutcomeUnknown(timed out)"),
        (server_error(), "Unavailable(status 500 (request R1))", "OutcomeUnknown(status 500 (request R1))"),
        (
            Reply::html(502),
            "Unreadable(status 502 without readable JSON)",
            "OutcomeUnknown(status 502 without readable JSON)",
        ),
        (rate_limited(""), "Unavailable(rate limited)", "Unavailable(rate limited)"),
    ] {
        let stub = Stub::answering([trouble]).await;
        let error = stub.client().redirect_flow(&flow_id()).await.unwrap_err();
        assert_eq!(format!("{error:?}"), read);
        assert!(error.is_unavailable() && !error.outcome_unknown());
        assert_eq!(stub.requests().len(), 3, "{read}");

        let error = stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap_err();
        assert_eq!(format!("{error:?}"), create);
        assert_eq!(stub.requests().len(), 6, "{create}");
    }
}

#[tokio::test]
async fn a_refusal_is_final() {
    let stub =
        Stub::answering([Reply::refusal(422, "validation_failed", r#"{"field":"email","message":"is bad"}"#)]).await;
    let error = stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap_err();
    assert_eq!(error.api().unwrap().errors[0].field.as_deref(), Some("email"));
    assert_eq!(error.request_id(), Some("R1"));
    assert!(!error.is_unavailable());
    assert_eq!(stub.requests().len(), 1);
}

#[tokio::test]
async fn the_rate_limit_is_waited_for_when_that_ends_in_time() {
    let stub = Stub::answering([rate_limited("Retry-After: 1\r\n"), good()]).await;
    let began = Instant::now();
    stub.client().redirect_flow(&flow_id()).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1));

    let past = "RateLimit-Reset: Thu, 03 May 2018 16:00:00 GMT\r\n";
    let stub = Stub::answering([rate_limited(past), good()]).await;
    stub.client().redirect_flow(&flow_id()).await.unwrap();
    assert_eq!(stub.requests().len(), 2);
}

#[tokio::test]
async fn a_rate_limit_that_outlasts_the_deadline_is_reported_at_once() {
    for header in ["Retry-After: 60\r\n", "RateLimit-Reset: Sun, 03 May 2099 16:00:00 GMT\r\n"] {
        let stub = Stub::answering([rate_limited(header)]).await;
        let began = Instant::now();
        let error = stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap_err();
        assert!(began.elapsed() < Duration::from_secs(1), "{header}");
        assert_eq!(stub.requests().len(), 1, "{header}");
        let Error::Unavailable(failure) = error else { panic!("{error:?}") };
        assert!(matches!(failure.kind, FailureKind::RateLimited { wait: Some(_) }), "{failure:?}");
    }
}

#[tokio::test]
async fn the_whole_call_ends_by_its_deadline() {
    let settings = Settings { call_timeout: Duration::from_millis(600), max_attempts: 50, ..SETTINGS };
    let stub = Stub::answering([Reply::Silence]).await;
    let began = Instant::now();
    assert!(stub.client_with(settings).redirect_flow(&flow_id()).await.is_err());
    assert!(began.elapsed() < Duration::from_millis(1500), "{:?}", began.elapsed());
    // A busy machine may not come to the second.
    assert!((1..=2).contains(&stub.requests().len()), "{}", stub.requests().len());
}

#[tokio::test]
async fn an_oversize_answer_is_not_read_and_not_asked_for_again() {
    let stub = Stub::answering([Reply::json(200, &"x".repeat(5000))]).await;
    let error = stub.client().redirect_flow(&flow_id()).await.unwrap_err();
    assert_eq!(format!("{error:?}"), "Unreadable(the answer is too long (request R-canary))");
    assert_eq!(stub.requests().len(), 1);
}
