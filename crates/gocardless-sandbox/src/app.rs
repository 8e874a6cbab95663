//! The table of contents: every route, by who calls it.

use axum::Router;
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::handlers::{bank_details_lookups, creditors, customer_bank_accounts, customers, mandates, redirect_flows};
use crate::sandbox::Sandbox;
use crate::{control, error, exchange, faults, hosted, pages, rate_limit};

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
        .route("/mandates", get(mandates::list_mandates).post(mandates::create_mandate))
        .route("/mandates/{id}", get(mandates::get_mandate).put(mandates::update_mandate))
        .route("/mandates/{id}/actions/cancel", post(mandates::cancel_mandate))
        .route("/mandates/{id}/actions/reinstate", post(mandates::reinstate_mandate))
        .route("/redirect_flows", post(redirect_flows::create_redirect_flow))
        .route("/redirect_flows/{id}", get(redirect_flows::get_redirect_flow))
        .route("/redirect_flows/{id}/actions/complete", post(redirect_flows::complete_redirect_flow))
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
