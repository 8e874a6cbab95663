//! `POST /billing_requests`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{BillingRequest, BillingRequestLinks, BillingRequestResources, BillingRequestStatus, Metadata};
use jiff::Timestamp;

use super::NAME;
use super::collections::{read_instalment_schedule_request, read_subscription_request};
use super::requests::{read_mandate_request, read_payment_request};
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{BillingRequestRecord, Collected, Organisation, WhichCreditor};
use crate::parameters::{Document, Form};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Makes a billing request: of a mandate, of a payment that is authorised at the bank, or of both.
pub(crate) async fn create_billing_request(
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
    let mut record = read_record(&mut form, Some(&caller), organisation, now)?;
    form.check()?;

    record.settle();
    let shown = record.shown();
    organisation.made.remember(&caller, &key, shown.id.as_str());
    organisation.add_billing_request(record, &[], now);
    Ok(reply::created(NAME, shown.id.as_str(), &shown))
}

const PURPOSES: &str = include_str!("purpose_codes.txt");
const CONTEXTS: [&str; 6] = [
    "billing_goods_and_services_in_advance",
    "billing_goods_and_services_in_arrears",
    "face_to_face_point_of_sale",
    "ecommerce_merchant_initiated_payment",
    "transfer_to_self",
    "transfer_to_third_party",
];

/// Reads everything but actions; what is wrong with a field is noted in `form`, which is to be checked. Without a caller
/// there are no fees, and nothing is collected but a payment.
pub(crate) fn read_record(
    form: &mut Form,
    caller: Option<&Caller>,
    organisation: &mut Organisation,
    now: Timestamp,
) -> Result<BillingRequestRecord, Refusal> {
    let envelope = form.place().to_owned();
    let mut mandate_request = read_mandate_request(form);
    let payment = read_payment_request(form, caller);
    let subscription = caller.and_then(|caller| read_subscription_request(form, caller, now));
    let schedule = caller.and_then(|caller| read_instalment_schedule_request(form, caller));
    let collects = form.has("subscription_request") || form.has("instalment_schedule_request");
    if mandate_request.is_none() && (payment.is_none() || collects) && !form.has_problems() {
        form.problem("mandate_request", Problem::Required);
    }
    let (subscription_request, subscription) = subscription.unzip();
    let (instalment_schedule_request, instalments) = schedule.unzip();
    let (payment_request, retry_if_possible) = payment.unzip();
    let of_mandate = mandate_request.as_ref().and_then(|request| request.currency.clone());
    let of_payment = payment_request.as_ref().map(|request| request.currency.clone());
    if of_mandate.is_some() && of_payment.is_some() && of_mandate != of_payment {
        form.problem("payment_request/currency", Problem::Other("must be the currency of the mandate request".into()));
    }
    let of_collection = [
        ("subscription_request/currency", subscription_request.as_ref().map(|it| &it.currency)),
        ("instalment_schedule_request/currency", instalment_schedule_request.as_ref().map(|it| &it.currency)),
    ];
    let mut of_mandate = of_mandate;
    for (field, currency) in of_collection {
        let Some(currency) = currency else { continue };
        if of_mandate.get_or_insert_with(|| currency.clone()) != currency {
            form.problem(field, Problem::Other("must be the currency of the mandate request".into()));
        }
    }
    if let Some(mandate) = &mut mandate_request {
        mandate.currency.clone_from(&of_mandate);
    }
    let purposes: Vec<_> = PURPOSES.split_whitespace().collect();
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    let mut request = BillingRequest {
        id: organisation.ids.billing_request(),
        created_at: written(now),
        status: BillingRequestStatus::Pending,
        mandate_request,
        payment_request,
        subscription_request,
        instalment_schedule_request,
        metadata: Some(metadata),
        links: BillingRequestLinks::default(),
        fallback_enabled: form.flag("fallback_enabled").unwrap_or(false),
        fallback_occurred: false,
        purpose_code: form.one_of("purpose_code", &purposes),
        payment_context_code: form.one_of("payment_context_code", &CONTEXTS),
        payment_purpose_code: form.text("payment_purpose_code"),
        actions: Vec::new(),
        resources: BillingRequestResources::default(),
    };

    let creditor = form.link("creditor");
    let creditor = organisation.creditor_for(creditor.as_deref()).map(|creditor| creditor.id.clone());
    if creditor == Err(WhichCreditor::NotSaid) {
        form.problem("links/creditor", Problem::Required);
    }
    let customer = form.link("customer");
    let account = form.link("customer_bank_account");
    form.check()?;
    let creditor = creditor.map_err(|_| Refusal::link_not_found(&envelope, "creditor"))?;
    let account = read_account(organisation, account.as_deref(), &envelope)?;
    let mut currency = of_mandate.or(of_payment);
    if let Some(account) = &account {
        let is_other = |currency: &String| account.shown.currency.as_ref() != Some(currency);
        let is_strange = customer.as_deref().is_some_and(|id| id != account.shown.links.customer.as_str());
        if is_strange || currency.as_ref().is_some_and(is_other) {
            form.problem("links/customer_bank_account", Problem::Invalid);
        }
        currency.clone_from(&account.shown.currency);
        if let Some(mandate) = &mut request.mandate_request {
            mandate.currency.clone_from(&currency);
        }
    }
    let customer = customer.or_else(|| account.as_ref().map(|account| account.shown.links.customer.to_string()));
    let customer = match customer {
        Some(id) => {
            organisation.customer(&id).cloned().ok_or_else(|| Refusal::link_not_found(&envelope, "customer"))?
        }
        None => organisation.blank_customer(now),
    };
    request.links = links(organisation, &request);
    request.links.organisation = Some(organisation.id.clone());
    request.links.creditor = Some(creditor);
    request.links.customer = Some(customer.id.clone());
    Ok(BillingRequestRecord {
        request,
        customer,
        ip_address: None,
        account,
        currency,
        institution: None,
        is_confirmed: false,
        is_authorised: false,
        retry_if_possible: retry_if_possible.unwrap_or(false),
        subscription,
        instalments,
    })
}

fn read_account(organisation: &Organisation, id: Option<&str>, envelope: &str) -> Result<Option<Collected>, Refusal> {
    let Some(id) = id else { return Ok(None) };
    let account = organisation.customer_bank_accounts.get(id).cloned();
    let account = account.ok_or_else(|| Refusal::link_not_found(envelope, "customer_bank_account"))?;
    if !account.enabled {
        return Err(Refusal::state("bank_account_disabled", "Customer bank account is disabled"));
    }
    Ok(Some(Collected { shown: account, details: None }))
}

/// The ids of what it consists of.
fn links(organisation: &mut Organisation, request: &BillingRequest) -> BillingRequestLinks {
    let ids = &mut organisation.ids;
    BillingRequestLinks {
        customer_billing_detail: Some(ids.plain("CBD")),
        mandate_request: request.mandate_request.is_some().then(|| ids.plain("MRQ")),
        payment_request: request.payment_request.is_some().then(|| ids.plain("PRQ")),
        subscription_request: request.subscription_request.is_some().then(|| ids.plain("SBRQ")),
        instalment_schedule_request: request.instalment_schedule_request.is_some().then(|| ids.plain("ISRQ")),
        ..BillingRequestLinks::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_mandate_in_pounds_waits_for_what_is_recorded() {
        let sandbox = TestSandbox::new();
        let body = json!({"billing_requests": {"mandate_request": {"scheme": "bacs"}, "metadata": {"order": "42"}}});
        let answer = sandbox.post("/billing_requests", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let request = &answer.json["billing_requests"];
        let id = request["id"].as_str().unwrap();
        assert_eq!(answer.headers["location"], format!("/billing_requests/{id}"));
        assert_eq!((&request["status"], &request["metadata"]), (&json!("pending"), &json!({"order": "42"})));
        assert_eq!(request["mandate_request"]["currency"], "GBP");
        let rows: Vec<_> = request["actions"].as_array().unwrap().iter().collect();
        let row = |row: &Value| {
            json!([row["type"], row["required"], row["status"], row["requires_actions"], row["completes_actions"]])
        };
        assert_eq!(
            rows.iter().map(|it| row(it)).collect::<Value>(),
            json!([
                ["choose_currency", true, "completed", [], []],
                ["collect_customer_details", true, "pending", ["choose_currency"], []],
                ["collect_bank_account", true, "pending", [], ["choose_currency"]],
                ["confirm_payer_details", true, "pending", ["collect_customer_details", "collect_bank_account"], []],
                ["bank_authorisation", false, "pending", [], ["collect_bank_account"]],
            ])
        );
        assert_eq!(rows[0]["available_currencies"], json!(["GBP"]));
        let missing = json!({
            "customer": ["email", "given_name", "family_name"],
            "customer_billing_detail": ["address_line1", "city", "postal_code", "country_code"]
        });
        let needs = json!({"default_country_code": "GB", "incomplete_fields": missing});
        assert_eq!(rows[1]["collect_customer_details"], needs);
        assert_eq!(request["resources"]["customer"]["id"], request["links"]["customer"]);
        assert_eq!(request["resources"]["customer_bank_account"], json!(null));
        assert!(sandbox.customers().is_empty());
        let event = &sandbox.events()[0];
        assert_eq!(event.details.cause.as_deref(), Some("billing_request_created"));
        assert_eq!(event.links.get("billing_request"), Some(id));
        assert_eq!(sandbox.get(&format!("/billing_requests/{id}")).await.text, answer.text);
    }

    #[tokio::test]
    async fn a_payment_is_authorised_at_a_bank() {
        let sandbox = TestSandbox::new();
        for (asked, steps) in [
            (
                json!({"payment_request": {"amount": 1000}}),
                &[
                    "choose_currency",
                    "collect_customer_details",
                    "select_institution",
                    "confirm_payer_details",
                    "bank_authorisation",
                ][..],
            ),
            (
                json!({"payment_request": {"amount": 1000, "currency": "EUR"}, "mandate_request": {}}),
                &[
                    "choose_currency",
                    "collect_customer_details",
                    "select_institution",
                    "collect_bank_account",
                    "confirm_payer_details",
                    "bank_authorisation",
                ],
            ),
        ] {
            let answer = sandbox.post("/billing_requests", json!({ "billing_requests": asked })).await.json;
            let actions = answer["billing_requests"]["actions"].as_array().unwrap().clone();
            let required = actions.iter().filter(|it| it["required"] == true).map(|it| it["type"].as_str().unwrap());
            assert_eq!(required.collect::<Vec<_>>(), steps);
            let needs = json!({"authorisation_type": "payment", "adapter": "open_banking_gateway_pis"});
            assert_eq!(actions.last().unwrap()["bank_authorisation"], needs);
        }
    }

    #[tokio::test]
    async fn without_a_currency_it_is_chosen_first() {
        let sandbox = TestSandbox::new();
        let id = sandbox.billing_request(json!({"mandate_request": {}})).await;
        let early = sandbox.act(&id, "collect_customer_details", json!({})).await;
        let error = early.assert_refused(422, "invalid_state", "billing_request_action_required");
        assert_eq!(error.message, "choose_currency has to be completed first");
        sandbox.act(&id, "choose_currency", json!({"currency": "CHF"})).await.assert_invalid();
        let chosen = sandbox.act(&id, "choose_currency", json!({"currency": "SEK"})).await.json;
        assert_eq!(chosen["billing_requests"]["mandate_request"]["currency"], "SEK");
        assert_eq!(sandbox.act(&id, "collect_customer_details", json!({})).await.status, 200);
        assert_eq!(sandbox.told("billing_requests"), ["created", "choose_currency"]);
    }

    #[tokio::test]
    async fn a_customer_and_an_account_that_are_there_need_not_be_collected() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let account = sandbox.bank_account(&customer).await;
        let asked = json!({"mandate_request": {}, "links": {"customer_bank_account": account}});
        let id = sandbox.billing_request(asked).await;
        let request = sandbox.get(&format!("/billing_requests/{id}")).await.json["billing_requests"].clone();
        assert_eq!(
            (&request["links"]["customer"], &request["links"]["customer_bank_account"]),
            (&json!(customer), &json!(account))
        );
        let open = request["actions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["status"] == "pending" && it["required"] == true);
        let open: Vec<_> = open.map(|it| it["type"].as_str().unwrap()).collect();
        assert_eq!(open, ["collect_customer_details", "confirm_payer_details"]);
        let other = json!({"mandate_request": {"currency": "EUR"}, "links": {"customer_bank_account": account}});
        sandbox.post("/billing_requests", json!({ "billing_requests": other })).await.assert_invalid();
    }

    #[tokio::test]
    async fn each_wrong_field_is_pointed_at() {
        let sandbox = TestSandbox::new();
        for (asked, pointer, message) in [
            (json!({}), "mandate_request", "is required"),
            (json!({"mandate_request": 7}), "mandate_request", "must be an object"),
            (json!({"mandate_request": {"scheme": "pigeon"}}), "mandate_request/scheme", "is invalid"),
            (json!({"mandate_request": {"currency": "CHF"}}), "mandate_request/currency", "is invalid"),
            (
                json!({"mandate_request": {"currency": "EUR", "scheme": "bacs"}}),
                "mandate_request/scheme",
                "is not a scheme of the currency",
            ),
            (json!({"mandate_request": {"verify": "never"}}), "mandate_request/verify", "is invalid"),
            (json!({"payment_request": {}}), "payment_request/amount", "is required"),
            (json!({"payment_request": {"amount": 100, "currency": "SEK"}}), "payment_request/currency", "is invalid"),
            (
                json!({"payment_request": {"amount": 99_999_999}}),
                "payment_request/amount",
                "is greater than the permitted scheme maximum",
            ),
            (
                json!({"payment_request": {"amount": 100}, "mandate_request": {"currency": "EUR"}}),
                "payment_request/currency",
                "must be the currency of the mandate request",
            ),
            (json!({"mandate_request": {}, "purpose_code": "fun"}), "purpose_code", "is invalid"),
            (json!({"mandate_request": {}, "fallback_enabled": "yes"}), "fallback_enabled", "must be a boolean"),
        ] {
            let error = sandbox.post("/billing_requests", json!({ "billing_requests": asked })).await.assert_invalid();
            let first = &error.errors[0];
            let pointer = format!("/billing_requests/{pointer}");
            assert_eq!((first.request_pointer.as_deref(), first.message.as_str()), (Some(pointer.as_str()), message));
        }
        for link in ["creditor", "customer", "customer_bank_account"] {
            let asked = json!({"mandate_request": {}, "links": {link: "XX1"}});
            let answer = sandbox.post("/billing_requests", json!({ "billing_requests": asked })).await;
            answer.assert_refused(404, "invalid_api_usage", "link_not_found");
        }
        assert!(sandbox.events().is_empty());
    }
}
