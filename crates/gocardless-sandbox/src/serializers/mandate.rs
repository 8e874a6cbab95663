//! Mandates.

use gocardless_api::Mandate;
use serde::Serialize;

/// A mandate with the keys that only newer schemes fill.
pub(crate) fn mandate(mandate: Mandate) -> impl Serialize {
    Wire { mandate, consent_parameters: (), verified_at: (), funds_settlement: "managed" }
}

#[derive(Serialize)]
struct Wire {
    #[serde(flatten)]
    mandate: Mandate,
    consent_parameters: (),
    verified_at: (),
    funds_settlement: &'static str,
}
