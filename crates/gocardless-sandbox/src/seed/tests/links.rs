//! What a seed links to, and what links to it.

use serde_json::json;

use super::{Seed, sandbox, with};
use crate::clock::Clock;
use crate::ledger::Ledger;

#[tokio::test]
async fn a_templates_link_leads_to_a_billing_request_of_its_creditor() {
    let creditors = json!({"creditors": [{"id": "CR1"}, {"id": "CR2", "name": "Hut Ltd"}]});
    let template = json!({"id": "BRT123", "links": {"creditor": "CR2"}});
    let sandbox = sandbox(&with(creditors, "billing_request_templates", json!([template])));
    let template = sandbox.get("/billing_request_templates/BRT123").await.json["billing_request_templates"].clone();
    let link = template["authorisation_url"].as_str().unwrap();
    let (_, path) = link.split_once("127.0.0.1:8081").unwrap();
    let led = sandbox.visit(path).await;
    assert_eq!(led.status, 303, "{link}");
    let page = sandbox.visit(led.headers["location"].to_str().unwrap()).await;
    assert!(page.text.contains("Hut Ltd"), "{}", page.text);
}

/// Ids that a sandbox makes depend on when it begins: a seed that names one could be sown at that time alone.
#[test]
fn what_only_the_sandbox_of_one_moment_has_cannot_be_linked_to() {
    let begun = Clock::standing_at(jiff::Timestamp::UNIX_EPOCH).now();
    for number in [0, begun.as_millisecond().unsigned_abs()] {
        let mut ledger = Ledger::new("", number, begun);
        let creditor = ledger.first_organisation().creditors.oldest_first().next().unwrap().creditor.id.clone();
        let flows = json!([{"id": "RE123", "links": {"creditor": creditor}}]);
        let told = Seed::from_json(&with(json!({}), "redirect_flows", flows).to_string()).unwrap_err().to_string();
        assert_eq!(told, format!("redirect_flows[0].links.creditor: there is no creditor {creditor}"));
    }
}
