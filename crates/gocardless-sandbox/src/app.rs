//! The table of contents: every route, by who calls it.

use axum::Router;
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::handlers::{
    balances, bank_authorisations, bank_details_lookups, billing_request_flows, billing_request_templates,
    billing_requests, blocks, creditor_bank_accounts, creditors, customer_bank_accounts, customer_notifications,
    customers, events, instalment_schedules, institutions, mandate_import_entries, mandate_imports, mandate_pdfs,
    mandates, payer_authorisations, payments, payout_items, payouts, redirect_flows, refunds, scenario_simulators,
    scheme_identifiers, subscriptions, webhooks,
};
use crate::sandbox::Sandbox;
use crate::{control, dashboard, error, exchange, faults, hosted, oauth, pages, rate_limit, shapes};

/// The sandbox as a router: for [`start`](crate::start), and for tests that need no socket.
#[rustfmt::skip]
pub fn app(sandbox: Sandbox) -> Router {
    let api = Router::new()
        .route("/balances", get(balances::list_balances))
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
        .route("/mandate_pdfs", post(mandate_pdfs::create_mandate_pdf))
        .route("/instalment_schedules", get(instalment_schedules::list_instalment_schedules).post(instalment_schedules::create_instalment_schedule))
        .route("/instalment_schedules/create_with_dates", post(instalment_schedules::create_with_dates))
        .route("/instalment_schedules/create_with_schedule", post(instalment_schedules::create_with_schedule))
        .route("/instalment_schedules/{id}", get(instalment_schedules::get_instalment_schedule).put(instalment_schedules::update_instalment_schedule))
        .route("/instalment_schedules/{id}/actions/cancel", post(instalment_schedules::cancel_instalment_schedule))
        .route("/mandates", get(mandates::list_mandates).post(mandates::create_mandate))
        .route("/mandates/{id}", get(mandates::get_mandate).put(mandates::update_mandate))
        .route("/mandates/{id}/actions/cancel", post(mandates::cancel_mandate))
        .route("/mandates/{id}/actions/reinstate", post(mandates::reinstate_mandate))
        .route("/payments", get(payments::list_payments).post(payments::create_payment))
        .route("/payments/{id}", get(payments::get_payment).put(payments::update_payment))
        .route("/payments/{id}/actions/cancel", post(payments::cancel_payment))
        .route("/payments/{id}/actions/retry", post(payments::retry_payment))
        .route("/payout_items", get(payout_items::list_payout_items))
        .route("/payouts", get(payouts::list_payouts))
        .route("/payouts/{id}", get(payouts::get_payout).put(payouts::update_payout))
        .route("/redirect_flows", post(redirect_flows::create_redirect_flow))
        .route("/redirect_flows/{id}", get(redirect_flows::get_redirect_flow))
        .route("/redirect_flows/{id}/actions/complete", post(redirect_flows::complete_redirect_flow))
        .route("/refunds", get(refunds::list_refunds).post(refunds::create_refund))
        .route("/refunds/{id}", get(refunds::get_refund).put(refunds::update_refund))
        .route("/scenario_simulators/{name}/actions/run", post(scenario_simulators::run_scenario_simulator))

        .route("/subscriptions", get(subscriptions::list_subscriptions).post(subscriptions::create_subscription))
        .route("/subscriptions/{id}", get(subscriptions::get_subscription).put(subscriptions::update_subscription))
        .route("/subscriptions/{id}/actions/cancel", post(subscriptions::cancel_subscription))
        .route("/subscriptions/{id}/actions/pause", post(subscriptions::pause_subscription))
        .route("/subscriptions/{id}/actions/resume", post(subscriptions::resume_subscription))
        .route("/webhooks", get(webhooks::list_webhooks))
        .route("/webhooks/{id}", get(webhooks::get_webhook))
        .route("/webhooks/{id}/actions/retry", post(webhooks::retry_webhook))
        .merge(billing())
        .merge(minor_resources())
        .merge(shapes::routes())
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(sandbox.clone(), rate_limit::announce_limit));

    api.merge(payers())
        .merge(merchants())
        .merge(control(&sandbox))
        .merge(watching(&sandbox))
        .merge(pages::serve(sandbox.pages()))
        .fallback(error::path_not_found)
        .layer(CatchPanicLayer::custom(exchange::answer_panic))
        .layer(from_fn_with_state(sandbox.clone(), faults::inject_fault))
        .layer(from_fn_with_state(sandbox.clone(), exchange::answer_request))
        .with_state(sandbox)
}

/// What payers see.
#[rustfmt::skip]
fn payers() -> Router<Sandbox> {
    Router::new()
        .route("/bank/{id}", get(hosted::show_bank).post(hosted::answer_at_bank))
        .route("/billing/static/flow", get(hosted::start_flow))
        .route("/billing/static/template", get(hosted::start_template))
        .route("/billing/static/thankyou", get(hosted::thank_payer))
        .route("/flow/{id}", get(hosted::show_flow).post(hosted::save_details))
        .route("/flow/{id}/review", get(hosted::review_flow))
        .route("/flow/{id}/confirm", post(hosted::confirm_flow))
        .route("/flow/{id}/exit", post(hosted::exit_flow))
        .route("/flow/{id}/success", get(hosted::show_success))
        .route("/flow/{id}/details", get(hosted::get_flow))
        .route("/flow/{id}/mandate_pdf", get(hosted::show_flow_mandate))
        .route("/flow/{id}/actions/submit", post(hosted::submit_flow))
        .route("/mandate_preview/{id}", get(hosted::show_mandate_pdf))
        .layer(map_response(hosted::keep_private))
        .route("/hosted.css", get(hosted::show_styles))
        .method_not_allowed_fallback(error::method_not_allowed)
}

/// Where merchants connect partners' apps, and the apps get their tokens.
#[rustfmt::skip]
fn merchants() -> Router<Sandbox> {
    Router::new()
        .route("/oauth/access_token", post(oauth::issue_access_token))
        .route("/oauth/authorize", get(oauth::show_authorization).post(oauth::decide_authorization))
        .route("/oauth/connections", get(oauth::show_connections).post(oauth::end_connection))
        .route("/oauth/introspect", post(oauth::look_up_token))
        .route("/oauth/revoke", post(oauth::revoke_token))
        .route("/oauth/token_info", post(oauth::look_up_token))
        .route("/onboarding", get(oauth::show_onboarding).post(oauth::verify_organisation))
        .layer(map_response(hosted::keep_private))
        .method_not_allowed_fallback(error::method_not_allowed)
}

/// What steers the sandbox, and shows how it is steered; to other sites' pages neither.
#[rustfmt::skip]
fn control(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .route("/_sandbox/apps", get(control::list_apps).post(control::register_app))
        .route("/_sandbox/calls", post(control::make_call))
        .route("/_sandbox/clock", get(control::show_clock).post(control::set_clock))
        .route("/_sandbox/custom_payment_pages", post(control::permit_custom_payment_pages))
        .route("/_sandbox/customer_approval", post(control::require_customer_approval))
        .route("/_sandbox/customer_notifications", post(control::announce_customer_notification))
        .route("/_sandbox/faults", get(control::list_faults).post(control::add_fault).delete(control::clear_faults))
        .route("/_sandbox/organisations", get(control::list_organisations))
        .route("/_sandbox/organisations/{id}/close", post(control::close_organisation))
        .route("/_sandbox/organisations/{id}/disconnect", post(control::disconnect_app))
        .route("/_sandbox/reset", post(control::reset))
        .route("/_sandbox/webhooks", get(control::show_webhooks).post(control::steer_webhooks).delete(control::let_webhooks_go))
        .route("/_sandbox/scenarios", post(control::play_scenario))
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(sandbox.clone(), control::keep_other_sites_out))
}

/// The page that shows the sandbox, and what it reads.
#[rustfmt::skip]
fn watching(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .route("/", get(dashboard::show_page))
        .route("/_sandbox/changes", get(control::wait_for_change))
        .route("/_sandbox/machines", get(control::show_machines))
        .route("/_sandbox/page/{file}", get(dashboard::show_file))
        .route("/_sandbox/requests/{id}", get(control::get_request))
        .route("/_sandbox/state", get(control::show_state))
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(from_fn_with_state(sandbox.clone(), control::know_host))
        .layer(map_response(hosted::keep_private))
}

/// Asking payers for mandates and payments.
#[rustfmt::skip]
fn billing() -> Router<Sandbox> {
    Router::new()
        .route("/bank_authorisations", post(bank_authorisations::create_bank_authorisation))
        .route("/bank_authorisations/{id}", get(bank_authorisations::get_bank_authorisation))
        .route("/billing_request_flows", post(billing_request_flows::create_billing_request_flow))
        .route("/billing_request_flows/{id}/actions/initialise", post(billing_request_flows::initialise_billing_request_flow))
        .route("/billing_requests", get(billing_requests::list_billing_requests).post(billing_requests::create_billing_request))
        .route("/billing_requests/create_with_actions", post(billing_requests::create_with_actions))
        .route("/billing_requests/{id}", get(billing_requests::get_billing_request))
        .route("/billing_requests/{id}/institutions", get(billing_requests::list_institutions))
        .route("/billing_requests/{id}/actions/cancel", post(billing_requests::cancel_billing_request))
        .route("/billing_requests/{id}/actions/choose_currency", post(billing_requests::choose_currency))
        .route("/billing_requests/{id}/actions/collect_bank_account", post(billing_requests::collect_bank_account))
        .route("/billing_requests/{id}/actions/collect_customer_details", post(billing_requests::collect_customer_details))
        .route("/billing_requests/{id}/actions/confirm_payer_details", post(billing_requests::confirm_payer_details))
        .route("/billing_requests/{id}/actions/fallback", post(billing_requests::fall_back))
        .route("/billing_requests/{id}/actions/fulfil", post(billing_requests::fulfil_billing_request))
        .route("/billing_requests/{id}/actions/notify", post(billing_requests::notify_payer))
        .route("/billing_requests/{id}/actions/select_institution", post(billing_requests::select_institution))
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
