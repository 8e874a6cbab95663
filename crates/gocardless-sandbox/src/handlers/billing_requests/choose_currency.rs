//! `POST /billing_requests/{id}/actions/choose_currency`.

use axum::extract::State;
use axum::response::Response;

use super::{NAME, read_metadata, refusal, shown};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::Deed;
use crate::machines::Origin;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Chooses the currency, where the merchant has left it open.
pub(crate) async fn choose_currency(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.billing_requests.get(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.action(NAME)?;
    let currency = form.required_text("currency");
    let metadata = read_metadata(&mut form);
    if !currency.is_empty() && !record.available_currencies().contains(&currency) {
        form.problem("currency", Problem::Invalid);
    }
    form.check()?;
    let deed = Deed::ChooseCurrency(currency);
    organisation.do_to_billing_request(&id, deed, Origin::Api, metadata, now).map_err(refusal)?;
    shown(organisation, &id)
}
