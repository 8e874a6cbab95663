//! Mandates.

use gocardless_api::{Mandate, Scheme};
use serde::Serialize;
use serde_json::{Value, json};

/// A mandate with the keys that only newer schemes fill, and the one that only ACH has.
pub(crate) fn mandate(mandate: Mandate) -> impl Serialize {
    let is_american = mandate.scheme == Some(Scheme::Ach);
    Wire {
        next_possible_standard_ach_charge_date: is_american.then(|| json!(mandate.next_possible_charge_date)),
        mandate,
        consent_parameters: (),
        verified_at: (),
        funds_settlement: "managed",
    }
}

#[derive(Serialize)]
struct Wire {
    #[serde(flatten)]
    mandate: Mandate,
    consent_parameters: (),
    verified_at: (),
    funds_settlement: &'static str,
    /// There is no faster ACH here, so it is the same date.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_possible_standard_ach_charge_date: Option<Value>,
}
