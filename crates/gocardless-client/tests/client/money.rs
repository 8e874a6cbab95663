//! Money against the sandbox: collected, paid out, refunded, failed and retried.

use std::cell::Cell;
use std::time::Duration;

use gocardless_api::{
    MandateId, MandateStatus, Metadata, NewRefund, Payment, PaymentRetry, PaymentStatus, PaymentUpdate, PayoutStatus,
    RefundLinks, RefundStatus,
};
use gocardless_client::{Client, Error, IdempotencyKey, ListQuery};
use gocardless_sandbox::{Options, RunningSandbox, start};
use serde_json::{Value, from_value, json};
use tokio::net::TcpListener;

struct Shop {
    sandbox: RunningSandbox,
    client: Client,
    keys: Cell<u32>,
}

async fn shop() -> Shop {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let options = Options { clock: Some("2026-03-02T09:00:00Z".parse().unwrap()), ..Options::default() };
    let sandbox = start(listener, options).await.unwrap();
    let client = Client::new(sandbox.url().clone(), "sandbox_demo".to_owned().into()).unwrap();
    Shop { sandbox, client, keys: Cell::new(0) }
}

impl Shop {
    fn key(&self) -> IdempotencyKey {
        self.keys.set(self.keys.get() + 1);
        format!("step-{}", self.keys.get()).parse().unwrap()
    }

    async fn simulate(&self, name: &str, resource: impl ToString) {
        self.client.run_scenario_simulator(name, &resource.to_string(), &self.key()).await.unwrap();
    }

    async fn mandate(&self) -> MandateId {
        let customer = from_value(json!({"company_name": "Hut Ltd"})).unwrap();
        let customer = self.client.create_customer(&customer, &self.key()).await.unwrap();
        let account = from_value(json!({
            "account_holder_name": "Hut Ltd", "country_code": "GB", "branch_code": "200000",
            "account_number": "55779911", "links": {"customer": customer.id}
        }));
        let account = self.client.create_customer_bank_account(&account.unwrap(), &self.key()).await.unwrap();
        let mandate = from_value(json!({"links": {"customer_bank_account": account.id}})).unwrap();
        self.client.create_mandate(&mandate, &self.key()).await.unwrap().id
    }

    async fn payment(&self, mandate: &MandateId, fields: Value) -> Payment {
        let mut new = json!({"amount": 1000, "currency": "GBP", "links": {"mandate": mandate}});
        new.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.client.create_payment(&from_value(new).unwrap(), &self.key()).await.unwrap()
    }
}

#[tokio::test]
async fn a_payment_is_paid_out_and_refunded() {
    let shop = shop().await;
    let client = &shop.client;
    let mandate = shop.mandate().await;
    shop.simulate("mandate_activated", &mandate).await;
    let payment = shop.payment(&mandate, json!({})).await;
    shop.simulate("payment_paid_out", &payment.id).await;
    let refund = NewRefund {
        amount: 400,
        total_amount_confirmation: Some(400),
        reference: None,
        metadata: Metadata::new(),
        links: RefundLinks { payment: Some(payment.id.clone()), mandate: None },
    };
    let refund = client.create_refund(&refund, &shop.key()).await.unwrap();
    let kept = Metadata::from([("why".to_owned(), "damp".to_owned())]);
    assert_eq!(client.update_refund(&refund.id, &kept).await.unwrap().metadata, kept);
    shop.simulate("refund_settled", &refund.id).await;
    assert_eq!(client.refund(&refund.id).await.unwrap().status, RefundStatus::Paid);
    assert_eq!(client.refunds(&ListQuery::default()).await.unwrap().items.len(), 1);

    let payment = client.payment(&payment.id).await.unwrap();
    assert_eq!((payment.status, payment.amount_refunded), (PaymentStatus::PaidOut, 400));
    let payout = payment.links.payout.unwrap();
    assert_eq!(client.payout(&payout).await.unwrap().amount, 600);
    let page = client.payout_items(&payout, &ListQuery { limit: Some(1), ..ListQuery::default() }).await.unwrap();
    assert_eq!((page.items[0].kind.as_str(), page.items[0].amount.as_str()), ("payment_paid_out", "1000.0"));
    let rest = ListQuery { after: page.meta.cursors.after, ..ListQuery::default() };
    let rest = client.payout_items(&payout, &rest).await.unwrap().items;
    assert_eq!((rest[0].kind.as_str(), rest[0].amount.as_str()), ("payment_refunded", "-400.0"));
    assert_eq!(client.update_payout(&payout, &kept).await.unwrap().metadata, kept);
    shop.sandbox.advance(Duration::from_hours(8));
    assert_eq!(client.payouts(&ListQuery::default()).await.unwrap().items[0].status, PayoutStatus::Paid);
}

#[tokio::test]
async fn a_payment_fails_and_is_retried_or_is_cancelled() {
    let shop = shop().await;
    let client = &shop.client;
    let mandate = shop.mandate().await;
    shop.simulate("mandate_activated", &mandate).await;
    let payment = shop.payment(&mandate, json!({})).await.id;
    shop.simulate("payment_failed", &payment).await;
    let retry = PaymentRetry { charge_date: Some("2026-03-16".to_owned()), metadata: Metadata::new() };
    let retried = client.retry_payment(&payment, &retry, &shop.key()).await.unwrap();
    assert_eq!(retried.charge_date.as_deref(), Some("2026-03-16"));
    let changes = PaymentUpdate { retry_if_possible: Some(true), ..PaymentUpdate::default() };
    assert!(client.update_payment(&payment, &changes).await.unwrap().retry_if_possible);
    let cancelled = client.cancel_payment(&payment, &Metadata::new(), &shop.key()).await.unwrap();
    assert_eq!(cancelled.status, PaymentStatus::Cancelled);
    let refused = client.cancel_payment(&payment, &Metadata::new(), &shop.key()).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(error) if error.has_reason("cancellation_failed")));
    assert_eq!(client.payments(&ListQuery::default()).await.unwrap().items[0].id, payment);
}

#[tokio::test]
async fn a_mandate_is_changed_cancelled_and_reinstated() {
    let shop = shop().await;
    let client = &shop.client;
    let mandate = shop.mandate().await;
    let kept = Metadata::from([("club".to_owned(), "7".to_owned())]);
    assert_eq!(client.update_mandate(&mandate, &kept).await.unwrap().metadata, kept);
    let cancelled = client.cancel_mandate(&mandate, &Metadata::new(), &shop.key()).await.unwrap();
    assert_eq!(cancelled.status, MandateStatus::Cancelled);
    let reinstated = client.reinstate_mandate(&mandate, &kept, &shop.key()).await.unwrap();
    assert_eq!(reinstated.status, MandateStatus::PendingSubmission);
    assert_eq!(shop.sandbox.events().pop().unwrap().metadata, kept);
}
