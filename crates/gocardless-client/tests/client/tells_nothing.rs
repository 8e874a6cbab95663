//! Nothing secret or personal in `Debug`, `Display` or the log.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use crate::endpoints::{flow, flow_id, key, new_flow};
use crate::stub::{Reply, Stub, TOKEN};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_log_tells_how_a_call_went_and_nothing_of_what_it_said() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(log.clone());
    let _guard = tracing::subscriber::set_default(subscriber.finish());

    let detail = r#"{"field":"email","message":"ada@canary.example is taken"}"#;
    let stub = Stub::answering([
        Reply::json(200, &flow().to_string()),
        Reply::json(200, &flow().to_string()),
        Reply::refusal(422, "validation_failed", detail),
    ])
    .await;
    let client = stub.client();
    client.redirect_flow(&flow_id()).await.unwrap();
    let token = "session-canary".to_owned().into();
    client.complete_redirect_flow(&flow_id(), &token, &key()).await.unwrap();
    let error = client.create_redirect_flow(&new_flow(), &key()).await.unwrap_err();

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("path=\"/redirect_flows/{id}\" status=200 duration_ms="), "{log}");
    assert!(log.contains("request_id=\"R-canary\" attempt=1"), "{log}");
    let told = format!("{log} {error} {error:?} {client:?}");
    for secret in [TOKEN, "session-canary", "ada@", "shop.example", "/RE1"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    assert_eq!(format!("{error:?}"), "Refused(422 validation_failed [\"email\"] Some(\"R1\"))");
}
