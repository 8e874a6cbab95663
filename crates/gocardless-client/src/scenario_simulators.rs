//! `/scenario_simulators`, which only GoCardless's sandbox has. Source: API reference, "Scenario Simulators".

use serde_json::{Value, json};

use crate::call::{Call, CallKind};
use crate::resource::{body, named};
use crate::{Client, Error, IdempotencyKey};

impl Client {
    /// Makes the resource with this id go through a scenario, such as `payment_paid_out`, at once.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where there is no such scenario or resource, or the resource is not in the state that the
    /// scenario begins in. After [`Error::OutcomeUnknown`] get the resource: its status tells.
    pub async fn run_scenario_simulator(&self, name: &str, resource: &str, key: &IdempotencyKey) -> Result<(), Error> {
        let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let call = Call {
            kind: CallKind::Action,
            path: format!("/scenario_simulators/{name}/actions/run"),
            template: "/scenario_simulators/{id}/actions/run",
            key: Some(key),
            body: body("data", &json!({ "links": { "resource": resource } })),
        };
        self.send(&call, |body| named::<Value>(body, "scenario_simulators")).await.map(|_| ())
    }
}
