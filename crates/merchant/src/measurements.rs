//! What is measured, as Prometheus reads it. What each means, and what to do about it, is in `docs/OPERATING.md`.
//!
//! Labels come from our own routes and from short lists: none holds an id, an address or anything of a payer.

use std::fmt;
use std::time::Duration;

use axum::http::Method;
use gocardless_client::{Exchange, Outcome};
use jiff::Timestamp;
use metrics::{counter, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use tokio::time::timeout;

use crate::AppState;
use crate::background::Work;
use crate::store::{Backlog, CounterUse, Health, OrganisationId};

/// What is measured; only where somebody may read it, for what is measured has to be read or tidied.
pub(crate) struct Measurements {
    recorder: PrometheusRecorder,
}

/// Bounds of durations, in seconds.
const BUCKETS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// For how long the store is waited for. Whoever reads has to be told of trouble within ten seconds.
const PATIENCE: Duration = Duration::from_secs(4);
/// How often what was measured is put into its buckets, so that it does not pile up when nobody reads.
pub(crate) const TIDY_EVERY: Duration = Duration::from_secs(5);

impl Measurements {
    pub(crate) fn new() -> Self {
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS).expect("there are buckets");
        Self { recorder: builder.build_recorder() }
    }

    /// A request was answered; without a status its client went away before.
    pub(crate) fn note_request(&self, method: &Method, route: &str, status: Option<u16>, duration: Duration) {
        let method = method_name(method);
        with_local_recorder(&self.recorder, || {
            let route = route.to_owned();
            let status = status.map_or_else(|| "none".to_owned(), |status| status.to_string());
            counter!("merchant_http_requests_total", "method" => method, "route" => route.clone(),
                "status" => status)
            .increment(1);
            histogram!("merchant_http_request_duration_seconds", "method" => method, "route" => route).record(duration);
        });
    }

    /// GoCardless was called.
    pub(crate) fn note_call(&self, exchange: &Exchange) {
        let method = method_name(&exchange.method);
        with_local_recorder(&self.recorder, || {
            counter!("merchant_gocardless_requests_total", "method" => method, "path" => exchange.path,
                "outcome" => exchange.outcome.as_str())
            .increment(1);
            if exchange.outcome == Outcome::HeldBack {
                return;
            }
            histogram!("merchant_gocardless_request_duration_seconds", "method" => method, "path" => exchange.path)
                .record(exchange.duration);
        });
    }

    /// Puts what was measured into its buckets.
    pub(crate) fn tidy(&self) {
        self.recorder.handle().run_upkeep();
    }

    /// Everything, in Prometheus's text format. Reads the store, writes nothing.
    pub(crate) async fn render(&self, state: &AppState) -> String {
        let now = state.config.clock.now();
        let (health, backlog, ids) = in_time(
            state.store.health(),
            state.store.backlog(OrganisationId::OWN),
            state.store.counters(OrganisationId::OWN),
        )
        .await;
        with_local_recorder(&self.recorder, || {
            set_health(health);
            set_backlog(backlog.and_then(Result::ok), now);
            set_ids(ids.and_then(Result::ok));
            set_upstream(state);
            set_counts(state);
            for work in Work::ALL {
                let ended = state.counters.last_done(work);
                gauge!("merchant_background_age_seconds", "work" => work.as_str()).set(age(ended, now));
            }
        });
        self.recorder.handle().render()
    }
}

/// What three questions come to that are asked at once, none where there is no answer within [`PATIENCE`].
async fn in_time<A, B, C>(
    first: impl Future<Output = A>,
    second: impl Future<Output = B>,
    third: impl Future<Output = C>,
) -> (Option<A>, Option<B>, Option<C>) {
    let (first, second, third) =
        tokio::join!(timeout(PATIENCE, first), timeout(PATIENCE, second), timeout(PATIENCE, third));
    (first.ok(), second.ok(), third.ok())
}

/// A store that does not answer can be neither read nor written.
fn set_health(health: Option<Health>) {
    let health = health.unwrap_or(Health { readable: false, writable: false, migrated: false });
    gauge!("merchant_store_readable").set(is(health.readable));
    gauge!("merchant_store_writable").set(is(health.writable));
    gauge!("merchant_store_migrated").set(is(health.migrated));
}

/// What is not known is not a number; nothing waiting is no seconds.
fn set_backlog(backlog: Option<Backlog>, now: Timestamp) {
    let waiting = |since: fn(&Backlog) -> Option<Timestamp>| match &backlog {
        Some(backlog) => since(backlog).map_or(0.0, |since| age(Some(since), now)),
        None => f64::NAN,
    };
    gauge!("merchant_oldest_event_waiting_seconds").set(waiting(|it| it.oldest_event));
    gauge!("merchant_oldest_unfinished_signup_seconds").set(waiting(|it| it.oldest_signup));
    gauge!("merchant_oldest_audit_line_waiting_seconds").set(waiting(|it| it.oldest_audit_line));
}

/// How much of each counter is used up; the fullest of all, too, which is there whatever counters there are.
fn set_ids(counters: Option<Vec<CounterUse>>) {
    let share = |used: Option<f64>| used.unwrap_or(f64::NAN);
    let fullest = counters.as_ref().map(|all| all.iter().filter_map(|it| it.used).fold(0.0, f64::max));
    gauge!("merchant_ids_used_ratio_highest").set(share(fullest));
    for CounterUse { name, used } in counters.into_iter().flatten() {
        gauge!("merchant_ids_used_ratio", "counter" => name).set(share(used));
    }
}

fn set_upstream(state: &AppState) {
    gauge!("merchant_gocardless_reachable").set(state.upstream.is_reachable().map_or(f64::NAN, is));
    gauge!("merchant_gocardless_connected").set(is(!state.gocardless.is_revoked()));
    gauge!("merchant_gocardless_quota_left").set(state.gocardless.quota_left().map_or(f64::NAN, f64::from));
}

fn set_counts(state: &AppState) {
    let counters = &state.counters;
    for (name, count) in [
        ("merchant_audit_gaps_total", &counters.audit_gaps),
        ("merchant_audit_late_lines_total", &counters.audit_late),
        ("merchant_events_applied_total", &counters.events_applied),
        ("merchant_events_missed_total", &counters.events_missed),
        ("merchant_events_parked_total", &counters.events_parked),
        ("merchant_events_received_total", &counters.events_received),
        ("merchant_signups_finished_total", &counters.signups_finished),
        ("merchant_webhooks_kept_total", &counters.webhooks_kept),
        ("merchant_webhooks_received_total", &counters.webhooks_received),
        ("merchant_webhooks_refused_total", &counters.webhooks_refused),
    ] {
        counter!(name).absolute(count.get());
    }
}

fn is(it: bool) -> f64 {
    f64::from(u8::from(it))
}

/// In seconds; not a number as long as it has never been.
fn age(since: Option<Timestamp>, now: Timestamp) -> f64 {
    since.map_or(f64::NAN, |since| now.duration_since(since).as_secs_f64().max(0.0))
}

/// One of the methods that there are: a client may send any word.
fn method_name(method: &Method) -> &'static str {
    let known = [Method::GET, Method::POST, Method::HEAD, Method::OPTIONS, Method::PUT, Method::PATCH, Method::DELETE];
    let names = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"];
    known.iter().zip(names).find(|(known, _)| *known == method).map_or("other", |(_, name)| name)
}

impl fmt::Debug for Measurements {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Measurements")
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn promise_38_a_store_that_hangs_is_told_of_in_time() {
        let began = Instant::now();
        assert_eq!(in_time(pending::<()>(), ready(1), pending::<()>()).await, (None, Some(1), None));
        assert!(began.elapsed() < Duration::from_secs(5), "{:?} of ten seconds", began.elapsed());
    }
}
