//! Seeded webhooks: what was sent before the sandbox began.

use gocardless_api::Webhook;
use serde_json::json;

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::webhook_endpoint::WebhookEndpoint;

/// A webhook without events that nobody has answered, and that is not tried again by itself, unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    // Nothing is signed with this.
    entry.check("url", |url| WebhookEndpoint::new(url, "unused").is_ok())?;
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "is_test": false,
        "request_body": format!("{{\"events\":[],\"meta\":{{\"webhook_id\":\"{}\"}}}}", entry.id),
        "request_headers": {"Content-Type": "application/json"},
        "response_body": null,
        "response_body_truncated": false,
        "response_code": null,
        "response_headers": null,
        "response_headers_content_truncated": false,
        "response_headers_count_truncated": false,
        "successful": false,
        "url": "https://shop.example/webhooks",
    });
    let webhook: Webhook = entry.read(blank, &["request_headers/*"])?;
    sowing.organisation.seed_webhook(webhook);
    Ok(())
}
