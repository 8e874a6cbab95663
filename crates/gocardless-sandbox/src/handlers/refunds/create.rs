//! `POST /refunds`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gocardless_api::{CreditorId, Metadata, PaymentStatus, RefundLinks};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{MandateRecord, NewRefund, Organisation, PaymentRecord};
use crate::parameters::{Document, Form};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::{Problem, check_reference};

/// How many refunds a payment can have: the sandbox's own number.
const MOST_REFUNDS: usize = 5;

/// Sends money of a payment, or of a mandate's payments, back to the payer.
pub(crate) async fn create_refund(
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
    let amount = form.required_number("amount");
    if amount == 0 && form.is_number("amount") {
        form.problem("amount", Problem::Other("must be greater than 0".into()));
    }
    let reference = form.text("reference");
    let (payment, mandate) = (form.link("payment"), form.link("mandate"));
    match (&payment, &mandate) {
        (None, None) => form.problem("links/payment", Problem::Required),
        (Some(_), Some(_)) => {
            form.problem("links/mandate", Problem::Other("cannot be given together with `payment`".into()));
        }
        _ => {}
    }
    let total = payment.is_some().then(|| form.required_number("total_amount_confirmation"));
    form.check()?;

    let of_payment = payment.as_deref().map(|id| organisation.payments.get(id));
    let of_payment = of_payment.map(|it| it.ok_or_else(|| Refusal::link_not_found(NAME, "payment"))).transpose()?;
    let mandate = of_payment.map_or(mandate.as_deref(), |record| Some(record.payment.links.mandate.as_str()));
    let mandate = mandate.and_then(|id| organisation.mandates.get(id));
    let mandate = mandate.ok_or_else(|| Refusal::link_not_found(NAME, "mandate"))?;
    if let Some(problem) = reference.as_deref().and_then(|it| check_reference(mandate.scheme(), it)) {
        form.problem("reference", problem);
    }
    check_permission(organisation, &mandate.mandate.links.creditor)?;
    let currency = match of_payment {
        Some(record) => record.payment.currency.clone(),
        None => currency_of(organisation, mandate),
    };
    if let (Some(record), Some(total)) = (of_payment, total) {
        check_payment(&mut form, organisation, record, amount, total)?;
    }
    form.check()?;
    check_reachable(organisation, mandate)?;
    if amount > organisation.refundable(&mandate.mandate.links.creditor, &currency) {
        let message = "The creditor has not collected enough for this refund";
        return Err(Refusal::state("available_refund_amount_insufficient", message));
    }

    let links = match of_payment {
        Some(record) => RefundLinks { payment: Some(record.payment.id.clone()), mandate: None },
        None => RefundLinks { payment: None, mandate: Some(mandate.mandate.id.clone()) },
    };
    let mandate = mandate.mandate.id.clone();
    let new = NewRefund { amount, currency, reference, metadata, links, mandate };
    let refund = organisation.add_refund(new, now).ok_or_else(Refusal::internal)?;
    organisation.made.remember(&caller, &key, refund.id.as_str());
    Ok(reply::created(NAME, refund.id.as_str(), &refund))
}

fn check_permission(organisation: &Organisation, creditor: &CreditorId) -> Result<(), Refusal> {
    match organisation.creditors.get(creditor.as_str()) {
        Some(record) if record.can_create_refunds => Ok(()),
        _ => {
            let message = "Refunds are not enabled for this creditor (can_create_refunds)";
            Err(Refusal::usage(StatusCode::FORBIDDEN, "feature_disabled", message))
        }
    }
}

/// Source: API reference, "Create a refund".
fn check_payment(
    form: &mut Form,
    organisation: &Organisation,
    record: &PaymentRecord,
    amount: u64,
    total: u64,
) -> Result<(), Refusal> {
    let payment = &record.payment;
    if !matches!(payment.status, PaymentStatus::Confirmed | PaymentStatus::PaidOut) {
        let message = "Only a payment that is confirmed or paid out can be refunded";
        return Err(Refusal::state("refund_payment_invalid_state", message));
    }
    let (count, refunded) = organisation.refunds_of(payment.id.as_str());
    if count >= MOST_REFUNDS {
        let message = "The payment has as many refunds as it can have";
        return Err(Refusal::state("number_of_refunds_exceeded", message));
    }
    let sum = refunded.saturating_add(amount);
    if total != sum {
        let message = "total_amount_confirmation is not the sum of the payment's refunds and this one";
        return Err(Refusal::state("total_amount_confirmation_invalid", message));
    }
    if sum > payment.amount {
        form.problem("amount", Problem::Other("is more than what is left of the payment".into()));
    }
    Ok(())
}

/// Money cannot go back to an account that is gone.
fn check_reachable(organisation: &Organisation, mandate: &MandateRecord) -> Result<(), Refusal> {
    let links = &mandate.mandate.links;
    let is_there = organisation.customer(links.customer.as_str()).is_some();
    if is_there && organisation.is_enabled(&links.customer_bank_account) {
        return Ok(());
    }
    Err(Refusal::state("refund_is_unreachable", "The payer's bank account cannot be reached any more"))
}

/// The currency of the mandate's account.
fn currency_of(organisation: &Organisation, mandate: &MandateRecord) -> String {
    let account = organisation.customer_bank_accounts.get(mandate.mandate.links.customer_bank_account.as_str());
    account.and_then(|account| account.currency.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn body(fields: &Value) -> Value {
        json!({ "refunds": fields })
    }

    #[tokio::test]
    async fn a_refund_has_every_key_and_the_payment_shows_it() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.paid_out_payment().await;
        let refund = json!({
            "amount": 400, "total_amount_confirmation": 400, "reference": "SORRY", "metadata": {"why": "damp"},
            "links": {"payment": payment}
        });
        let answer = sandbox.post("/refunds", body(&refund)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let id = &answer.json["refunds"]["id"];
        assert_eq!(answer.headers["location"], format!("/refunds/{}", id.as_str().unwrap()));
        assert_eq!(
            answer.json["refunds"],
            json!({
                "id": id, "created_at": "2026-03-02T09:00:00.000Z", "amount": 400, "currency": "GBP",
                "reference": "SORRY", "status": "pending_submission", "metadata": {"why": "damp"},
                "fx": {"fx_currency": null, "fx_amount": null, "exchange_rate": null, "estimated_exchange_rate": null},
                "links": {"payment": payment}
            })
        );
        assert_eq!(sandbox.payments()[0].amount_refunded, 400);
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.resource_type, &*event.action), ("refunds", "created"));
        assert_eq!((event.details.cause.as_deref(), event.links.get("refund")), (Some("refund_created"), id.as_str()));
        assert_eq!(event.resource_metadata["why"], "damp");
    }

    #[tokio::test]
    async fn what_is_wrong_is_told_at_its_place() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.paid_out_payment().await;
        let links = json!({"payment": payment});
        for (refund, pointer) in [
            (json!({"total_amount_confirmation": 1, "links": links}), "/refunds/amount"),
            (json!({"amount": 0, "total_amount_confirmation": 0, "links": links}), "/refunds/amount"),
            (json!({"amount": 1001, "total_amount_confirmation": 1001, "links": links}), "/refunds/amount"),
            (json!({"amount": 100, "links": links}), "/refunds/total_amount_confirmation"),
            (json!({"amount": 100}), "/refunds/links/payment"),
            (
                json!({"amount": 100, "total_amount_confirmation": 100, "reference": "FAR TOO LONG", "links": links}),
                "/refunds/reference",
            ),
            (
                json!({"amount": 100, "total_amount_confirmation": 100, "links": {"payment": payment, "mandate": "M"}}),
                "/refunds/links/mandate",
            ),
        ] {
            let error = sandbox.post("/refunds", body(&refund)).await.assert_invalid();
            assert_eq!(error.errors[0].request_pointer.as_deref(), Some(pointer), "{refund}");
        }
        for links in [json!({"payment": "PM1"}), json!({"mandate": "MD1"})] {
            let refund = json!({"amount": 100, "total_amount_confirmation": 100, "links": links});
            let answer = sandbox.post("/refunds", body(&refund)).await;
            answer.assert_refused(404, "invalid_api_usage", "link_not_found");
        }
        assert!(sandbox.refunds().is_empty());
    }

    #[tokio::test]
    async fn a_payment_is_refunded_in_parts_that_are_confirmed_and_not_too_many() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.paid_out_payment().await;
        for number in 1..=5 {
            assert_eq!(sandbox.try_refund(&payment, 100).await.status == 201, number == 1);
            let part = json!({
                "amount": 100, "total_amount_confirmation": 100 * (number + 1), "links": {"payment": payment}
            });
            let answer = sandbox.post("/refunds", body(&part)).await;
            assert_eq!(answer.status == 201, number < 5, "{}", answer.text);
        }
        let answer = sandbox.try_refund(&payment, 100).await;
        answer.assert_refused(422, "invalid_state", "number_of_refunds_exceeded");
        let other = sandbox.paid_out_payment().await;
        sandbox.try_refund(&other, 100).await;
        let answer = sandbox.try_refund(&other, 100).await;
        answer.assert_refused(422, "invalid_state", "total_amount_confirmation_invalid");
    }

    #[tokio::test]
    async fn only_money_that_is_there_goes_back_to_where_it_came_from() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.active_mandate().await;
        let payment = sandbox.payment(&mandate, json!({})).await;
        let answer = sandbox.try_refund(&payment, 100).await;
        answer.assert_refused(422, "invalid_state", "refund_payment_invalid_state");
        let of_mandate = |amount| body(&json!({"amount": amount, "links": {"mandate": mandate}}));
        let answer = sandbox.post("/refunds", of_mandate(100)).await;
        answer.assert_refused(422, "invalid_state", "available_refund_amount_insufficient");
        sandbox.simulate("payment_confirmed", &payment).await;
        assert_eq!(
            sandbox.post("/refunds", of_mandate(900)).await.json["refunds"]["links"],
            json!({"mandate": mandate})
        );
        let answer = sandbox.try_refund(&payment, 200).await;
        answer.assert_refused(422, "invalid_state", "available_refund_amount_insufficient");
        let account = sandbox.mandates()[0].links.customer_bank_account.clone();
        sandbox.post(&format!("/customer_bank_accounts/{account}/actions/disable"), json!(null)).await;
        let answer = sandbox.try_refund(&payment, 100).await;
        answer.assert_refused(422, "invalid_state", "refund_is_unreachable");
    }

    #[tokio::test]
    async fn a_creditor_without_permission_makes_none() {
        let sandbox = TestSandbox::new();
        let second = json!({"creditors": {"name": "Second", "country_code": "GB", "creditor_type": "company"}});
        let second = sandbox.post("/creditors", second).await.json["creditors"].clone();
        assert_eq!(second["can_create_refunds"], false);
        let customer = sandbox.customer("Hut Ltd").await;
        let account = sandbox.bank_account(&customer).await;
        let links = json!({"customer_bank_account": account, "creditor": second["id"]});
        let mandate =
            sandbox.post("/mandates", json!({"mandates": {"links": links}})).await.json["mandates"]["id"].clone();
        let refund = body(&json!({"amount": 100, "links": {"mandate": mandate}}));
        sandbox.post("/refunds", refund).await.assert_refused(403, "invalid_api_usage", "feature_disabled");
    }

    #[tokio::test]
    async fn a_refund_goes_out_arrives_and_is_settled_as_the_clock_moves() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.paid_out_payment().await;
        sandbox.try_refund(&payment, 400).await;
        for (hours, status) in [(7, "submitted"), (17, "paid"), (24, "paid")] {
            sandbox.advance(Duration::from_hours(hours));
            assert_eq!(sandbox.refunds()[0].status.as_str(), status);
        }
        let told = || -> Vec<_> {
            let events = sandbox.events().into_iter().filter(|event| event.resource_type == "refunds");
            events.map(|event| event.action.into_owned()).collect()
        };
        assert_eq!(told(), ["created", "paid"]);
        // It is held back from the next payout.
        sandbox.paid_out_payment().await;
        sandbox.advance(Duration::from_hours(24));
        assert_eq!(told(), ["created", "paid", "refund_settled"]);
        assert_eq!(sandbox.payouts().last().unwrap().amount, 600);
    }

    #[tokio::test]
    async fn what_has_not_gone_out_stays_when_the_payment_is_lost() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.paid_out_payment().await;
        sandbox.try_refund(&payment, 400).await;
        sandbox.simulate("payment_late_failure", &payment).await;
        assert_eq!(sandbox.refunds()[0].status.as_str(), "cancelled");
        assert_eq!(sandbox.payments()[0].amount_refunded, 0);
        sandbox.advance(Duration::from_hours(24 * 7));
        assert_eq!(sandbox.refunds()[0].status.as_str(), "cancelled");
    }

    #[tokio::test]
    async fn a_key_makes_one_refund() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.paid_out_payment().await;
        let refund = json!({"amount": 1, "total_amount_confirmation": 1, "links": {"payment": payment}});
        let request = || {
            let request = crate::testing::api("POST", "/refunds").header("idempotency-key", "1");
            request.body(body(&refund).to_string().into()).unwrap()
        };
        let first = sandbox.send(request()).await.json["refunds"]["id"].clone();
        let error = sandbox.send(request()).await.assert_refused(409, "invalid_state", "idempotent_creation_conflict");
        assert_eq!(error.link("conflicting_resource_id"), first.as_str());
    }

    #[tokio::test]
    async fn a_refund_that_comes_back_is_credited_once_the_creditor_can_be_paid_out() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.paid_out_payment().await;
        sandbox.try_refund(&payment, 400).await;
        let refund = sandbox.refunds()[0].id.to_string();
        assert_eq!(sandbox.simulate("refund_settled", &refund).await.status, 200);
        sandbox.advance(Duration::from_hours(24));
        let creditor = sandbox.get("/creditors").await.json["creditors"][0].clone();
        let account = creditor["links"]["default_gbp_payout_account"].as_str().unwrap();
        let path = format!("/creditor_bank_accounts/{account}/actions/disable");
        assert_eq!(sandbox.post(&path, json!(null)).await.status, 200);
        assert_eq!(sandbox.simulate("refund_bounced", &refund).await.status, 200);
        sandbox.advance(Duration::from_hours(48));
        assert_eq!(sandbox.refunds()[0].status.as_str(), "funds_returned");
        let balance = sandbox.get(&format!("/balances?creditor={}", creditor["id"].as_str().unwrap())).await.json;
        assert_eq!(balance["balances"][0]["amount"], 400, "{balance}");

        let before = sandbox.payouts().len();
        let account = json!({
            "account_holder_name": "Northwind", "country_code": "GB", "branch_code": "200000",
            "account_number": "55779911", "set_as_default_payout_account": true, "links": {"creditor": creditor["id"]}
        });
        let answer = sandbox.post("/creditor_bank_accounts", json!({ "creditor_bank_accounts": account })).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let payouts = sandbox.payouts();
        let [payout] = &payouts[before..] else { panic!("{payouts:?}") };
        assert_eq!(payout.amount, 400);
        let items = sandbox.get(&format!("/payout_items?payout={}", payout.id)).await.json["payout_items"].clone();
        assert_eq!((&items[0]["type"], &items[0]["amount"]), (&json!("refund_funds_returned"), &json!("400.0")));
        let balance = sandbox.get(&format!("/balances?creditor={}", creditor["id"].as_str().unwrap())).await.json;
        assert_eq!(balance["balances"][0]["amount"], 0, "{balance}");
    }
}
