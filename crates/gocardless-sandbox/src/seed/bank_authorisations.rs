//! Seeded bank authorisations.

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::institutions::INSTITUTIONS;
use crate::ledger::SeededAuthorisation;

/// What follows from the rest.
const DERIVED: [&str; 4] = ["authorisation_type", "expires_at", "qr_code_url", "url"];

/// One that waits for the payer, for fifteen minutes from its creation, unless it says when it was authorised.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let requests = &sowing.organisation.billing_requests;
    let billing_request = entry.required_link("billing_request", |id| requests.get(id).is_some())?;
    let named = entry.link("institution", |id| INSTITUTIONS.iter().any(|it| it.id == id))?;
    let institution = named.and_then(|id| INSTITUTIONS.iter().find(|it| it.id == id)).unwrap_or(&INSTITUTIONS[0]);
    for field in DERIVED {
        entry.take(field);
    }
    let seeded = SeededAuthorisation {
        id: entry.id.clone(),
        billing_request,
        institution: institution.id,
        authorised_at: entry.text("authorised_at")?,
        last_visited_at: entry.text("last_visited_at")?,
        redirect_uri: entry
            .text("redirect_uri")?
            .unwrap_or_else(|| format!("{}/billing/static/thankyou", sowing.address)),
        url: format!("{}/bank/{}", sowing.address, entry.id),
    };
    entry.finish(&["links"])?;
    sowing.organisation.seed_bank_authorisation(seeded, entry.created, sowing.now);
    Ok(())
}
