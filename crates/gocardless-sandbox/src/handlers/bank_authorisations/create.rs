//! `POST /bank_authorisations`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::handlers::billing_requests::refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::Unready;
use crate::parameters::Document;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Makes the address at which a payer authorises a billing request at the bank that was selected, for 15 minutes.
pub(crate) async fn create_bank_authorisation(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.made.check(&caller, &key)?;

    let mut form = document.envelope(NAME)?;
    let redirect_uri = form.redirect_url("redirect_uri");
    let request = form.link("billing_request");
    if request.is_none() {
        form.problem("links/billing_request", Problem::Required);
    }
    form.check()?;

    let redirect_uri = redirect_uri.unwrap_or_else(|| sandbox.address_of("/billing/static/thankyou"));
    let address = |id: &str| sandbox.address_of(&format!("/bank/{id}"));
    let made = organisation.add_bank_authorisation(&request.unwrap_or_default(), redirect_uri, false, address, now);
    let made = made.map_err(|unready| match unready {
        Unready::Unknown => Refusal::link_not_found(NAME, "billing_request"),
        unready => refusal(unready),
    })?;
    organisation.made.remember(&caller, &key, &made.id);
    Ok(reply::created(NAME, &made.id, &made))
}
