//! `GET /payouts/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a payout.
pub(crate) async fn get_payout(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let record = ledger.organisation_of(&caller)?.payouts.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, &record.payout))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_payout_has_every_key_and_holds_all_payments_of_its_day() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.active_mandate().await;
        for amount in [1000, 250] {
            sandbox.payment(&mandate, json!({ "amount": amount })).await;
        }
        // Charged on Thursday the 5th, paid out in the morning of the 6th.
        sandbox.advance(Duration::from_hours(4 * 24));
        let [payout] = &sandbox.payouts()[..] else { panic!("{:?}", sandbox.payouts()) };
        let answer = sandbox.get(&format!("/payouts/{}", payout.id)).await;
        assert_eq!(
            answer.json["payouts"],
            json!({
                "id": payout.id, "amount": 1250, "arrival_date": "2026-03-09",
                "created_at": "2026-03-06T09:00:00.000Z", "currency": "GBP", "deducted_fees": 0,
                "payout_type": "merchant", "reference": payout.reference, "status": "pending",
                "fx": {"fx_currency": null, "fx_amount": null, "exchange_rate": null, "estimated_exchange_rate": null},
                "tax_currency": null, "metadata": {},
                "links": {
                    "creditor": payout.links.creditor, "creditor_bank_account": payout.links.creditor_bank_account
                }
            })
        );
        assert!(sandbox.payments().iter().all(|payment| payment.links.payout.as_ref() == Some(&payout.id)));
        let paid_out = sandbox.events().into_iter().filter(|event| event.action == "paid_out");
        assert!(paid_out.clone().count() == 2 && paid_out.clone().all(|it| it.links.get("payout").is_some()));
        sandbox.advance(Duration::from_hours(8));
        assert_eq!(sandbox.payouts()[0].status.as_str(), "paid");
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.resource_type, &*event.action), ("payouts", "paid"));
        assert_eq!(event.links.get("payout"), Some(payout.id.as_str()));
        let account = &answer.json["payouts"]["links"]["creditor_bank_account"];
        let account = sandbox.get(&format!("/creditor_bank_accounts/{}", account.as_str().unwrap())).await.json;
        assert_eq!(account["creditor_bank_accounts"]["verification_status"], "successful");
        sandbox.get("/payouts/PO123").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }

    #[tokio::test]
    async fn money_waits_for_an_account_to_be_paid_out_to() {
        let sandbox = TestSandbox::new();
        let links = sandbox.get("/creditors").await.json["creditors"][0]["links"].clone();
        let account = links["default_gbp_payout_account"].as_str().unwrap();
        sandbox.post(&format!("/creditor_bank_accounts/{account}/actions/disable"), json!(null)).await;
        let mandate = sandbox.active_mandate().await;
        let payment = sandbox.payment(&mandate, json!({})).await;
        let refused = sandbox.simulate("payment_paid_out", &payment).await;
        refused.assert_refused(422, "invalid_state", "scenario_not_possible");
        sandbox.advance(Duration::from_hours(14 * 24));
        assert_eq!(sandbox.payments()[0].status.as_str(), "confirmed");
        let creditor = sandbox.mandates()[0].links.creditor.clone();
        let body = json!({"creditor_bank_accounts": {
            "account_holder_name": "Northwind", "country_code": "GB", "branch_code": "200000",
            "account_number": "55779911", "set_as_default_payout_account": true, "links": {"creditor": creditor}
        }});
        assert_eq!(sandbox.post("/creditor_bank_accounts", body).await.status, 201);
        sandbox.get("/payments").await;
        assert_eq!(sandbox.payments()[0].status.as_str(), "paid_out");
    }

    #[tokio::test]
    async fn an_unverified_creditor_is_paid_out_once_it_is_verified() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.payment(&sandbox.active_mandate().await, json!({})).await;
        let creditor = sandbox.mandates()[0].links.creditor.to_string();
        sandbox.simulate("creditor_verification_status_in_review", &creditor).await;
        sandbox.advance(Duration::from_hours(14 * 24));
        assert_eq!(sandbox.payments()[0].status.as_str(), "confirmed", "{payment}");
        sandbox.simulate("creditor_verification_status_successful", &creditor).await;
        assert_eq!(sandbox.get("/payments").await.json["payments"][0]["status"], "paid_out");
    }
}
