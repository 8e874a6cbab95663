//! Collecting regularly from a mandate of the sandbox.

use std::time::Duration;

use gocardless_api::{
    IntervalUnit, MandateId, NewCustomer, NewInstalmentSchedule, NewSubscription, RegularInstalments,
    SubscriptionUpdate,
};
use gocardless_client::{Client, IdempotencyKey, ListQuery};
use gocardless_sandbox::{Options, RunningSandbox, start};
use serde_json::{from_value, json};
use tokio::net::TcpListener;

const DAY: Duration = Duration::from_hours(24);

fn key(name: &str) -> IdempotencyKey {
    name.parse().unwrap()
}

async fn with_mandate() -> (RunningSandbox, Client, MandateId) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clock = Some("2026-03-02T09:00:00Z".parse().unwrap());
    let sandbox = start(listener, Options { clock, ..Options::default() }).await.unwrap();
    let client = Client::new(sandbox.url().clone(), "sandbox_demo".to_owned().into()).unwrap();
    let new = NewCustomer { company_name: Some("Hut Ltd".to_owned()), ..NewCustomer::default() };
    let customer = client.create_customer(&new, &key("customer")).await.unwrap();
    let account = from_value(json!({ "account_holder_name": "Hut Ltd", "country_code": "GB", "branch_code": "200000",
        "account_number": "55779911", "links": { "customer": customer.id } }));
    let account = client.create_customer_bank_account(&account.unwrap(), &key("account")).await.unwrap();
    let mandate = from_value(json!({ "links": { "customer_bank_account": account.id } })).unwrap();
    let mandate = client.create_mandate(&mandate, &key("mandate")).await.unwrap().id;
    (sandbox, client, mandate)
}

#[tokio::test]
async fn a_subscription_from_its_making_to_its_end() {
    let (sandbox, client, mandate) = with_mandate().await;
    let new: NewSubscription = from_value(json!({ "amount": 2500, "currency": "GBP", "interval_unit": "monthly",
        "day_of_month": 20, "count": 6, "links": { "mandate": mandate } }))
    .unwrap();
    let made = client.create_subscription(&new, &key("subscription")).await.unwrap();
    assert_eq!((made.upcoming_payments.len(), made.status.as_str()), (6, "active"));
    assert_eq!(client.create_subscription(&new, &key("subscription")).await.unwrap(), made);
    assert_eq!(client.subscription(&made.id).await.unwrap(), made);

    let update = SubscriptionUpdate { amount: Some(3000), ..SubscriptionUpdate::default() };
    assert_eq!(client.update_subscription(&made.id, &update).await.unwrap().amount, 3000);
    sandbox.advance(DAY * 20);
    assert_eq!(sandbox.payments()[0].links.subscription.as_ref(), Some(&made.id));

    let paused = client.pause_subscription(&made.id, Some(2), &key("pause")).await.unwrap();
    assert_eq!(paused.upcoming_payments[0].charge_date, "2026-06-22");
    let resumed = client.resume_subscription(&made.id, &key("resume")).await.unwrap();
    assert_eq!(resumed.upcoming_payments[0].charge_date, "2026-04-20");
    let cancelled = client.cancel_subscription(&made.id, &key("cancel")).await.unwrap();
    assert_eq!(client.subscriptions(&ListQuery::default()).await.unwrap().items, [cancelled]);
    let again = client.cancel_subscription(&made.id, &key("cancel-again")).await.unwrap_err();
    assert!(again.to_string().contains("cancel"), "{again}");
}

#[tokio::test]
async fn a_schedule_and_the_payments_that_come_of_it() {
    let (sandbox, client, mandate) = with_mandate().await;
    let new: NewInstalmentSchedule<Vec<_>> = from_value(json!({ "name": "Invoice 1", "currency": "GBP",
        "total_amount": 2500, "instalments": [{ "amount": 1500, "charge_date": null },
        { "amount": 1000, "charge_date": "2026-04-10" }], "links": { "mandate": mandate } }))
    .unwrap();
    let made = client.create_instalment_schedule_with_dates(&new, &key("dates")).await.unwrap();
    assert_eq!(made.status.as_str(), "pending");
    let active = client.instalment_schedule(&made.id).await.unwrap();
    let ids: Vec<_> = sandbox.payments().into_iter().map(|payment| payment.id).collect();
    assert_eq!((active.status.as_str(), &active.links.payments), ("active", &ids));
    let metadata = [("order".to_owned(), "1".to_owned())].into();
    assert_eq!(client.update_instalment_schedule(&made.id, &metadata).await.unwrap().metadata, metadata);
    let cancelled = client.cancel_instalment_schedule(&made.id, &key("cancel")).await.unwrap();
    assert_eq!(cancelled.status.as_str(), "cancelled");

    let new = NewInstalmentSchedule {
        total_amount: 2550,
        instalments: RegularInstalments {
            amounts: vec![2500, 50],
            interval: 1,
            interval_unit: IntervalUnit::Weekly,
            start_date: None,
        },
        name: new.name,
        currency: new.currency,
        payment_reference: None,
        retry_if_possible: None,
        metadata: gocardless_api::Metadata::new(),
        links: new.links,
    };
    client.create_instalment_schedule_with_schedule(&new, &key("schedule")).await.unwrap();
    let failed = client.instalment_schedules(&ListQuery::default()).await.unwrap().items.remove(0);
    assert_eq!(failed.status.as_str(), "creation_failed");
    assert_eq!(failed.payment_errors["1"][0].field, "amount");
}
