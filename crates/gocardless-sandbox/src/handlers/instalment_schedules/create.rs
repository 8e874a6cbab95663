//! `POST /instalment_schedules`, and a path of its own for either shape of instalments.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use super::read_instalments::Shape;
use super::read_terms::read_terms;
use crate::authentication::Caller;
use crate::calendar::Calendar;
use crate::error::Refusal;
use crate::handlers::payments::{can_be_collected_from, check_currency};
use crate::idempotency::IdempotencyKey;
use crate::ledger::NewInstalmentSchedule;
use crate::parameters::{Document, Form};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::{Problem, check_reference};

/// Makes an instalment schedule of instalments in either shape.
pub(crate) async fn create_instalment_schedule(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let form = document.envelope(NAME)?;
    let shape = Shape::of(&form);
    create(&sandbox, &caller, &key, form, shape)
}

/// Makes an instalment schedule of a list of instalments.
pub(crate) async fn create_with_dates(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    create(&sandbox, &caller, &key, document.envelope(NAME)?, Shape::Dates)
}

/// Makes an instalment schedule of amounts at regular intervals.
pub(crate) async fn create_with_schedule(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    create(&sandbox, &caller, &key, document.envelope(NAME)?, Shape::Schedule)
}

/// Answers `pending`: the payments are made as soon as the answer is out, and whether each can be is checked then.
fn create(
    sandbox: &Sandbox,
    caller: &Caller,
    key: &IdempotencyKey,
    mut form: Form,
    shape: Shape,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(caller)?;
    organisation.made.check(caller, key)?;

    let terms = read_terms(&mut form, caller, "instalments", shape);
    let link = form.link("mandate");
    if link.is_none() {
        form.problem("links/mandate", Problem::Required);
    }
    let record = link.as_deref().and_then(|id| organisation.mandates.get(id));
    let mut dated = None;
    if let Some(record) = record {
        check_currency(&mut form, record, &terms.currency);
        if let Some(problem) = terms.payment_reference.as_deref().and_then(|it| check_reference(record.scheme(), it)) {
            form.problem("payment_reference", problem);
        }
        if let Some(instalments) = terms.instalments {
            dated = instalments.dated(record.next_charge_date(now), Calendar::of(record.scheme()));
            if dated.is_none() {
                form.problem("instalments", Problem::Invalid);
            }
        }
    }
    if record.is_some_and(|record| !can_be_collected_from(&record.mandate.status)) {
        return Err(Refusal::state("mandate_is_inactive", "Mandate is failed, cancelled or expired"));
    }
    form.check()?;
    let record = record.ok_or_else(|| Refusal::link_not_found(NAME, "mandate"))?;

    let new = NewInstalmentSchedule {
        mandate: record.mandate.id.clone(),
        name: terms.name,
        currency: terms.currency,
        total_amount: terms.total_amount,
        instalments: dated.ok_or_else(Refusal::internal)?,
        payment_reference: terms.payment_reference,
        retry_if_possible: terms.retry_if_possible,
        app_fee: terms.app_fee,
        metadata: terms.metadata,
    };
    let schedule = organisation.add_instalment_schedule(new, now).ok_or_else(Refusal::internal)?;
    organisation.made.remember(caller, key, schedule.id.as_str());
    Ok(reply::created(NAME, schedule.id.as_str(), &schedule))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{TestSandbox, api};

    #[tokio::test]
    async fn a_schedule_has_every_key_and_its_payments_a_moment_later() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let fields = json!({"metadata": {"order": "1"}, "payment_reference": "INV1", "retry_if_possible": true});
        let answer = sandbox.try_instalment_schedule(&mandate, fields).await;
        assert_eq!(answer.status, 201);
        let id = answer.json["instalment_schedules"]["id"].as_str().unwrap();
        assert_eq!(answer.headers["location"], format!("/instalment_schedules/{id}"));
        let customer = sandbox.mandates()[0].links.customer.clone();
        assert_eq!(
            answer.text,
            format!(
                "{{\"instalment_schedules\":{{\"id\":\"{id}\",\"name\":\"Invoice 1\",\"currency\":\"GBP\",\
                 \"total_amount\":2500,\"created_at\":\"2026-03-02T09:00:00.000Z\",\"status\":\"pending\",\
                 \"metadata\":{{\"order\":\"1\"}},\"payment_errors\":{{}},\"links\":{{\"mandate\":\"{mandate}\",\
                 \"customer\":\"{customer}\",\"payments\":[]}}}}}}"
            )
        );
        let schedule = &sandbox.get(&format!("/instalment_schedules/{id}")).await.json["instalment_schedules"];
        let payments = sandbox.payments();
        let ids: Vec<_> = payments.iter().map(|payment| payment.id.as_str()).collect();
        assert_eq!((&schedule["status"], &schedule["links"]["payments"]), (&json!("active"), &json!(ids)));
        let first = serde_json::to_value(&payments[0]).unwrap();
        assert_eq!(
            (&first["amount"], &first["charge_date"], &first["description"], &first["reference"]),
            (&json!(1500), &json!("2026-03-10"), &json!("Invoice 1"), &json!("INV1"))
        );
        assert_eq!((&first["links"]["instalment_schedule"], &first["retry_if_possible"]), (&json!(id), &json!(true)));
        let events: Vec<_> = sandbox.events().into_iter().skip(1).collect();
        let told: Vec<_> = events.iter().map(|it| (&*it.action, it.details.cause.as_deref().unwrap())).collect();
        assert_eq!(told, [("created", "instalment_schedule_created"); 3]);
        assert_eq!((&*events[0].resource_type, &*events[1].resource_type), ("instalment_schedules", "payments"));
    }

    #[tokio::test]
    async fn instalments_come_as_a_list_or_at_intervals_on_paths_of_their_own() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let list = json!([
            {"amount": 1000, "charge_date": null, "description": "Deposit"},
            {"amount": 1500, "charge_date": "2026-04-03"}
        ]);
        let monthly = json!({"amounts": [1000, 700, 800], "interval": 1, "interval_unit": "monthly"});
        let weekly = json!({
            "amounts": [1000, 1500], "interval": 2, "interval_unit": "weekly", "start_date": "2026-03-20"
        });
        for (path, instalments, expected) in [
            ("", &list, vec!["2026-03-06", "2026-04-07"]),
            ("/create_with_dates", &list, vec!["2026-03-06", "2026-04-07"]),
            ("", &monthly, vec!["2026-03-06", "2026-04-07", "2026-05-06"]),
            ("/create_with_schedule", &weekly, vec!["2026-03-20", "2026-04-07"]),
        ] {
            let before = sandbox.payments().len();
            let body = json!({"instalment_schedules": {
                "name": "N", "currency": "GBP", "total_amount": 2500, "instalments": instalments,
                "links": {"mandate": mandate}
            }});
            let answer = sandbox.post(&format!("/instalment_schedules{path}"), body).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            sandbox.get("/payments").await;
            let payments = sandbox.payments().into_iter().skip(before);
            assert_eq!(payments.filter_map(|payment| payment.charge_date).collect::<Vec<_>>(), expected, "{path}");
        }
        for (path, instalments, message) in [
            ("/create_with_dates", &monthly, "must be an array"),
            ("/create_with_schedule", &list, "must be an object"),
            ("/create_with_schedule", &json!(null), "is required"),
        ] {
            let body = json!({"instalment_schedules": {
                "name": "N", "currency": "GBP", "total_amount": 2500, "instalments": instalments,
                "links": {"mandate": mandate}
            }});
            let error = sandbox.post(&format!("/instalment_schedules{path}"), body).await.assert_invalid();
            assert_eq!(error.errors[0].message, message);
        }
    }

    #[tokio::test]
    async fn what_is_wrong_is_told_at_its_place() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let at = |unit: Value, interval: Value, amounts: Value| {
            let instalments = json!({"amounts": amounts, "interval": interval, "interval_unit": unit});
            json!({ "instalments": instalments })
        };
        for (fields, pointer, message) in [
            (json!({"name": null}), "name", "is required"),
            (json!({"name": "x".repeat(101)}), "name", "is too long (maximum is 100 characters)"),
            (json!({"currency": "EUR"}), "currency", "is not the currency of the mandate's scheme"),
            (json!({"total_amount": null}), "total_amount", "is required"),
            (json!({"total_amount": 2499}), "total_amount", "must be equal to the sum of the instalments' amounts"),
            (json!({"instalments": null}), "instalments", "is required"),
            (json!({"instalments": [], "total_amount": 0}), "instalments", "is required"),
            (json!({"instalments": "x"}), "instalments", "must be an array"),
            (json!({"instalments": [{"amount": 2500}, 7]}), "instalments/1", "must be an object"),
            (
                json!({"instalments": [{"amount": 2500, "charge_date": "soon"}]}),
                "instalments/0/charge_date",
                "must be a date (YYYY-MM-DD)",
            ),
            (
                json!({"instalments": [{"amount": 2500}, {"amount": -1}]}),
                "instalments/1/amount",
                "must be greater than 0",
            ),
            (at(json!("daily"), json!(1), json!([2500])), "instalments/interval_unit", "is invalid"),
            (at(json!("weekly"), json!(null), json!([2500])), "instalments/interval", "is required"),
            (at(json!("weekly"), json!(1), json!(null)), "instalments/amounts", "is required"),
            (at(json!("weekly"), json!(1), json!([2500, "1"])), "instalments/amounts/1", "must be a number"),
            (
                json!({"payment_reference": "x".repeat(11)}),
                "payment_reference",
                "is too long (maximum is 10 characters)",
            ),
            (json!({"app_fee": 1}), "app_fee", "can be given by partner apps only"),
            (json!({"links": {}}), "links/mandate", "is required"),
        ] {
            let error = sandbox.try_instalment_schedule(&mandate, fields.clone()).await.assert_invalid();
            assert_eq!(error.errors.len(), 1, "{fields}: {:?}", error.errors);
            let told = (error.errors[0].request_pointer.clone().unwrap(), error.errors[0].message.as_str());
            assert_eq!(told, (format!("/instalment_schedules/{pointer}"), message), "{fields}");
        }
        let answer = sandbox.try_instalment_schedule("MD123", json!({})).await;
        answer.assert_refused(404, "invalid_api_usage", "link_not_found");
        sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), Value::Null).await;
        let answer = sandbox.try_instalment_schedule(&mandate, json!({})).await;
        answer.assert_refused(422, "invalid_state", "mandate_is_inactive");
        assert!(sandbox.instalment_schedules().is_empty());
    }

    #[tokio::test]
    async fn payments_that_cannot_be_made_let_the_creation_fail() {
        let sandbox = TestSandbox::new();
        let instalments = json!([
            {"amount": 1500, "charge_date": "2026-03-10"}, {"amount": 50, "charge_date": "2026-03-03"},
            {"amount": 950, "charge_date": "2026-03-05"}
        ]);
        let mandate = sandbox.mandate().await;
        let id = sandbox.instalment_schedule(&mandate, json!({ "instalments": instalments })).await;
        let schedule = &sandbox.get(&format!("/instalment_schedules/{id}")).await.json["instalment_schedules"];
        let early = json!({
            "field": "charge_date", "message": "must be on or after mandate's next_possible_customer_charge_date"
        });
        let small = json!({"field": "amount", "message": "is less than the permitted scheme minimum"});
        assert_eq!(schedule["payment_errors"], json!({"1": [small, early], "2": [early]}));
        assert_eq!((&schedule["status"], &schedule["links"]["payments"]), (&json!("creation_failed"), &json!([])));
        assert!(sandbox.payments().is_empty());
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.action, event.details.origin.as_deref()), ("creation_failed", Some("api")));
    }

    #[tokio::test]
    async fn a_key_makes_one_schedule() {
        let sandbox = TestSandbox::new();
        let body = json!({"instalment_schedules": {
            "name": "N", "currency": "GBP", "total_amount": 2500, "instalments": [{"amount": 2500}],
            "links": {"mandate": sandbox.mandate().await}
        }});
        let create = || {
            let request = api("POST", "/instalment_schedules/create_with_dates").header("idempotency-key", "1");
            request.body(body.to_string().into()).unwrap()
        };
        let first = sandbox.send(create()).await;
        let error = sandbox.send(create()).await.assert_refused(409, "invalid_state", "idempotent_creation_conflict");
        assert_eq!(error.link("conflicting_resource_id"), first.json["instalment_schedules"]["id"].as_str());
    }
}
