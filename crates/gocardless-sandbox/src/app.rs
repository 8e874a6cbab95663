//! The table of contents: every route, by who calls it.

use axum::Router;
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::handlers::{
    bank_details_lookups, billing_request_templates, blocks, creditor_bank_accounts, creditors, customer_bank_accounts,
    customer_notifications, customers, events, institutions, mandate_import_entries, mandate_imports, mandates,
    payer_authorisations, payments, redirect_flows, scenario_simulators, scheme_identifiers,
};
use crate::sandbox::Sandbox;
use crate::{control, error, exchange, faults, hosted, pages, rate_limit, shapes};

/// The sandbox as a router: for [`start`](crate::start), and for tests that need no socket.
#[rustfmt::skip]
pub fn app(sandbox: Sandbox) -> Router {
    let api = Router::new()
        .route("/bank_details_lookups", post(bank_details_lookups::create_bank_details_lookup))
        .route("/creditors", get(creditors::list_creditors).post(creditors::create_creditor))
        .route("/creditors/{id}", get(creditors::get_creditor).put(creditors::update_creditor))
        .route("/customer_bank_accounts", get(customer_bank_accounts::list_customer_bank_accounts).post(customer_bank_accounts::create_customer_bank_account))
        .route("/customer_bank_accounts/{id}", get(customer_bank_accounts::get_customer_bank_account).put(customer_bank_accounts::update_customer_bank_account))
        .route("/customer_bank_accounts/{id}/actions/disable", post(customer_bank_accounts::disable_customer_bank_account))
        .route("/customers", get(customers::list_customers).post(customers::create_customer))
        .route("/customers/{id}", get(customers::get_customer).put(customers::update_customer).delete(customers::remove_customer))
        .route("/events", get(events::list_events))
        .route("/events/{id}", get(events::get_event))
        .route("/mandates", get(mandates::list_mandates).post(mandates::create_mandate))
        .route("/mandates/{id}", get(mandates::get_mandate).put(mandates::update_mandate))
        .route("/mandates/{id}/actions/cancel", post(mandates::cancel_mandate))
        .route("/mandates/{id}/actions/reinstate", post(mandates::reinstate_mandate))
        .route("/payments", get(payments::list_payments).post(payments::create_payment))
        .route("/payments/{id}", get(payments::get_payment).put(payments::update_payment))
        .route("/payments/{id}/actions/cancel", post(payments::cancel_payment))
        .route("/payments/{id}/actions/retry", post(payments::retry_payment))
        .route("/redirect_flows", post(redirect_flows::create_redirect_flow))
        .route("/redirect_flows/{id}", get(redirect_flows::get_redirect_flow))
        .route("/redirect_flows/{id}/actions/complete", post(redirect_flows::complete_redirect_flow))
        .route("/scenario_simulators/{name}/actions/run", post(scenario_simulators::run_scenario_simulator))
        .merge(minor_resources())
        .merge(shapes::routes())
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(sandbox.clone(), rate_limit::announce_limit));

    let payers = Router::new()
        .route("/flow/{id}", get(hosted::show_flow).post(hosted::save_details))
        .route("/flow/{id}/review", get(hosted::review_flow))
        .route("/flow/{id}/confirm", post(hosted::confirm_flow))
        .route("/flow/{id}/success", get(hosted::show_success))
        .route("/flow/{id}/details", get(hosted::get_flow))
        .route("/flow/{id}/actions/submit", post(hosted::submit_flow))
        .layer(map_response(hosted::keep_private))
        .route("/hosted.css", get(hosted::show_styles))
        .method_not_allowed_fallback(error::method_not_allowed);

    let control = Router::new()
        .route("/_sandbox/clock", get(control::show_clock).post(control::set_clock))
        .route("/_sandbox/customer_notifications", post(control::announce_customer_notification))
        .route("/_sandbox/faults", get(control::list_faults).post(control::add_fault).delete(control::clear_faults))
        .route("/_sandbox/reset", post(control::reset))
        .method_not_allowed_fallback(error::method_not_allowed);

    api.merge(payers)
        .merge(control)
        .merge(pages::serve(sandbox.pages()))
        .fallback(error::path_not_found)
        .layer(CatchPanicLayer::custom(exchange::answer_panic))
        .layer(from_fn_with_state(sandbox.clone(), faults::inject_fault))
        .layer(from_fn_with_state(sandbox.clone(), exchange::answer_request))
        .with_state(sandbox)
}

/// What a merchant may set up besides collecting.
#[rustfmt::skip]
fn minor_resources() -> Router<Sandbox> {
    Router::new()
        .route("/billing_request_templates", get(billing_request_templates::list_billing_request_templates).post(billing_request_templates::create_billing_request_template))
        .route("/billing_request_templates/{id}", get(billing_request_templates::get_billing_request_template).put(billing_request_templates::update_billing_request_template))
        .route("/blocks", get(blocks::list_blocks).post(blocks::create_block))
        .route("/blocks/block_by_ref", post(blocks::block_by_reference))
        .route("/blocks/{id}", get(blocks::get_block))
        .route("/blocks/{id}/actions/disable", post(blocks::disable_block))
        .route("/blocks/{id}/actions/enable", post(blocks::enable_block))
        .route("/creditor_bank_accounts", get(creditor_bank_accounts::list_creditor_bank_accounts).post(creditor_bank_accounts::create_creditor_bank_account))
        .route("/creditor_bank_accounts/{id}", get(creditor_bank_accounts::get_creditor_bank_account))
        .route("/creditor_bank_accounts/{id}/actions/disable", post(creditor_bank_accounts::disable_creditor_bank_account))
        .route("/customer_notifications/{id}/actions/handle", post(customer_notifications::handle_customer_notification))
        .route("/institutions", get(institutions::list_institutions))
        .route("/mandate_import_entries", get(mandate_import_entries::list_mandate_import_entries).post(mandate_import_entries::create_mandate_import_entry))
        .route("/mandate_imports", post(mandate_imports::create_mandate_import))
        .route("/mandate_imports/{id}", get(mandate_imports::get_mandate_import))
        .route("/mandate_imports/{id}/actions/cancel", post(mandate_imports::cancel_mandate_import))
        .route("/mandate_imports/{id}/actions/submit", post(mandate_imports::submit_mandate_import))
        .route("/payer_authorisations", post(payer_authorisations::create_payer_authorisation))
        .route("/payer_authorisations/{id}", get(payer_authorisations::get_payer_authorisation).put(payer_authorisations::update_payer_authorisation))
        .route("/payer_authorisations/{id}/actions/confirm", post(payer_authorisations::confirm_payer_authorisation))
        .route("/payer_authorisations/{id}/actions/submit", post(payer_authorisations::submit_payer_authorisation))
        .route("/scheme_identifiers", get(scheme_identifiers::list_scheme_identifiers).post(scheme_identifiers::create_scheme_identifier))
        .route("/scheme_identifiers/{id}", get(scheme_identifiers::get_scheme_identifier))
}
