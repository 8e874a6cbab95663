//! `POST /mandates`.

use axum::extract::State;
use axum::response::Response;
use bank_details::Scheme;
use gocardless_api::{MandateLinks, Metadata};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::WhichCreditor;
use crate::parameters::Document;
use crate::sandbox::Sandbox;
use crate::validation::Problem;
use crate::{reply, schemes, serializers};

/// Makes a mandate on an enabled bank account; the scheme is that of the account's currency.
///
/// A reference of one's own is refused: no scheme identifier of the sandbox allows one.
pub(crate) async fn create_mandate(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.made.check(&caller, &key)?;

    let mut form = document.envelope(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    if form.text("reference").is_some() {
        let words = "cannot be given: custom references are not enabled for your scheme identifier";
        form.problem("reference", Problem::Other(words.into()));
    }
    let account = form.link("customer_bank_account");
    if account.is_none() {
        form.problem("links/customer_bank_account", Problem::Required);
    }
    let creditor = form.link("creditor");
    let creditor = organisation.creditor_for(creditor.as_deref()).map(|creditor| creditor.id.clone());
    if creditor == Err(WhichCreditor::NotSaid) {
        form.problem("links/creditor", Problem::Required);
    }
    let account = account.as_deref().and_then(|id| organisation.customer_bank_accounts.get(id)).cloned();
    let currency = account.as_ref().and_then(|account| account.currency.as_deref());
    let scheme = schemes::on_the_wire(currency.and_then(schemes::of_currency).unwrap_or(Scheme::SepaCore));
    if account.is_some() && form.text("scheme").is_some_and(|wanted| wanted != scheme.as_str()) {
        form.problem("scheme", Problem::Other("is not a scheme of the bank account".into()));
    }
    let source = form.one_of("authorisation_source", &["paper", "telephone", "web"]);
    let is_american = account.is_some() && scheme == gocardless_api::Scheme::Ach;
    if form.text("payer_ip_address").is_none() && is_american {
        form.problem("payer_ip_address", Problem::Required);
    }
    form.check()?;

    organisation.may_have_own_pages()?;
    let account = account.ok_or_else(|| Refusal::link_not_found(NAME, "customer_bank_account"))?;
    let creditor = creditor.map_err(|_| Refusal::link_not_found(NAME, "creditor"))?;
    if !account.enabled {
        return Err(Refusal::state("bank_account_disabled", "Customer bank account is disabled"));
    }
    if organisation.customer(account.links.customer.as_str()).is_none() {
        return Err(Refusal::state("customer_data_removed", "Customer's data has been removed"));
    }
    let links = MandateLinks {
        customer_bank_account: account.id,
        creditor,
        customer: account.links.customer,
        new_mandate: None,
    };
    let mut mandate = organisation.add_mandate(links, scheme, metadata, now);
    if is_american && let Some(record) = organisation.mandates.get_mut(mandate.id.as_str()) {
        mandate.authorisation_source = source.or_else(|| Some("web".to_owned()));
        record.mandate.authorisation_source.clone_from(&mandate.authorisation_source);
    }
    organisation.made.remember(&caller, &key, mandate.id.as_str());
    let id = mandate.id.to_string();
    Ok(reply::created(NAME, &id, serializers::mandate(mandate)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn on(account: &str) -> Value {
        json!({"mandates": {"links": {"customer_bank_account": account}}})
    }

    #[tokio::test]
    async fn a_mandate_has_every_key_in_the_recorded_order() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let account = sandbox.bank_account(&customer).await;
        let answer = sandbox.post("/mandates", on(&account)).await;
        assert_eq!(answer.status, 201);
        let mandate = &answer.json["mandates"];
        let [id, reference, creditor] = [&mandate["id"], &mandate["reference"], &mandate["links"]["creditor"]];
        assert_eq!(
            answer.text,
            format!(
                "{{\"mandates\":{{\"id\":{id},\"created_at\":\"2026-03-02T09:00:00.000Z\",\"reference\":{reference},\
                 \"status\":\"pending_submission\",\"scheme\":\"bacs\",\"next_possible_charge_date\":\"2026-03-06\",\
                 \"payments_require_approval\":false,\"metadata\":{{}},\"links\":{{\
                 \"customer_bank_account\":\"{account}\",\"creditor\":{creditor},\"customer\":\"{customer}\"}},\
                 \"consent_parameters\":null,\"verified_at\":null,\"funds_settlement\":\"managed\"}}}}"
            )
        );
    }

    #[tokio::test]
    async fn the_scheme_is_that_of_the_account() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let account = json!({"customer_bank_accounts": {
            "account_holder_name": "Hut Ltd", "iban": "DE89370400440532013000", "links": {"customer": customer}
        }});
        let account = sandbox.post("/customer_bank_accounts", account).await.json;
        let mut body = on(account["customer_bank_accounts"]["id"].as_str().unwrap());
        assert_eq!(sandbox.post("/mandates", body.clone()).await.json["mandates"]["scheme"], "sepa_core");
        body["mandates"]["scheme"] = json!("bacs");
        let error = sandbox.post("/mandates", body).await.assert_invalid();
        assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/mandates/scheme"));
    }

    #[tokio::test]
    async fn local_details_of_each_country_have_a_scheme() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        for (details, scheme, charge_date) in [
            (
                json!({"country_code": "SE", "branch_code": "7507", "account_number": "1211203"}),
                "autogiro",
                "2026-03-12",
            ),
            (
                json!({"country_code": "DK", "bank_code": "0345", "account_number": "3179681"}),
                "betalingsservice",
                "2026-03-10",
            ),
            (
                json!({"country_code": "AU", "branch_code": "123-456", "account_number": "123456789"}),
                "becs",
                "2026-03-05",
            ),
            (json!({"country_code": "NZ", "account_number": "01-0902-0068389-00"}), "becs_nz", "2026-03-05"),
            (
                json!({"country_code": "CA", "bank_code": "036", "branch_code": "00063", "account_number": "0123456"}),
                "pad",
                "2026-03-05",
            ),
            (
                json!({"country_code": "US", "bank_code": "026073150", "account_number": "2715500356",
                    "account_type": "checking"}),
                "ach",
                "2026-03-04",
            ),
        ] {
            let mut account = json!({ "customer_bank_accounts": details });
            account["customer_bank_accounts"]["account_holder_name"] = json!("Hut Ltd");
            account["customer_bank_accounts"]["links"] = json!({ "customer": customer });
            let account = sandbox.post("/customer_bank_accounts", account).await;
            assert_eq!(account.status, 201, "{scheme}: {}", account.text);
            let mut body = on(account.json["customer_bank_accounts"]["id"].as_str().unwrap());
            body["mandates"]["scheme"] = json!(scheme);
            body["mandates"]["payer_ip_address"] = json!("203.0.113.7");
            let mandate = sandbox.post("/mandates", body).await.json;
            assert_eq!(mandate["mandates"]["scheme"], scheme);
            assert_eq!(mandate["mandates"]["next_possible_charge_date"], charge_date, "{scheme}");
        }
    }

    #[tokio::test]
    async fn what_it_belongs_to_must_be_said_and_be_there() {
        let sandbox = TestSandbox::new();
        let account = sandbox.bank_account(&sandbox.customer("Hut Ltd").await).await;
        sandbox.post("/mandates", json!({"mandates": {}})).await.assert_invalid();
        let mut body = on(&account);
        body["mandates"]["links"]["creditor"] = json!("CR123");
        for body in [on("BA123"), body.clone()] {
            sandbox.post("/mandates", body).await.assert_refused(404, "invalid_api_usage", "link_not_found");
        }
        let second = json!({"creditors": {"name": "Second", "country_code": "GB", "creditor_type": "company"}});
        assert_eq!(sandbox.post("/creditors", second).await.status, 201);
        let error = sandbox.post("/mandates", on(&account)).await.assert_invalid();
        assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/mandates/links/creditor"));
    }

    #[tokio::test]
    async fn neither_a_disabled_account_nor_a_removed_customer_can_have_one() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let account = sandbox.bank_account(&customer).await;
        sandbox.delete(&format!("/customers/{customer}")).await;
        sandbox.post("/mandates", on(&account)).await.assert_refused(422, "invalid_state", "customer_data_removed");
        sandbox.post(&format!("/customer_bank_accounts/{account}/actions/disable"), json!(null)).await;
        sandbox.post("/mandates", on(&account)).await.assert_refused(422, "invalid_state", "bank_account_disabled");
    }

    #[tokio::test]
    async fn a_reference_of_ones_own_is_refused() {
        let sandbox = TestSandbox::new();
        let mut body = on(&sandbox.bank_account(&sandbox.customer("Hut Ltd").await).await);
        body["mandates"]["reference"] = json!("MYREF1");
        let error = sandbox.post("/mandates", body).await.assert_invalid();
        assert_eq!(error.errors[0].field.as_deref(), Some("reference"));
    }

    #[tokio::test]
    async fn in_ach_the_payers_address_is_required_and_the_source_told() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let account = json!({"customer_bank_accounts": {
            "account_holder_name": "Hut Ltd", "country_code": "US", "bank_code": "026073150",
            "account_number": "2715500356", "account_type": "checking", "links": {"customer": customer}
        }});
        let account =
            sandbox.post("/customer_bank_accounts", account).await.json["customer_bank_accounts"]["id"].clone();
        let mut body = on(account.as_str().unwrap());
        let error = sandbox.post("/mandates", body.clone()).await.assert_invalid();
        assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/mandates/payer_ip_address"));
        body["mandates"]["payer_ip_address"] = json!("203.0.113.7");
        for (source, shown) in [(json!(null), "web"), (json!("telephone"), "telephone")] {
            body["mandates"]["authorisation_source"] = source;
            let mandate = sandbox.post("/mandates", body.clone()).await.json["mandates"].clone();
            assert_eq!(mandate["authorisation_source"], shown);
            assert_eq!(mandate["next_possible_standard_ach_charge_date"], mandate["next_possible_charge_date"]);
        }
        body["mandates"]["authorisation_source"] = json!("fax");
        sandbox.post("/mandates", body).await.assert_invalid();
    }

    #[tokio::test]
    async fn a_block_keeps_a_mandate_from_being_set_up() {
        for (block_type, reference, is_blocked) in [
            ("email", "Frank@example.com", true),
            ("email", "frank@example.co", false),
            ("email_domain", "example.com", true),
            ("email_domain", "frank@example.com", false),
            ("bank_name", "Barclays Bank plc", true),
            ("bank_account", "$account", true),
            ("bank_account", "BA1", false),
        ] {
            let sandbox = TestSandbox::new();
            // The other customer has the same account.
            let other = sandbox.bank_account(&sandbox.customer("Hut Ltd").await).await;
            let reference = reference.replace("$account", &other);
            let block = json!({"blocks": {
                "block_type": block_type, "reason_type": "no_intent_to_pay", "resource_reference": reference
            }});
            let block = sandbox.post("/blocks", block).await.json["blocks"]["id"].clone();
            let customer = json!({"customers": {"company_name": "Frank Ltd", "email": "frank@example.com"}});
            let customer = sandbox.post("/customers", customer).await.json["customers"]["id"].clone();
            let account = sandbox.bank_account(customer.as_str().unwrap()).await;
            let mandate = sandbox.post("/mandates", on(&account)).await.json["mandates"].clone();
            let status = if is_blocked { "blocked" } else { "pending_submission" };
            assert_eq!(mandate["status"], status, "{block_type} {reference}");
            if !is_blocked {
                continue;
            }
            assert_eq!(mandate["next_possible_charge_date"], json!(null));
            let event = sandbox.events().pop().unwrap();
            assert_eq!((&*event.action, event.details.cause.as_deref()), ("blocked", Some("mandate_blocked")));
            sandbox.post(&format!("/blocks/{}/actions/disable", block.as_str().unwrap()), json!(null)).await;
            let mandate = sandbox.post("/mandates", on(&account)).await.json["mandates"].clone();
            assert_eq!(mandate["status"], "pending_submission", "{block_type}");
        }
    }
}
