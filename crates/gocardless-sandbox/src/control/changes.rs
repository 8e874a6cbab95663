//! `/_sandbox/changes`.

use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use tokio::time::{Instant, timeout};
use url::form_urlencoded;

use crate::exchange::json;
use crate::sandbox::Sandbox;

/// How long a call waits for a change.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often a clock that runs on is looked at: what is due on it happens when somebody looks.
const GLANCE: Duration = Duration::from_secs(1);

#[derive(Serialize)]
struct Shown {
    sequence: u64,
}

/// `GET ?sequence=n`: answers `{"sequence": …}` as soon as it is another than `n`, and after 20 seconds in any case.
///
/// Without a number, or with what is none, the answer comes at once.
pub(crate) async fn wait_for_change(State(sandbox): State<Sandbox>, RawQuery(query): RawQuery) -> Response {
    let since = query.as_deref().and_then(sequence_in);
    let start = Instant::now();
    let mut seen = sandbox.changes().seen();
    while since == Some(seen.sequence) && !seen.is_over && start.elapsed() < PATIENCE {
        let is_running = sandbox.is_running();
        if is_running {
            drop(sandbox.ledger());
        }
        let wait = if is_running { GLANCE } else { PATIENCE };
        seen = match timeout(wait, sandbox.changes().past(seen.sequence)).await {
            Ok(seen) => seen,
            Err(_) => sandbox.changes().seen(),
        };
    }
    json(StatusCode::OK, &Shown { sequence: seen.sequence })
}

fn sequence_in(query: &str) -> Option<u64> {
    let (_, value) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "sequence")?;
    value.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use tokio::time::timeout;

    use crate::testing::TestSandbox;

    async fn sequence(sandbox: &TestSandbox) -> u64 {
        sandbox.visit("/_sandbox/changes").await.json["sequence"].as_u64().unwrap()
    }

    #[tokio::test]
    async fn every_change_grows_the_number_and_watching_does_not() {
        let sandbox = TestSandbox::new();
        let mut before = sequence(&sandbox).await;
        for (path, body) in [
            ("/_sandbox/clock", json!({"advance_seconds": 5})),
            ("/_sandbox/faults", json!({"path": "/nowhere"})),
            ("/customers", json!({"customers": {"company_name": "Hut Ltd"}})),
            ("/_sandbox/reset", json!(null)),
        ] {
            sandbox.post(path, body).await;
            let after = sequence(&sandbox).await;
            assert!(after > before, "{path}");
            before = after;
        }
        for path in ["/", "/_sandbox/state", "/_sandbox/machines", "/_sandbox/requests/none"] {
            sandbox.visit(path).await;
        }
        assert_eq!(sequence(&sandbox).await, before);
    }

    #[tokio::test]
    async fn who_waits_is_answered_when_something_changes() {
        let sandbox = TestSandbox::new();
        let seen = sequence(&sandbox).await;
        let path = format!("/_sandbox/changes?sequence={seen}");
        let waiting = sandbox.visit(&path);
        let changing = async {
            // The watcher is polled first, so it waits by now.
            tokio::task::yield_now().await;
            sandbox.get("/customers").await
        };
        let (answer, _) = timeout(Duration::from_secs(10), async { tokio::join!(waiting, changing) }).await.unwrap();
        assert!(answer.json["sequence"].as_u64() > Some(seen));
    }

    #[tokio::test]
    async fn who_waits_is_let_go_when_the_sandbox_stops() {
        let sandbox = TestSandbox::new();
        let path = format!("/_sandbox/changes?sequence={}", sequence(&sandbox).await);
        let ending = async {
            tokio::task::yield_now().await;
            sandbox.changes().end();
        };
        let (answer, ()) =
            timeout(Duration::from_secs(10), async { tokio::join!(sandbox.visit(&path), ending) }).await.unwrap();
        assert_eq!(answer.status, 200);
    }
}
