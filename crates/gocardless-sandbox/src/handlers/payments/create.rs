//! `POST /payments`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{MandateStatus, Metadata, Scheme};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{MandateRecord, NewPayment, Organisation, PaymentProblems};
use crate::parameters::{Document, Form};
use crate::sandbox::Sandbox;
use crate::validation::{Problem, check_reference};
use crate::{reply, schemes};

/// Makes a payment on a mandate that can be collected from, now or later.
pub(crate) async fn create_payment(
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
    let currency = form.required_text("currency");
    let wanted = form.date("charge_date");
    let description = form.text("description");
    let reference = form.text("reference");
    let retry_if_possible = form.flag("retry_if_possible").unwrap_or(false);
    let faster_ach = form.flag("faster_ach");
    let app_fee = form.app_fee(&caller, amount);
    if form.text("psu_interaction_type").is_some_and(|it| !["in_session", "off_session"].contains(&it.as_str())) {
        form.problem("psu_interaction_type", Problem::Invalid);
    }
    let link = form.link("mandate");
    if link.is_none() {
        form.problem("links/mandate", Problem::Required);
    }
    let record = link.as_deref().and_then(|id| organisation.mandates.get(id));
    let mut charge_date = None;
    if let Some(record) = record {
        check_currency(&mut form, record, &currency);
        if let Some(reference) = &reference {
            check_reference_on(&mut form, organisation, record.scheme(), reference);
        }
        match organisation.check_payment(record, amount, wanted, now) {
            Ok(date) => charge_date = Some(date),
            Err(problems) => tell_problems(&mut form, problems, "charge_date"),
        }
    }
    let inactive = record.is_some_and(|record| !can_be_collected_from(&record.mandate.status));
    if inactive {
        return Err(Refusal::state("mandate_is_inactive", "Mandate is failed, cancelled or expired"));
    }
    form.check()?;
    let (Some(record), Some(charge_date)) = (record, charge_date) else {
        return Err(Refusal::link_not_found(NAME, "mandate"));
    };

    let new = NewPayment {
        mandate: record.mandate.id.clone(),
        amount,
        charge_date,
        currency,
        description,
        reference,
        retry_if_possible,
        app_fee,
        faster_ach: faster_ach.filter(|_| *record.scheme() == Scheme::Ach),
        metadata,
    };
    let payment = organisation.add_payment(new, now).ok_or_else(Refusal::internal)?;
    organisation.made.remember(&caller, &key, payment.id.as_str());
    Ok(reply::created(NAME, payment.id.as_str(), &payment))
}

/// Source: API reference, "Payments", `links.mandate`.
pub(crate) fn can_be_collected_from(status: &MandateStatus) -> bool {
    matches!(
        status,
        MandateStatus::Active
            | MandateStatus::PendingCustomerApproval
            | MandateStatus::PendingSubmission
            | MandateStatus::Submitted
    )
}

/// Tells what is wrong with a payment, with its date under another name where it has one.
pub(crate) fn tell_problems(form: &mut Form, problems: PaymentProblems, date: &str) {
    for (field, problem) in problems {
        // A missing amount is told already.
        if field != "amount" || form.is_number("amount") {
            form.problem(if field == "charge_date" { date } else { field }, problem);
        }
    }
}

pub(crate) fn check_currency(form: &mut Form, record: &MandateRecord, currency: &str) {
    let scheme = record.scheme();
    let is_of_scheme = schemes::of_currency(currency).is_some_and(|it| it.as_str() == scheme.as_str());
    if !currency.is_empty() && !is_of_scheme {
        form.problem("currency", Problem::Other("is not the currency of the mandate's scheme".into()));
    }
}

/// A reference in BECS is unique per merchant. Source: API reference, "Payments", `reference`.
fn check_reference_on(form: &mut Form, organisation: &Organisation, scheme: &Scheme, reference: &str) {
    let is_taken = || {
        organisation.payments.oldest_first().any(|record| {
            record.payment.scheme == Some(Scheme::Becs) && record.payment.reference.as_deref() == Some(reference)
        })
    };
    if let Some(problem) = check_reference(scheme, reference) {
        form.problem("reference", problem);
    } else if *scheme == Scheme::Becs && is_taken() {
        form.problem("reference", Problem::Other("must be unique".into()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{TestSandbox, api};

    #[tokio::test]
    async fn a_payment_has_every_key_in_the_recorded_order() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let answer = sandbox.try_payment(&mandate, json!({"reference": "WINEBOX001"})).await;
        assert_eq!(answer.status, 201);
        let payment = &answer.json["payments"];
        let [id, creditor] = [&payment["id"], &payment["links"]["creditor"]];
        assert_eq!(answer.headers["location"], format!("/payments/{}", id.as_str().unwrap()));
        assert_eq!(
            answer.text,
            format!(
                "{{\"payments\":{{\"id\":{id},\"created_at\":\"2026-03-02T09:00:00.000Z\",\
                 \"charge_date\":\"2026-03-06\",\"amount\":1000,\"description\":null,\"currency\":\"GBP\",\
                 \"status\":\"pending_submission\",\"amount_refunded\":0,\"reference\":\"WINEBOX001\",\
                 \"metadata\":{{}},\"fx\":{{\"fx_currency\":null,\"fx_amount\":null,\"exchange_rate\":null,\
                 \"estimated_exchange_rate\":null}},\"links\":{{\"mandate\":\"{mandate}\",\"creditor\":{creditor}}},\
                 \"retry_if_possible\":false,\"scheme\":\"bacs\",\"faster_ach\":null}}}}"
            )
        );
    }

    #[tokio::test]
    async fn what_is_wrong_is_told_at_its_place() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        for (fields, pointer, message) in [
            (json!({"amount": "1000"}), "/payments/amount", "must be a number"),
            (json!({"amount": 10.5}), "/payments/amount", "must be a whole number"),
            (json!({"amount": -1}), "/payments/amount", "must be greater than 0"),
            (json!({"amount": 0}), "/payments/amount", "must be greater than 0"),
            (json!({"amount": null}), "/payments/amount", "is required"),
            (json!({"amount": 500_001}), "/payments/amount", "is greater than the permitted scheme maximum"),
            (json!({"amount": 99}), "/payments/amount", "is less than the permitted scheme minimum"),
            (json!({"currency": null}), "/payments/currency", "is required"),
            (json!({"currency": "EUR"}), "/payments/currency", "is not the currency of the mandate's scheme"),
            (json!({"charge_date": "soon"}), "/payments/charge_date", "must be a date (YYYY-MM-DD)"),
            (
                json!({"charge_date": "2026-03-05"}),
                "/payments/charge_date",
                "must be on or after mandate's next_possible_customer_charge_date",
            ),
            (json!({"reference": "WINEBOX0001"}), "/payments/reference", "is too long (maximum is 10 characters)"),
            (json!({"retry_if_possible": "yes"}), "/payments/retry_if_possible", "must be a boolean"),
            (json!({"app_fee": 10}), "/payments/app_fee", "can be given by partner apps only"),
            (json!({"links": {}}), "/payments/links/mandate", "is required"),
        ] {
            let error = sandbox.try_payment(&mandate, fields.clone()).await.assert_invalid();
            assert_eq!(error.errors.len(), 1, "{fields}: {:?}", error.errors);
            let told = (error.errors[0].request_pointer.as_deref(), error.errors[0].message.as_str());
            assert_eq!(told, (Some(pointer), message), "{fields}");
        }
        let error = sandbox.try_payment(&mandate, json!({"amount": 500_001})).await.assert_invalid();
        assert_eq!(error.errors[0].metadata["maximum_amount"], 500_000);
        let answer = sandbox.try_payment("MD123", json!({})).await;
        answer.assert_refused(404, "invalid_api_usage", "link_not_found");
        assert!(sandbox.payments().is_empty());
    }

    #[tokio::test]
    async fn a_partners_app_may_take_a_fee_of_it() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let granted = sandbox.connect_northwind("read_write").await;
        let token = granted["access_token"].as_str().unwrap();
        let create = |fee: Value| {
            let body = json!({"payments": {
                "amount": 1000, "currency": "GBP", "app_fee": fee, "links": {"mandate": mandate}
            }});
            sandbox.post_as(token, "/payments", body)
        };
        let made = create(json!(50)).await.json;
        assert_eq!(made["payments"]["app_fee"], 50);
        let read = sandbox.get(&format!("/payments/{}", made["payments"]["id"].as_str().unwrap())).await;
        assert_eq!(read.json["payments"]["app_fee"], 50);
        assert!(create(json!(null)).await.json["payments"].get("app_fee").is_none());
        for (fee, message) in [
            (json!(1001), "cannot be more than the amount"),
            (json!(-1), "must be greater than 0"),
            (json!("50"), "must be a number"),
        ] {
            let error = create(fee).await.assert_invalid();
            assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/payments/app_fee"));
            assert_eq!(error.errors[0].message, message);
        }
    }

    #[tokio::test]
    async fn a_charge_date_on_a_bank_holiday_rolls_forward() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let answer = sandbox.try_payment(&mandate, json!({"charge_date": "2026-04-03"})).await;
        assert_eq!(answer.json["payments"]["charge_date"], "2026-04-07");
    }

    #[tokio::test]
    async fn a_mandate_that_stands_is_charged_a_day_earlier_than_a_new_one() {
        let sandbox = TestSandbox::new();
        for (mandate, charge_date) in
            [(sandbox.mandate().await, "2026-03-06"), (sandbox.active_mandate().await, "2026-03-05")]
        {
            let answer = sandbox.try_payment(&mandate, json!({})).await;
            assert_eq!(answer.json["payments"]["charge_date"], charge_date);
        }
    }

    #[tokio::test]
    async fn a_reference_in_becs_is_used_once() {
        let sandbox = TestSandbox::new();
        let numbers = json!({"country_code": "AU", "branch_code": "123-456", "account_number": "123456789"});
        let mandate = sandbox.mandate_on(numbers).await;
        let fields = json!({"currency": "AUD", "reference": "WINEBOX001"});
        assert_eq!(sandbox.try_payment(&mandate, fields.clone()).await.status, 201);
        let error = sandbox.try_payment(&mandate, fields).await.assert_invalid();
        assert_eq!(error.errors[0].message, "must be unique");
    }

    #[tokio::test]
    async fn a_mandate_that_is_over_is_inactive() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), Value::Null).await;
        let error = sandbox.try_payment(&mandate, json!({})).await;
        let error = error.assert_refused(422, "invalid_state", "mandate_is_inactive");
        assert_eq!(error.message, "Mandate is failed, cancelled or expired");
    }

    #[tokio::test]
    async fn a_key_makes_one_payment() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let body = json!({"payments": {"amount": 1000, "currency": "GBP", "links": {"mandate": mandate}}});
        let create = || api("POST", "/payments").header("idempotency-key", "1").body(body.to_string().into()).unwrap();
        let first = sandbox.send(create()).await;
        let error = sandbox.send(create()).await.assert_refused(409, "invalid_state", "idempotent_creation_conflict");
        assert_eq!(error.link("conflicting_resource_id"), first.json["payments"]["id"].as_str());
    }
}
