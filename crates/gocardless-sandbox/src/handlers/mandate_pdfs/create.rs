//! `POST /mandate_pdfs`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use gocardless_api::MandatePdf;
use jiff::Timestamp;
use serde_json::json;

use super::{NAME, from_details, from_mandate};
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::exchange;
use crate::idempotency::IdempotencyKey;
use crate::ledger::Organisation;
use crate::mandate_pdfs::{Language, Paper, draw};
use crate::parameters::{Document, Form};
use crate::sandbox::Sandbox;

/// Makes a PDF of a mandate, or of details that are given, or a blank one, and tells where it is to be had for ten
/// minutes.
///
/// Nothing is kept but the PDF itself, for so long. Each call makes a new one: a key counts for nothing.
pub(crate) async fn create_mandate_pdf(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    _: IdempotencyKey,
    headers: HeaderMap,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;

    let mut form = document.envelope(NAME)?;
    let mut paper = read(&mut form, organisation, now)?;
    paper.language = Language::accepted(&accepted_languages(&headers), paper.scheme);
    let (id, expires_at) = organisation.add_mandate_pdf(draw(&paper), now);
    let pdf =
        MandatePdf { url: sandbox.address_of(&format!("/mandate_preview/{id}")), expires_at: written(expires_at) };
    Ok(exchange::json(StatusCode::CREATED, &json!({ NAME: pdf })))
}

fn read(form: &mut Form, organisation: &Organisation, now: Timestamp) -> Result<Paper, Refusal> {
    match form.link("mandate") {
        Some(mandate) => from_mandate::read(form, &mandate, organisation, now),
        None => from_details::read(form, organisation, now),
    }
}

/// What `Accept-Language` says; several headers are as one.
pub(crate) fn accepted_languages(headers: &HeaderMap) -> String {
    let all = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    all.filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests;
