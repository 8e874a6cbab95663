//! Strangers: they know a signup's id, and not its browser's cookie; or send webhooks that GoCardless did not sign.

use serde_json::json;

use crate::browser::{Browser, get, json_request, navigation};
use crate::courier::post;
use crate::world::{Plan, World, short};

impl World {
    /// A stranger tries what they know.
    pub(crate) async fn pass_by(&self) {
        let wait = self.gap(20, 200);
        if self.draw(|lot| lot.per_mille(300)) {
            self.forge().await;
        } else {
            self.intrude().await;
        }
        self.plan(wait, Plan::PasserBy);
    }

    async fn intrude(&self) {
        let (browser, victim, attempt) = {
            let state = &mut *self.state();
            let last = u32::try_from(state.payers.len()).unwrap() - 1;
            let (victim, other) = (state.lot.between(0, last), state.lot.between(0, last));
            // No cookie, a payer's own for another signup, or one of nobody's.
            let cookie = match state.lot.between(0, 2) {
                0 => None,
                1 if other != victim => state.payers[other as usize].browser().cookie.clone(),
                _ => Some(format!("{:064x}", state.lot.number())),
            };
            (Browser { cookie }, state.payers[victim as usize].clone(), state.lot.between(0, 4))
        };
        let (Some(signup), flow) = (victim.signup.clone(), victim.flow.clone()) else { return };
        let request = match attempt {
            0 => get(&format!("/api/signups/{signup}")),
            1 => get(&format!("/api/signups/{signup}/mandate_pdf")),
            2 => json_request(&format!("/api/signups/{signup}/actions/submit"), &victim.submission()),
            3 => {
                let flow = flow.unwrap_or_else(|| "RE123".to_owned());
                let body = json!({ "data": { "redirect_flow_id": flow } });
                json_request(&format!("/api/signups/{signup}/actions/complete"), &body)
            }
            _ => navigation(&format!("/signups/return?redirect_flow_id={}", flow.unwrap_or_default())),
        };
        if let Some(answer) = browser.ask(self, "stranger", request).await
            && !matches!(answer.status, 403 | 404)
        {
            self.violated(format!("a stranger is answered {} for {}", answer.status, short(&signup)));
        }
    }

    async fn forge(&self) {
        let Some(merchant) = self.state().merchant.clone() else { return };
        let mandates = self.sandbox.mandates();
        let Some(mandate) = mandates.last() else { return };
        let event = json!({ "id": "EVFORGED", "created_at": self.now().to_string(), "resource_type": "mandates",
            "action": "cancelled", "links": { "mandate": mandate.id.as_str() }, "details": {}, "metadata": {} });
        let status = post(&merchant, &json!({ "events": [event] }).to_string(), &"0".repeat(64)).await;
        self.note(&format!("a forged webhook: {status}"));
        if status != 498 {
            self.violated(format!("a forged webhook is answered {status}"));
        }
    }
}
