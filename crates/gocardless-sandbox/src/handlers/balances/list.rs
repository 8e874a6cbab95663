//! `GET /balances`.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{PaymentStatus, PayoutStatus};
use serde::Serialize;
use serde_json::{Value, json};

use super::NAME;
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::ledger::{Organisation, Record};
use crate::pagination::page;
use crate::query::{Query, wrong};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// A balance. Source: API reference, "Balances".
#[derive(Serialize)]
struct Balance {
    /// In minor units; negative where more went back to payers than is there.
    amount: i64,
    #[serde(rename = "balance_type")]
    kind: &'static str,
    currency: String,
    last_updated_at: String,
    links: Value,
    /// For cursors; balances have no id.
    #[serde(skip)]
    cursor: String,
}

/// Lists the balances of `creditor`, which must be said: three for each currency that it has payments in.
pub(crate) async fn list_balances(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let creditor = query.one("creditor").ok_or_else(|| wrong("creditor", Problem::Required))?;
    let mut ledger = sandbox.ledger();
    let now = written(ledger.now());
    let organisation = ledger.organisation_of(&caller)?;
    let payments = organisation.payments.oldest_first().filter(|it| it.payment.links.creditor.as_str() == creditor);
    let currencies: BTreeSet<_> = payments.map(|record| record.payment.currency.as_str()).collect();
    let balances: Vec<_> = currencies.into_iter().flat_map(|it| balances(organisation, creditor, it, &now)).collect();
    Ok(reply::listed(NAME, page(balances.iter().collect::<Vec<_>>(), &query, |_| true)?, |balance| balance))
}

fn balances(organisation: &Organisation, creditor: &str, currency: &str, now: &str) -> [Balance; 3] {
    let payments = |status: PaymentStatus| -> u64 {
        let payments = organisation.payments.oldest_first().map(|record| &record.payment);
        let payments = payments.filter(|it| it.links.creditor.as_str() == creditor && it.currency == currency);
        payments.filter(|it| it.status == status).map(|it| it.amount).sum()
    };
    let payouts = organisation.payouts.oldest_first().map(|record| &record.payout);
    let payouts = payouts.filter(|it| it.links.creditor.as_str() == creditor && it.currency == currency);
    let pending: u64 = payouts.filter(|it| it.status == PayoutStatus::Pending).map(|it| it.amount).sum();
    let owed = organisation.owed(creditor, currency);
    let credited = organisation.to_be_credited(creditor, currency);
    let signed = |amount: u64| i64::try_from(amount).unwrap_or(i64::MAX);
    [
        ("confirmed_funds", signed(payments(PaymentStatus::Confirmed)) + signed(credited) - signed(owed)),
        ("pending_payments_submitted", signed(payments(PaymentStatus::Submitted))),
        ("pending_payouts", signed(pending)),
    ]
    .map(|(kind, amount)| Balance {
        amount,
        kind,
        currency: currency.to_owned(),
        last_updated_at: now.to_owned(),
        links: json!({ "creditor": creditor }),
        cursor: format!("{currency}-{kind}"),
    })
}

impl Record for Balance {
    fn id(&self) -> &str {
        &self.cursor
    }

    fn created_at(&self) -> &str {
        &self.last_updated_at
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn money_moves_from_balance_to_balance() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.active_mandate().await;
        let creditor = sandbox.mandates()[0].links.creditor.clone();
        let mut payments = Vec::new();
        for (scenario, amount) in [("submitted", 100), ("confirmed", 200), ("paid_out", 400)] {
            let payment = sandbox.payment(&mandate, json!({ "amount": amount })).await;
            sandbox.simulate(&format!("payment_{scenario}"), &payment).await;
            payments.push(payment);
        }
        let path = format!("/balances?creditor={creditor}");
        let list = sandbox.get(&path).await.json;
        assert_eq!(
            list["balances"][0],
            json!({
                "amount": 200, "balance_type": "confirmed_funds", "currency": "GBP",
                "last_updated_at": "2026-03-02T09:00:00.000Z", "links": {"creditor": creditor}
            })
        );
        let amounts =
            |list: &serde_json::Value| [0, 1, 2].map(|place| list["balances"][place]["amount"].as_i64().unwrap());
        assert_eq!(amounts(&list), [200, 100, 400]);
        sandbox.advance(Duration::from_hours(8));
        sandbox.simulate("payment_late_failure", &payments[2]).await;
        assert_eq!(amounts(&sandbox.get(&path).await.json), [-200, 100, 0]);
        assert_eq!(sandbox.get("/balances?creditor=CR1").await.json["balances"], json!([]));
        sandbox.get("/balances").await.assert_invalid();
    }
}
