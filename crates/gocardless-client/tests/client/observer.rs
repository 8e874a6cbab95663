//! Who observes is told of each request.

use std::sync::{Arc, Mutex};

use gocardless_client::{Client, Exchange, Outcome};

use crate::endpoints::{flow, flow_id};
use crate::stub::{Reply, SETTINGS, Stub, TOKEN};

#[tokio::test]
async fn each_attempt_is_told_with_its_outcome_and_what_is_left_of_the_quota() {
    let rate_limited = r#"{"error":{"type":"invalid_api_usage","code":429,"message":"Slow down","errors":[]}}"#;
    for (reply, expected, quota_left) in [
        (Reply::Cut, Outcome::Unanswered, None),
        (Reply::CutInBody, Outcome::Unanswered, None),
        (Reply::Silence, Outcome::Unanswered, None),
        (Reply::html(502), Outcome::Failed, None),
        (
            Reply::With(429, "RateLimit-Remaining: 0\r\n".to_owned(), rate_limited.to_owned()),
            Outcome::RateLimited,
            Some(0),
        ),
    ] {
        let good = Reply::With(200, "RateLimit-Remaining: 987\r\n".to_owned(), flow().to_string());
        let stub = Stub::answering([reply, good]).await;
        let told = Arc::<Mutex<Vec<Exchange>>>::default();
        let list = Arc::clone(&told);
        let observe = move |exchange: &Exchange| list.lock().unwrap().push(exchange.clone());
        let client = Client::observed(stub.url.parse().unwrap(), TOKEN.to_owned().into(), SETTINGS, observe).unwrap();
        client.redirect_flow(&flow_id()).await.unwrap();
        client.revoke();
        client.redirect_flow(&flow_id()).await.unwrap_err();

        let told = told.lock().unwrap();
        let summary: Vec<_> = told.iter().map(|it| (it.outcome, it.quota_left)).collect();
        assert_eq!(summary, [(expected, quota_left), (Outcome::Succeeded, Some(987))]);
        assert!(told.iter().all(|it| it.method == "GET" && it.path == "/redirect_flows/{id}"), "{told:?}");
    }
}
