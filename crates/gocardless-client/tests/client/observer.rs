//! Who observes is told of each request.

use std::sync::{Arc, Mutex};

use gocardless_client::{Client, Exchange, Outcome, SteadyClock};

use crate::endpoints::{flow, flow_id};
use crate::stub::{Reply, SETTINGS, Stub, TOKEN};

#[tokio::test]
async fn each_attempt_is_told_with_its_outcome_and_the_client_tells_what_is_left_of_the_quota() {
    let rate_limited = r#"{"error":{"type":"invalid_api_usage","code":429,"message":"Slow down","errors":[]}}"#;
    for (reply, expected) in [
        (Reply::Cut, Outcome::Unanswered),
        (Reply::CutInBody, Outcome::Unanswered),
        (Reply::Silence, Outcome::Unanswered),
        (Reply::html(502), Outcome::Failed),
        (Reply::With(429, "RateLimit-Remaining: 999\r\n".to_owned(), rate_limited.to_owned()), Outcome::RateLimited),
    ] {
        let good = Reply::With(200, "RateLimit-Remaining: 987\r\n".to_owned(), flow().to_string());
        let stub = Stub::answering([reply, good]).await;
        let told = Arc::<Mutex<Vec<Exchange>>>::default();
        let list = Arc::clone(&told);
        let observe = move |exchange: &Exchange| list.lock().unwrap().push(exchange.clone());
        let url = stub.url.parse().unwrap();
        let token = TOKEN.to_owned().into();
        let client = Client::observed(url, token, SETTINGS, SteadyClock::default(), observe).unwrap();
        assert_eq!(client.quota_left(), Some(1000));
        client.redirect_flow(&flow_id()).await.unwrap();
        assert_eq!((client.quota_left(), client.in_background().quota_left()), (Some(987), Some(587)));
        client.revoke();
        client.redirect_flow(&flow_id()).await.unwrap_err();

        let told = told.lock().unwrap();
        let summary: Vec<_> = told.iter().map(|it| it.outcome).collect();
        assert_eq!(summary, [expected, Outcome::Succeeded]);
        assert!(told.iter().all(|it| it.method == "GET" && it.path == "/redirect_flows/{id}"), "{told:?}");
    }
}
