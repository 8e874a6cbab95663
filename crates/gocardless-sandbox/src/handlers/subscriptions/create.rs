//! `POST /subscriptions`.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;

use super::NAME;
use super::read_terms::read_terms;
use crate::authentication::Caller;
use crate::calendar::Calendar;
use crate::error::Refusal;
use crate::handlers::payments::{can_be_collected_from, check_currency, tell_problems};
use crate::idempotency::IdempotencyKey;
use crate::ledger::NewSubscription;
use crate::parameters::{Document, Form};
use crate::recurrence::Recurrence;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::{Problem, check_reference};

/// Makes a subscription on a mandate that can be collected from; it is active, and its payments follow by themselves.
pub(crate) async fn create_subscription(
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
    let terms = read_terms(&mut form, &caller);
    let (amount, wanted) = (terms.amount, terms.start_date);
    let end_date = form.date("end_date");
    let link = form.link("mandate");
    if link.is_none() {
        form.problem("links/mandate", Problem::Required);
    }
    let record = link.as_deref().and_then(|id| organisation.mandates.get(id));
    let mut recurrence = None;
    if let Some(record) = record {
        check_currency(&mut form, record, &terms.currency);
        if let Err(problems) = organisation.check_payment(record, amount, wanted, now) {
            tell_problems(&mut form, problems, "start_date");
        }
        if let Some(problem) = terms.payment_reference.as_deref().and_then(|it| check_reference(record.scheme(), it)) {
            form.problem("payment_reference", problem);
        }
        let start = wanted.unwrap_or_else(|| record.next_charge_date(now));
        recurrence = terms.rule.map(|rule| Recurrence::from(rule, start, Calendar::of(record.scheme())));
        if let Some(recurrence) = &recurrence {
            check_end_date(&mut form, recurrence, end_date);
        }
    }
    if record.is_some_and(|record| !can_be_collected_from(&record.mandate.status)) {
        return Err(Refusal::state("mandate_is_inactive", "Mandate is failed, cancelled or expired"));
    }
    form.check()?;
    let record = record.ok_or_else(|| Refusal::link_not_found(NAME, "mandate"))?;
    let recurrence = recurrence.ok_or_else(Refusal::internal)?;

    let new = NewSubscription {
        mandate: record.mandate.id.clone(),
        amount,
        currency: terms.currency,
        start_date: wanted.or_else(|| recurrence.charge_date(0)).ok_or_else(Refusal::internal)?,
        recurrence,
        end_date,
        count: terms.count,
        name: terms.name,
        payment_reference: terms.payment_reference,
        retry_if_possible: terms.retry_if_possible,
        app_fee: terms.app_fee,
        metadata: terms.metadata,
    };
    let subscription = organisation.add_subscription(new, now).ok_or_else(Refusal::internal)?;
    organisation.made.remember(&caller, &key, subscription.id.as_str());
    Ok(reply::created(NAME, subscription.id.as_str(), &subscription))
}

/// There has to be a charge before the end.
fn check_end_date(form: &mut Form, recurrence: &Recurrence, end_date: Option<Date>) {
    match (recurrence.charge_date(0), end_date) {
        (None, _) => form.problem("start_date", Problem::Invalid),
        (Some(first), Some(end)) if end <= first => {
            form.problem("end_date", Problem::Other("must be after the first charge date".into()));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{TestSandbox, api};

    #[tokio::test]
    async fn a_subscription_has_every_key_and_its_next_payments() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let fields = json!({
            "name": "Monthly Magazine", "day_of_month": -1, "count": 3, "payment_reference": "GOLDPLAN",
            "metadata": {"order": "1"}
        });
        let answer = sandbox.try_subscription(&mandate, fields).await;
        assert_eq!(answer.status, 201);
        let id = answer.json["subscriptions"]["id"].as_str().unwrap();
        assert!(id.starts_with("SB"));
        assert_eq!(answer.headers["location"], format!("/subscriptions/{id}"));
        let payment = |date: &str| format!("{{\"charge_date\":\"{date}\",\"amount\":1000}}");
        assert_eq!(
            answer.text,
            format!(
                "{{\"subscriptions\":{{\"id\":\"{id}\",\"created_at\":\"2026-03-02T09:00:00.000Z\",\"amount\":1000,\
                 \"currency\":\"GBP\",\"status\":\"active\",\"name\":\"Monthly Magazine\",\
                 \"start_date\":\"2026-03-31\",\"end_date\":\"2026-05-29\",\"interval\":1,\
                 \"interval_unit\":\"monthly\",\"day_of_month\":-1,\"month\":null,\"count\":3,\
                 \"payment_reference\":\"GOLDPLAN\",\"upcoming_payments\":[{},{},{}],\"app_fee\":null,\
                 \"retry_if_possible\":false,\"earliest_charge_date_after_resume\":null,\
                 \"parent_plan_paused\":false,\"metadata\":{{\"order\":\"1\"}},\
                 \"links\":{{\"mandate\":\"{mandate}\"}}}}}}",
                payment("2026-03-31"),
                payment("2026-04-30"),
                payment("2026-05-29")
            )
        );
    }

    #[tokio::test]
    async fn it_starts_as_soon_as_can_be_or_on_the_first_day_of_the_rule() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        for (fields, start, first, shown) in [
            (json!({}), "2026-03-06", "2026-03-06", 10),
            (json!({"interval_unit": "weekly", "interval": 2, "count": 4}), "2026-03-06", "2026-03-06", 4),
            (json!({"day_of_month": 1}), "2026-04-01", "2026-04-01", 10),
            (json!({"day_of_month": 3, "end_date": "2026-07-03"}), "2026-04-07", "2026-04-07", 3),
            (json!({"start_date": "2026-03-20", "day_of_month": 1}), "2026-03-20", "2026-04-01", 10),
            (json!({"start_date": "2026-04-03", "end_date": "2026-04-08"}), "2026-04-03", "2026-04-07", 1),
            (json!({"interval_unit": "yearly", "month": "january", "day_of_month": 5}), "2027-01-05", "2027-01-05", 10),
        ] {
            let answer = sandbox.try_subscription(&mandate, fields.clone()).await;
            let subscription = &answer.json["subscriptions"];
            let upcoming = subscription["upcoming_payments"].as_array().unwrap();
            assert_eq!(
                (&subscription["start_date"], &upcoming[0]["charge_date"], upcoming.len()),
                (&json!(start), &json!(first), shown),
                "{fields}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_wrong_is_told_at_its_place() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        for (fields, field, message) in [
            (json!({"amount": null}), "amount", "is required"),
            (json!({"amount": 0}), "amount", "must be greater than 0"),
            (json!({"amount": 500_001}), "amount", "is greater than the permitted scheme maximum"),
            (json!({"currency": "EUR"}), "currency", "is not the currency of the mandate's scheme"),
            (json!({"interval_unit": null}), "interval_unit", "is required"),
            (json!({"interval_unit": "daily"}), "interval_unit", "is invalid"),
            (json!({"interval": 0}), "interval", "must be greater than or equal to 1"),
            (json!({"interval": 13}), "interval", "must result in at least one charge date per year"),
            (
                json!({"interval_unit": "weekly", "interval": 53}),
                "interval",
                "must result in at least one charge date per year",
            ),
            (
                json!({"interval_unit": "yearly", "interval": 2}),
                "interval",
                "must result in at least one charge date per year",
            ),
            (json!({"interval": "2"}), "interval", "must be a number"),
            (json!({"count": 0}), "count", "must be greater than or equal to 1"),
            (json!({"count": 1.5}), "count", "must be a whole number"),
            (json!({"day_of_month": 29}), "day_of_month", "must be between 1 and 28, or -1"),
            (json!({"day_of_month": 0}), "day_of_month", "must be between 1 and 28, or -1"),
            (json!({"interval_unit": "weekly", "day_of_month": 1}), "day_of_month", "must be blank"),
            (json!({"month": "march"}), "month", "must be blank"),
            (json!({"interval_unit": "yearly", "month": "March", "day_of_month": 1}), "month", "is invalid"),
            (json!({"interval_unit": "yearly", "month": "march"}), "day_of_month", "is required"),
            (json!({"interval_unit": "yearly", "day_of_month": 2}), "month", "is required"),
            (json!({"name": "x".repeat(256)}), "name", "is too long (maximum is 255 characters)"),
            (
                json!({"payment_reference": "GOLDPLAN001"}),
                "payment_reference",
                "is too long (maximum is 10 characters)",
            ),
            (json!({"app_fee": 10}), "app_fee", "can be given by partner apps only"),
            (json!({"retry_if_possible": 1}), "retry_if_possible", "must be a boolean"),
            (
                json!({"start_date": "2026-03-05"}),
                "start_date",
                "must be on or after mandate's next_possible_customer_charge_date",
            ),
            (json!({"end_date": "2026-03-06"}), "end_date", "must be after the first charge date"),
            (json!({"metadata": []}), "metadata", "must be an object"),
            (json!({"links": {}}), "links/mandate", "is required"),
        ] {
            let error = sandbox.try_subscription(&mandate, fields.clone()).await.assert_invalid();
            assert_eq!(error.errors.len(), 1, "{fields}: {:?}", error.errors);
            let told = (error.errors[0].request_pointer.clone().unwrap(), error.errors[0].message.as_str());
            assert_eq!(told, (format!("/subscriptions/{field}"), message), "{fields}");
        }
        let unknown = sandbox.try_subscription("MD123", json!({})).await;
        unknown.assert_refused(404, "invalid_api_usage", "link_not_found");
        assert!(sandbox.subscriptions().is_empty());
    }

    #[tokio::test]
    async fn a_mandate_that_is_over_is_inactive() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), Value::Null).await;
        let answer = sandbox.try_subscription(&mandate, json!({})).await;
        answer.assert_refused(422, "invalid_state", "mandate_is_inactive");
    }

    #[tokio::test]
    async fn a_key_makes_one_subscription() {
        let sandbox = TestSandbox::new();
        let links = json!({"mandate": sandbox.mandate().await});
        let body = json!({"subscriptions": {
            "amount": 1000, "currency": "GBP", "interval_unit": "weekly", "links": links
        }});
        let create =
            || api("POST", "/subscriptions").header("idempotency-key", "1").body(body.to_string().into()).unwrap();
        let first = sandbox.send(create()).await;
        let error = sandbox.send(create()).await.assert_refused(409, "invalid_state", "idempotent_creation_conflict");
        assert_eq!(error.link("conflicting_resource_id"), first.json["subscriptions"]["id"].as_str());
    }
}
