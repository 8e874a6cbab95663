//! What is to be collected under the mandate, as a merchant sends it: a subscription, or instalments.

use bank_details::Scheme;
use gocardless_api::{
    InstalmentScheduleRequest, InstalmentScheduleRequestLinks, IntervalUnit, RequestedInstalment, RequestedInstalments,
    SubscriptionRequest, SubscriptionRequestLinks,
};
use jiff::Timestamp;

use crate::authentication::Caller;
use crate::charge_dates::first_charge_date;
use crate::handlers::{instalment_schedules, subscriptions};
use crate::ledger::{AskedSubscription, Instalments};
use crate::parameters::Form;
use crate::recurrence::{Day, Rule};
use crate::schemes;
use crate::validation::{Problem, check_amount, check_charge_date, check_reference};

/// ACH and PAD alone. Source: API reference, "Billing Requests".
const SCHEMES: [Scheme; 2] = [Scheme::Ach, Scheme::Pad];

/// Reads `subscription_request`, checked as for a mandate that is made at `now`.
pub(super) fn read_subscription_request(
    form: &mut Form,
    caller: &Caller,
    now: Timestamp,
) -> Option<(SubscriptionRequest, AskedSubscription)> {
    let mut group = form.group("subscription_request")?;
    let terms = subscriptions::read_terms(&mut group, caller);
    if let Some(scheme) = read_scheme(&mut group, &terms.currency, terms.payment_reference.as_deref()) {
        if let Some(problem) = check_amount(&scheme, terms.amount).filter(|_| group.is_number("amount")) {
            group.problem("amount", problem);
        }
        if let Err(problem) = check_charge_date(&scheme, terms.start_date, first_charge_date(&scheme, now)) {
            group.problem("start_date", problem);
        }
    }
    form.absorb(group);
    let rule = terms.rule?;
    let request = SubscriptionRequest {
        amount: terms.amount,
        currency: terms.currency,
        name: terms.name,
        interval: rule.interval,
        interval_unit: unit(rule),
        day_of_month: rule.day.map(|day| match day {
            Day::Number(day) => day,
            Day::Last => -1,
        }),
        month: rule.month_name().map(str::to_owned),
        start_date: terms.start_date.map(|date| date.to_string()),
        count: terms.count,
        payment_reference: terms.payment_reference,
        retry_if_possible: terms.retry_if_possible,
        app_fee: terms.app_fee,
        metadata: terms.metadata,
        links: SubscriptionRequestLinks::default(),
    };
    Some((request, AskedSubscription { rule, start_date: terms.start_date }))
}

/// Reads `instalment_schedule_request`; whether its payments are possible is checked as they are made.
pub(super) fn read_instalment_schedule_request(
    form: &mut Form,
    caller: &Caller,
) -> Option<(InstalmentScheduleRequest, Instalments)> {
    let mut group = form.group("instalment_schedule_request")?;
    let (field, shape) = if group.has("instalments_with_schedule") {
        ("instalments_with_schedule", instalment_schedules::Shape::Schedule)
    } else {
        ("instalments_with_dates", instalment_schedules::Shape::Dates)
    };
    if group.has("instalments_with_dates") && group.has("instalments_with_schedule") {
        group.problem("instalments_with_dates", Problem::Other("cannot be given with a schedule".into()));
    }
    let terms = instalment_schedules::read_terms(&mut group, caller, field, shape);
    read_scheme(&mut group, &terms.currency, terms.payment_reference.as_deref());
    form.absorb(group);
    let instalments = terms.instalments?;
    let (instalments_with_dates, instalments_with_schedule) = shown(&instalments);
    let request = InstalmentScheduleRequest {
        name: terms.name,
        currency: terms.currency,
        total_amount: terms.total_amount,
        instalments_with_dates,
        instalments_with_schedule,
        payment_reference: terms.payment_reference,
        retry_if_possible: terms.retry_if_possible,
        app_fee: terms.app_fee,
        metadata: terms.metadata,
        links: InstalmentScheduleRequestLinks::default(),
    };
    Some((request, instalments))
}

/// The scheme of the currency, where it is one that such requests are for; and its rules for references.
fn read_scheme(group: &mut Form, currency: &str, reference: Option<&str>) -> Option<gocardless_api::Scheme> {
    let scheme = schemes::of_currency(currency).filter(|scheme| SCHEMES.contains(scheme));
    if scheme.is_none() && !currency.is_empty() {
        group.problem("currency", Problem::Other("must be CAD or USD".into()));
    }
    let scheme = schemes::on_the_wire(scheme?);
    if let Some(problem) = reference.and_then(|it| check_reference(&scheme, it)) {
        group.problem("payment_reference", problem);
    }
    Some(scheme)
}

fn shown(instalments: &Instalments) -> (Option<Vec<RequestedInstalment>>, Option<RequestedInstalments>) {
    match instalments {
        Instalments::Dates(all) => {
            let shown = all.iter().map(|it| RequestedInstalment {
                amount: it.amount,
                charge_date: it.charge_date.map(|date| date.to_string()),
                description: it.description.clone(),
            });
            (Some(shown.collect()), None)
        }
        Instalments::Schedule { amounts, rule, start_date } => {
            let shown = RequestedInstalments {
                amounts: amounts.clone(),
                interval: rule.interval,
                interval_unit: unit(*rule),
                start_date: start_date.map(|date| date.to_string()),
            };
            (None, Some(shown))
        }
    }
}

fn unit(rule: Rule) -> IntervalUnit {
    IntervalUnit::from(rule.unit.name().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    /// A billing request in US dollars with everything that it asks for, as it is once it is fulfilled.
    async fn fulfilled(sandbox: &TestSandbox, asked: Value) -> Value {
        let account = json!({
            "account_holder_name": "Ada King", "account_number": "2715500356", "account_type": "checking",
            "bank_code": "026073150", "country_code": "US"
        });
        let details = json!({
            "customer": {"email": "ada@example.com", "given_name": "Ada", "family_name": "King"},
            "customer_billing_detail": {
                "address_line1": "1 Main St", "city": "New York", "postal_code": "10001", "country_code": "US"
            }
        });
        let id = sandbox.billing_request(asked).await;
        for (action, data) in [
            ("collect_bank_account", account),
            ("collect_customer_details", details),
            ("confirm_payer_details", json!({})),
            ("fulfil", json!({})),
        ] {
            let answer = sandbox.act(&id, action, data).await;
            assert_eq!(answer.status, 200, "{action}: {}", answer.text);
        }
        sandbox.get(&format!("/billing_requests/{id}")).await.json["billing_requests"].clone()
    }

    #[tokio::test]
    async fn a_subscription_begins_on_the_new_mandate() {
        let sandbox = TestSandbox::new();
        let asked = json!({"mandate_request": {}, "subscription_request": {
            "amount": 1500, "currency": "USD", "interval_unit": "monthly", "day_of_month": 1, "count": 6,
            "name": "Gold", "metadata": {"plan": "gold"}
        }});
        let request = fulfilled(&sandbox, asked).await;
        let made = sandbox.subscriptions()[0].clone();
        assert_eq!(request["mandate_request"]["currency"], "USD");
        assert_eq!(
            request["subscription_request"],
            json!({
                "amount": 1500, "currency": "USD", "name": "Gold", "interval": 1, "interval_unit": "monthly",
                "day_of_month": 1, "month": null, "start_date": null, "count": 6, "payment_reference": null,
                "retry_if_possible": false, "app_fee": null, "metadata": {"plan": "gold"},
                "links": {"subscription": made.id.as_str()}
            })
        );
        assert_eq!(request["links"]["subscription_request_subscription"], made.id.as_str());
        assert_eq!(request["links"]["mandate_request_mandate"], made.links.mandate.as_str());
        assert_eq!((made.amount, made.count, made.metadata["plan"].as_str()), (1500, Some(6), "gold"));
        assert_eq!(made.upcoming_payments.len(), 6);
        assert!(request["links"]["organisation"].as_str().unwrap().starts_with("OR"));
    }

    #[tokio::test]
    async fn instalments_of_either_shape_become_payments_of_the_new_mandate() {
        for (field, instalments) in [
            ("instalments_with_dates", json!([{"amount": 700, "description": "Deposit"}, {"amount": 300}])),
            (
                "instalments_with_schedule",
                json!({"amounts": [700, 300], "interval": 1, "interval_unit": "monthly", "start_date": "2026-04-01"}),
            ),
        ] {
            let sandbox = TestSandbox::new();
            let schedule = json!({"name": "Invoice 1", "currency": "USD", "total_amount": 1000, field: instalments});
            let asked = json!({"mandate_request": {}, "instalment_schedule_request": schedule});
            let request = fulfilled(&sandbox, asked).await;
            let made = sandbox.instalment_schedules()[0].clone();
            assert_eq!(request["links"]["instalment_schedule_request_instalment_schedule"], made.id.as_str());
            assert_eq!(request["instalment_schedule_request"]["links"]["instalment_schedule"], made.id.as_str());
            assert_eq!((made.status.as_str(), made.links.payments.len()), ("active", 2), "{field}");
            assert_eq!(sandbox.payments().iter().map(|it| it.amount).collect::<Vec<_>>(), [700, 300]);
        }
    }

    #[tokio::test]
    async fn what_cannot_be_collected_is_refused_with_the_request() {
        let sandbox = TestSandbox::new();
        let subscription = json!({"amount": 1500, "currency": "USD", "interval_unit": "monthly"});
        let with = |field: &str, value: Value| {
            let mut asked = subscription.clone();
            asked[field] = value;
            json!({"mandate_request": {}, "subscription_request": asked})
        };
        let no_mandate = json!({"subscription_request": subscription});
        let in_pounds = json!({"mandate_request": {"currency": "GBP"}, "subscription_request": subscription});
        let instalments = json!({"mandate_request": {}, "instalment_schedule_request": {
            "name": "N", "currency": "CAD", "total_amount": 1000, "instalments_with_dates": [{"amount": 999}]
        }});
        for (asked, pointer) in [
            (with("amount", json!(0)), "subscription_request/amount"),
            (with("app_fee", json!(1)), "subscription_request/app_fee"),
            (with("currency", json!("GBP")), "subscription_request/currency"),
            (with("interval_unit", json!("daily")), "subscription_request/interval_unit"),
            (with("start_date", json!("2026-03-03")), "subscription_request/start_date"),
            (no_mandate, "mandate_request"),
            (in_pounds, "subscription_request/currency"),
            (instalments, "instalment_schedule_request/total_amount"),
        ] {
            let answer = sandbox.post("/billing_requests", json!({ "billing_requests": asked })).await;
            let first = answer.assert_invalid().errors[0].request_pointer.clone().unwrap();
            assert_eq!(first, format!("/billing_requests/{pointer}"));
        }
    }
}
