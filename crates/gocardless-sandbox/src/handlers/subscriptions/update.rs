//! `PUT /subscriptions/{id}`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::SubscriptionStatus;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::handlers::payments::tell_problems;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::check_reference;

/// How often the amount can be changed. Source: API reference, "Update a subscription".
const MOST_AMENDMENTS: u8 = 10;

/// Changes what the payments to come are like: amount (which alone is told as an event), name, reference,
/// `retry_if_possible`; and the metadata. A paused subscription can be changed, one that is over cannot.
pub(crate) async fn update_subscription(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.subscriptions.get(&id).ok_or_else(Refusal::resource_not_found)?;
    let mandate =
        organisation.mandates.get(record.subscription.links.mandate.as_str()).ok_or_else(Refusal::internal)?;

    let mut form = document.envelope(NAME)?;
    let mut changed = record.subscription.clone();
    form.change_metadata(&mut changed.metadata);
    form.change("name", &mut changed.name);
    form.change("payment_reference", &mut changed.payment_reference);
    if let Some(problem) = changed.payment_reference.as_deref().and_then(|it| check_reference(mandate.scheme(), it)) {
        form.problem("payment_reference", problem);
    }
    changed.retry_if_possible = form.flag("retry_if_possible").unwrap_or(changed.retry_if_possible);
    if form.has("amount") {
        changed.amount = form.required_number("amount");
        if let Err(problems) = organisation.check_payment(mandate, changed.amount, None, now) {
            tell_problems(&mut form, problems, "start_date");
        }
    }
    changed.app_fee = form.app_fee(&caller, changed.amount).or(changed.app_fee);
    form.check()?;
    match record.subscription.status {
        SubscriptionStatus::Finished => {
            return Err(Refusal::state("subscription_already_ended", "Subscription has already ended"));
        }
        SubscriptionStatus::Cancelled | SubscriptionStatus::CustomerApprovalDenied => {
            return Err(Refusal::state("subscription_not_active", "Subscription is not active"));
        }
        _ => {}
    }
    let is_amended = changed.amount != record.subscription.amount;
    if is_amended && record.amendments >= MOST_AMENDMENTS {
        let message = "The amount of a subscription can be changed 10 times";
        return Err(Refusal::state("number_of_subscription_amendments_exceeded", message));
    }
    let amount = changed.amount;
    if let Some(record) = organisation.subscriptions.get_mut(&id) {
        changed.amount = record.subscription.amount;
        record.subscription = changed;
    }
    if is_amended {
        organisation.amend_subscription(&id, amount, now).ok_or_else(Refusal::internal)?;
    }
    let record = organisation.subscriptions.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, organisation.shown_subscription(record, now)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    async fn subscription(sandbox: &TestSandbox) -> String {
        let id = sandbox.subscription(&sandbox.mandate().await, json!({"day_of_month": 1})).await;
        format!("/subscriptions/{id}")
    }

    #[tokio::test]
    async fn payments_to_come_are_like_what_was_changed() {
        let sandbox = TestSandbox::new();
        let path = subscription(&sandbox).await;
        let body = json!({"subscriptions": {
            "amount": 2000, "name": "Gold", "payment_reference": "GOLD", "retry_if_possible": true,
            "metadata": {"order": "2"}, "interval": 5
        }});
        let subscription = &sandbox.put(&path, body).await.json["subscriptions"];
        assert_eq!(subscription["upcoming_payments"][0], json!({"charge_date": "2026-04-01", "amount": 2000}));
        assert_eq!((&subscription["name"], &subscription["interval"]), (&json!("Gold"), &json!(1)));
        assert_eq!(subscription["metadata"], json!({"order": "2"}));
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.resource_type, &*event.action), ("subscriptions", "amended"));

        sandbox.advance(std::time::Duration::from_hours(24 * 30));
        let payment = sandbox.payments().pop().unwrap();
        assert_eq!((payment.amount, payment.description.as_deref()), (2000, Some("Gold")));
        assert_eq!((payment.reference.as_deref(), payment.retry_if_possible), (Some("GOLD"), true));
    }

    #[tokio::test]
    async fn the_amount_is_changed_ten_times_at_most() {
        let sandbox = TestSandbox::new();
        let path = subscription(&sandbox).await;
        let amount = |amount| json!({"subscriptions": {"amount": amount}});
        for pounds in 11..=20 {
            assert_eq!(sandbox.put(&path, amount(100 * pounds)).await.status, 200);
            // The same again is no change.
            assert_eq!(sandbox.put(&path, amount(100 * pounds)).await.status, 200);
        }
        let answer = sandbox.put(&path, amount(2100)).await;
        answer.assert_refused(422, "invalid_state", "number_of_subscription_amendments_exceeded");
        assert_eq!(sandbox.put(&path, json!({"subscriptions": {"name": "Gold"}})).await.status, 200);
        assert_eq!(sandbox.events().iter().filter(|event| event.action == "amended").count(), 10);
    }

    #[tokio::test]
    async fn wrong_fields_change_nothing() {
        let sandbox = TestSandbox::new();
        let path = subscription(&sandbox).await;
        for (fields, field) in [
            (json!({"amount": 1}), "amount"),
            (json!({"amount": "2000"}), "amount"),
            (json!({"app_fee": 1}), "app_fee"),
            (json!({"name": "Gold", "payment_reference": "GOLDPLAN001"}), "payment_reference"),
        ] {
            let error = sandbox.put(&path, json!({ "subscriptions": fields })).await.assert_invalid();
            assert_eq!(error.errors[0].field.as_deref(), Some(field));
        }
        assert_eq!(sandbox.get(&path).await.json["subscriptions"]["name"], Value::Null);
    }

    #[tokio::test]
    async fn what_is_over_cannot_be_changed() {
        let sandbox = TestSandbox::new();
        let path = subscription(&sandbox).await;
        sandbox.post(&format!("{path}/actions/cancel"), Value::Null).await;
        let answer = sandbox.put(&path, json!({"subscriptions": {"name": "Gold"}})).await;
        answer.assert_refused(422, "invalid_state", "subscription_not_active");

        let id = sandbox.subscription(&sandbox.mandate().await, json!({"count": 1})).await;
        let answer = sandbox.put(&format!("/subscriptions/{id}"), json!({"subscriptions": {"name": "Gold"}})).await;
        answer.assert_refused(422, "invalid_state", "subscription_already_ended");
    }
}
