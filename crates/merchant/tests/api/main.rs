//! The merchant backend as browsers see it, with the sandbox as its GoCardless.

#![expect(clippy::unwrap_used, reason = "what a test's helper cannot do ends the test")]

mod apply_events;
mod audit_log;
mod bugs;
mod clock;
#[expect(dead_code, reason = "the tests of the store use the rest")]
#[path = "../support/cluster.rs"]
mod cluster;
#[path = "../support/counters.rs"]
mod cluster_counters;
mod complete_signup;
mod complete_signup_on_return;
mod configuration;
mod counters;
mod disconnect;
mod flood;
mod generated_requests;
mod headers;
mod ids;
mod kill;
mod kill_flood;
mod kill_points;
mod lifecycle;
mod limits;
mod log;
mod look_up_bank_details;
mod lossy_disk;
mod mandate_pdf;
mod merchant_api;
#[path = "../support/newer_schema.rs"]
mod newer_schema;
mod on_postgres;
mod openapi;
mod origins;
mod poll_events;
mod receive_webhook;
mod reconcile;
mod right_person;
mod secrets;
mod show_health;
mod show_metrics;
mod show_signup;
mod show_signup_page;
mod slow_and_big;
mod start_signup;
mod start_signup_again;
mod start_signup_form;
mod static_files;
mod stop;
mod store_trouble;
mod submit_lost;
mod submit_signup;
mod support;
mod thirty_minutes;
mod token_trouble;
mod two_instances;
