//! Where the shapes are.

use axum::Router;
use axum::extract::State;
use axum::routing::{MethodRouter, get, post, put};
use serde_json::json;

use super::answers;
use super::table::{self, Shape};
use crate::authentication::Caller;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::query::Query;
use crate::sandbox::Sandbox;

/// Every path of a shape.
#[rustfmt::skip]
pub(crate) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/bank_account_details/{id}", show(table::BANK_ACCOUNT_DETAILS))
        .route("/bank_account_holder_verifications", make(table::BANK_ACCOUNT_HOLDER_VERIFICATIONS))
        .route("/bank_account_holder_verifications/{id}", show(table::BANK_ACCOUNT_HOLDER_VERIFICATIONS))
        .route("/branding/logos", make(table::LOGOS))
        .route("/branding/payer_themes", make(table::PAYER_THEMES))
        .route("/currency_exchange_rates", list(table::CURRENCY_EXCHANGE_RATES))
        .route("/exports", list(table::EXPORTS))
        .route("/exports/{id}", show(table::EXPORTS))
        .route("/funds_availability/{id}", show_bare(table::FUNDS_AVAILABILITY))
        .route("/negative_balance_limits", list(table::NEGATIVE_BALANCE_LIMITS))
        .route("/outbound_payment_import_entries", list(table::OUTBOUND_PAYMENT_IMPORT_ENTRIES))
        .route("/outbound_payment_imports", list(table::OUTBOUND_PAYMENT_IMPORTS).merge(make(table::OUTBOUND_PAYMENT_IMPORTS)))
        .route("/outbound_payment_imports/{id}", show(table::OUTBOUND_PAYMENT_IMPORTS))
        .route("/outbound_payments", list(table::OUTBOUND_PAYMENTS).merge(make(table::OUTBOUND_PAYMENTS)))
        .route("/outbound_payments/stats", show_bare(table::OUTBOUND_PAYMENTS))
        .route("/outbound_payments/withdrawal", withdraw(table::WITHDRAWALS))
        .route("/outbound_payments/{id}", show(table::OUTBOUND_PAYMENTS).merge(change(table::OUTBOUND_PAYMENTS)))
        .route("/outbound_payments/{id}/actions/approve", act(table::OUTBOUND_PAYMENTS, Some("scheduled")))
        .route("/outbound_payments/{id}/actions/cancel", act(table::OUTBOUND_PAYMENTS, Some("cancelled")))
        .route("/payment_account_transactions/{id}", show(table::PAYMENT_ACCOUNT_TRANSACTIONS))
        .route("/payment_accounts", list(table::PAYMENT_ACCOUNTS))
        .route("/payment_accounts/{id}", show(table::PAYMENT_ACCOUNTS))
        .route("/payment_accounts/{id}/transactions", list(table::PAYMENT_ACCOUNT_TRANSACTIONS))
        .route("/tax_rates", list(table::TAX_RATES))
        .route("/tax_rates/{id}", show(table::TAX_RATES))
        .route("/transferred_mandates/{id}", show(table::TRANSFERRED_MANDATES))
        .route("/verification_details", list(table::VERIFICATION_DETAILS).merge(make(table::VERIFICATION_DETAILS)))
}

fn list(shape: Shape) -> MethodRouter<Sandbox> {
    get(async move |State(sandbox): State<Sandbox>, caller: Caller, query: Query| {
        answers::list(shape, &sandbox, &caller, &query)
    })
}

fn show(shape: Shape) -> MethodRouter<Sandbox> {
    get(async move |State(sandbox): State<Sandbox>, caller: Caller, PathId(id): PathId| {
        answers::get(shape, &sandbox, &caller, &id)
    })
}

fn show_bare(shape: Shape) -> MethodRouter<Sandbox> {
    get(async move |State(sandbox): State<Sandbox>, _: Caller| answers::get_bare(shape, &sandbox))
}

fn make(shape: Shape) -> MethodRouter<Sandbox> {
    post(async move |State(sandbox): State<Sandbox>, caller: Caller, key: IdempotencyKey, document: Document| {
        let mut form = document.envelope(shape.name)?;
        answers::create(shape, &sandbox, &caller, &key, &mut form, &[])
    })
}

fn withdraw(shape: Shape) -> MethodRouter<Sandbox> {
    post(async move |State(sandbox): State<Sandbox>, caller: Caller, key: IdempotencyKey, document: Document| {
        let mut form = document.action(shape.name)?;
        answers::create(shape, &sandbox, &caller, &key, &mut form, &[("is_withdrawal", json!(true))])
    })
}

fn change(shape: Shape) -> MethodRouter<Sandbox> {
    put(async move |State(sandbox): State<Sandbox>, caller: Caller, PathId(id): PathId, document: Document| {
        answers::update(shape, &sandbox, &caller, &id, document)
    })
}

fn act(shape: Shape, status: Option<&'static str>) -> MethodRouter<Sandbox> {
    post(
        async move |State(sandbox): State<Sandbox>,
                    caller: Caller,
                    PathId(id): PathId,
                    _: IdempotencyKey,
                    document: Document| {
            answers::set_status(shape, &sandbox, &caller, &id, document, status)
        },
    )
}
