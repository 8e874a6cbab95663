//! Webhooks and events of a real sandbox.

use gocardless_client::{Client, ListQuery};
use gocardless_sandbox::{Options, WebhookEndpoint, start};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::endpoints::key;

#[tokio::test]
async fn a_missed_webhook_is_found_and_sent_again() {
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = WebhookEndpoint::new(&format!("http://{}/", receiver.local_addr().unwrap()), "s").unwrap();
    let options =
        Options { webhook: Some(endpoint), clock: Some("2026-03-02T09:00:00Z".parse().unwrap()), ..Options::default() };
    let sandbox = start(TcpListener::bind("127.0.0.1:0").await.unwrap(), options).await.unwrap();
    let client = Client::new(sandbox.url().clone(), "sandbox_demo".to_owned().into()).unwrap();
    let customer = serde_json::from_value(json!({"company_name": "Hut Ltd"})).unwrap();
    let customer = client.create_customer(&customer, &key()).await.unwrap();
    let account = json!({
        "account_holder_name": "Hut Ltd", "iban": "GB60BARC20000055779911", "links": {"customer": customer.id}
    });
    let account = serde_json::from_value(account).unwrap();
    let account = client.create_customer_bank_account(&account, &key()).await.unwrap();
    let mandate = serde_json::from_value(json!({"links": {"customer_bank_account": account.id}})).unwrap();
    let mandate = client.create_mandate(&mandate, &key()).await.unwrap();

    drop(receiver.accept().await.unwrap());
    sandbox.webhooks_delivered().await;
    let [webhook] = &client.webhooks(&ListQuery::default()).await.unwrap().items[..] else { panic!("one webhook") };
    assert_eq!((webhook.successful, webhook.response_code), (false, None));
    let [event] = &client.events(&ListQuery::default()).await.unwrap().items[..] else { panic!("one event") };
    assert_eq!(event.links.get("mandate"), Some(mandate.id.as_str()));
    assert_eq!(&client.event(event.id.as_ref().unwrap()).await.unwrap(), event);

    assert_eq!(client.retry_webhook(&webhook.id, &key()).await.unwrap().id, webhook.id);
    let (mut connection, _) = receiver.accept().await.unwrap();
    let mut request = Vec::new();
    while !request.ends_with(webhook.request_body.as_bytes()) {
        assert_ne!(connection.read_buf(&mut request).await.unwrap(), 0, "the request ends early");
    }
    connection.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    sandbox.webhooks_delivered().await;
    let webhook = client.webhook(&webhook.id).await.unwrap();
    assert_eq!((webhook.successful, webhook.response_code), (true, Some(204)));
    sandbox.stop().await;
}
