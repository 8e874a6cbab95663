//! Completing a redirect flow: an action without a documented replay.

use gocardless_client::{Client, Error, Settings};
use tokio::net::TcpListener;

use crate::endpoints::{flow, flow_id, key, new_flow};
use crate::stub::{Reply, SETTINGS, Stub, TOKEN};

async fn complete(client: Client) -> Result<(), Error> {
    client.complete_redirect_flow(&flow_id(), &"token".to_owned().into(), &key()).await.map(|_| ())
}

#[tokio::test]
async fn an_action_is_sent_once_when_it_may_have_arrived() {
    for (name, trouble) in [
        ("cut", Reply::Cut),
        ("cut in the body", Reply::CutInBody),
        ("silence", Reply::Silence),
        ("500", Reply::refusal(500, "gocardless", "")),
        ("502 with HTML", Reply::html(502)),
        ("404 with HTML", Reply::html(404)),
        ("200 with HTML", Reply::html(200)),
        ("too long", Reply::json(200, &"x".repeat(5000))),
    ] {
        let stub = Stub::answering([trouble]).await;
        let error = complete(stub.client()).await.unwrap_err();
        assert!(error.outcome_unknown(), "{name}: {error:?}");
        assert_eq!(stub.requests().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn an_action_waits_for_the_rate_limit_because_it_was_not_carried_out() {
    let stub =
        Stub::answering([Reply::refusal(429, "invalid_api_usage", ""), Reply::json(200, &flow().to_string())]).await;
    // An attempt that a busy machine makes late would be one without a known outcome.
    let patient = Settings { attempt_timeout: SETTINGS.call_timeout, ..SETTINGS };
    complete(stub.client_with(patient)).await.unwrap();
    assert_eq!(stub.requests().len(), 2);
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing_over_https() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let client = Client::with_settings(url.parse().unwrap(), TOKEN.to_owned().into(), SETTINGS).unwrap();
    assert_eq!(format!("{:?}", complete(client).await.unwrap_err()), "NotSent(no connection)");
}

#[tokio::test]
async fn what_was_never_sent_is_known_not_to_have_happened() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::with_settings(url.parse().unwrap(), TOKEN.to_owned().into(), SETTINGS).unwrap();

    assert_eq!(format!("{:?}", complete(client.clone()).await.unwrap_err()), "NotSent(no connection)");
    let created = client.create_redirect_flow(&new_flow(), &key()).await;
    assert_eq!(format!("{:?}", created.unwrap_err()), "NotSent(no connection)");
}
