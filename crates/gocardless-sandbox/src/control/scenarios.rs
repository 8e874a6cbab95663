//! `/_sandbox/scenarios`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::cannot_follow;
use crate::error::Refusal;
use crate::exchange;
use crate::ledger::NotPlayed;
use crate::parameters::Document;
use crate::sandbox::Sandbox;
use crate::scenarios;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    name: String,
    resource: String,
}

/// `POST`: lets a resource of whichever organisation go through a scenario, as `/scenario_simulators` does.
pub(crate) async fn play_scenario(State(sandbox): State<Sandbox>, document: Document) -> Result<Response, Refusal> {
    let wanted: Wanted = serde_json::from_value(document.into_value())
        .map_err(|error| cannot_follow(&format!("Send {{\"name\", \"resource\"}}: {error}")))?;
    let scenario = scenarios::named(&wanted.name).ok_or_else(|| cannot_follow("There is no scenario of this name"))?;
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    for organisation in ledger.organisations_mut() {
        match organisation.play(scenario, &wanted.resource, now) {
            Err(NotPlayed::UnknownResource) => {}
            Err(NotPlayed::Precondition) => {
                let message = "The resource is not in the state or scheme that this scenario begins with";
                return Err(Refusal::state("scenario_not_possible", message));
            }
            Ok(()) => {
                let played = json!({ "name": wanted.name, "resource": wanted.resource });
                return Ok(exchange::json(StatusCode::OK, &played));
            }
        }
    }
    Err(cannot_follow("There is no resource of this id that the scenario works on"))
}

#[cfg(test)]
mod tests {
    use gocardless_api::MandateStatus;
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn what_is_offered_can_be_played_and_nothing_else() {
        let sandbox = TestSandbox::new();
        let id = sandbox.mandate().await;
        let offered = sandbox.ledger().first_organisation().playable("mandates", &id);
        assert_eq!(
            offered,
            [
                "mandate_activated",
                "mandate_expired",
                "mandate_failed",
                "mandate_transferred",
                "mandate_transferred_with_resubmission"
            ]
        );
        let body = json!({"name": "mandate_activated", "resource": id});
        assert_eq!(sandbox.post("/_sandbox/scenarios", body.clone()).await.status, 200);
        assert_eq!(sandbox.mandates()[0].status, MandateStatus::Active);
        assert_eq!(sandbox.ledger().first_organisation().playable("mandates", &id), [""; 0]);
        sandbox.post("/_sandbox/scenarios", body).await.assert_refused(422, "invalid_state", "scenario_not_possible");
    }

    #[tokio::test]
    async fn every_offer_for_a_payment_can_be_taken() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.active_mandate().await;
        let first = sandbox.payment(&mandate, json!({})).await;
        let offered = sandbox.ledger().first_organisation().playable("payments", &first);
        assert_eq!(offered.len(), 8);
        for name in offered {
            let payment = sandbox.payment(&mandate, json!({})).await;
            let body = json!({"name": name, "resource": payment});
            assert_eq!(sandbox.post("/_sandbox/scenarios", body).await.status, 200, "{name}");
        }
    }

    #[tokio::test]
    async fn every_offer_for_a_refund_or_a_payout_can_be_taken() {
        let sandbox = TestSandbox::new();
        let mut names = Vec::new();
        for place in 0..4 {
            let payment = sandbox.paid_out_payment().await;
            sandbox.try_refund(&payment, 100).await;
            let refund = sandbox.refunds()[place].id.to_string();
            let name = sandbox.ledger().first_organisation().playable("refunds", &refund)[place];
            let body = json!({"name": name, "resource": refund});
            assert_eq!(sandbox.post("/_sandbox/scenarios", body).await.status, 200, "{name}");
            names.push(name);
        }
        assert_eq!(names, ["refund_bounced", "refund_paid", "refund_returned", "refund_settled"]);

        let payout = sandbox.payouts()[0].id.to_string();
        assert_eq!(sandbox.ledger().first_organisation().playable("payouts", &payout), [""; 0]);
        sandbox.advance(std::time::Duration::from_hours(24));
        assert_eq!(sandbox.ledger().first_organisation().playable("payouts", &payout), ["payout_bounced"]);
        let body = json!({"name": "payout_bounced", "resource": payout});
        assert_eq!(sandbox.post("/_sandbox/scenarios", body).await.status, 200);
    }

    #[tokio::test]
    async fn what_cannot_be_followed_is_refused() {
        let sandbox = TestSandbox::new();
        for (body, part) in [
            (json!({}), "missing field"),
            (json!({"name": "payment_won", "resource": "PM1"}), "no scenario of this name"),
            (json!({"name": "payment_failed", "resource": "PM1"}), "no resource of this id"),
        ] {
            let answer = sandbox.post("/_sandbox/scenarios", body).await;
            assert_eq!(answer.status, 422);
            assert!(answer.text.contains(part), "{part}: {}", answer.text);
        }
    }
}
