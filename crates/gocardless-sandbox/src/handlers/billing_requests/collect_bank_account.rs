//! `POST /billing_requests/{id}/actions/collect_bank_account`.

use axum::extract::State;
use axum::response::Response;

use super::read::{account_currency, read_account};
use super::{NAME, read_metadata, refusal, shown};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::Deed;
use crate::machines::Origin;
use crate::machines::billing_request::Step;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use gocardless_api::Metadata;

/// Collects the payer's bank details, checked as those of a customer bank account; details collected before give way.
///
/// The metadata is the account's.
pub(crate) async fn collect_bank_account(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.billing_requests.get(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.action(NAME)?;
    let metadata = read_metadata(&mut form);
    let details = read_account(&mut form, account_currency(record));
    form.check()?;
    record.may(Step::CollectBankAccount).map_err(refusal)?;
    let customer = record.customer.id.clone();
    let details = details.ok_or_else(Refusal::internal)?;
    let account = organisation.collected_account(&customer, details, metadata, now);
    let deed = Deed::CollectBankAccount(Box::new(account));
    organisation.do_to_billing_request(&id, deed, Origin::Api, Metadata::new(), now).map_err(refusal)?;
    shown(organisation, &id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn an_account_is_checked_and_says_the_currency() {
        let sandbox = TestSandbox::new();
        let id = sandbox.billing_request(json!({"mandate_request": {}})).await;
        let wrong = json!({"account_holder_name": "Frank", "iban": "DE89370400440532013001"});
        let error = sandbox.act(&id, "collect_bank_account", wrong).await.assert_invalid();
        assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/data/iban"));
        let right = json!({"account_holder_name": "Frank", "iban": "DE89370400440532013000", "metadata": {"k": "v"}});
        let answer = sandbox.act(&id, "collect_bank_account", right).await;
        assert!(!answer.text.contains("532013000"));
        let request = &answer.json["billing_requests"];
        assert_eq!(request["mandate_request"]["currency"], "EUR");
        let account = &request["resources"]["customer_bank_account"];
        assert_eq!((&account["account_number_ending"], &account["metadata"]), (&json!("00"), &json!({"k": "v"})));
        assert_eq!(account["links"]["customer"], request["links"]["customer"]);
    }

    #[tokio::test]
    async fn an_account_in_another_currency_is_refused() {
        let sandbox = TestSandbox::new();
        let id = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        let euros = json!({"account_holder_name": "Frank", "iban": "DE89370400440532013000"});
        let error = sandbox.act(&id, "collect_bank_account", euros).await.assert_invalid();
        assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/data/currency"));
    }
}
