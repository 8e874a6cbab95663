//! `GET /webhooks`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::WebhookRecord;
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists webhooks, newest first; by `created_at`, `is_test` and `successful`.
pub(crate) async fn list_webhooks(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let is_test = query.flag("is_test")?;
    let successful = query.flag("successful")?;
    let mut ledger = sandbox.ledger();
    let keep = |record: &WebhookRecord| {
        is_test.is_none_or(|wanted| record.webhook.is_test == wanted)
            && successful.is_none_or(|wanted| record.webhook.successful == wanted)
    };
    let shelf = &ledger.organisation_of(&caller)?.webhooks;
    Ok(reply::listed(NAME, page(shelf.newest_first(), &query, keep)?, |record| &record.webhook))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::Value;

    use crate::testing::{TestSandbox, WEBHOOK_URL};

    fn ids(list: &Value) -> Vec<&str> {
        list["webhooks"].as_array().unwrap().iter().map(|webhook| webhook["id"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn filters_narrow_the_list() {
        let sandbox = TestSandbox::with_webhooks(WEBHOOK_URL);
        sandbox.mandate().await;
        sandbox.advance(Duration::from_mins(1));
        sandbox.mandate().await;
        let made = sandbox.webhooks();
        let [older, newer] = [&made[0].id, &made[1].id].map(gocardless_api::WebhookId::as_str);
        for (query, expected) in [
            (String::new(), vec![newer, older]),
            (format!("after={newer}"), vec![older]),
            (format!("before={older}"), vec![newer]),
            ("limit=1".to_owned(), vec![newer]),
            ("created_at[gt]=2026-03-02T09:00:00Z".to_owned(), vec![newer]),
            ("created_at[lte]=2026-03-02T09:00:00Z".to_owned(), vec![older]),
            ("is_test=True".to_owned(), vec![]),
            ("is_test=false&successful=false".to_owned(), vec![newer, older]),
            ("successful=true".to_owned(), vec![]),
        ] {
            assert_eq!(ids(&sandbox.get(&format!("/webhooks?{query}")).await.json), expected, "{query}");
        }
        for query in ["is_test=perhaps", "successful=2"] {
            sandbox.get(&format!("/webhooks?{query}")).await.assert_invalid();
        }
    }
}
