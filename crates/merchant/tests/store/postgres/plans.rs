//! What is asked again and again is found by an index, however many rows there are.

use std::time::Duration;

use jiff::SignedDuration;
use merchant::store::{Lease, Unfinished};

use super::open;
use crate::records::{OWN, at, signup};

const MANY: &str = "
    INSERT INTO signups (organisation_id, id, flow, plan, plan_terms, status, browser_hash, request_hash, session_token,
                         return_url, created_at)
    SELECT 1, 'SGM' || n, flow, plan, plan_terms, 'completed', browser_hash, request_hash, '', '', n
    FROM signups, generate_series(1, 20000) n WHERE id = 'SG1';
    INSERT INTO signup_steps (organisation_id, signup_id, step, idempotency_key, state, created_at, updated_at)
    SELECT 1, 'SGM' || n, step, 'k', 'succeeded', n, n
    FROM generate_series(1, 20000) n, unnest(ARRAY['complete', 'payment']) step;
    INSERT INTO events (organisation_id, event_key, resource_type, action, received_at, content, state)
    SELECT 1, 'EVM' || n, 'mandates', 'active', n, '{}', 'applied' FROM generate_series(1, 20000) n;
    ANALYZE";

#[tokio::test]
async fn what_is_asked_again_and_again_reads_no_table_from_end_to_end() {
    let fixture = open().await;
    fixture.store.start_signup(signup("SG1")).await.unwrap();
    fixture.database.run(MANY);
    let peek = fixture.database.peek().await;
    let which = Unfinished {
        now: at(100),
        recorded_before: at(50),
        refused_of_after: at(-10_000),
        left_at_least: SignedDuration::from_secs(60),
        left_at_most: SignedDuration::from_secs(600),
        limit: 7,
    };
    // The counts of whoever is connected come in when they go, and are in once they are gone. The store has been used by
    // then, and its statistics are old.
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let scans = "SELECT coalesce(sum(seq_scan), 0)::bigint FROM pg_stat_user_tables
                 WHERE relname IN ('signups', 'signup_steps', 'events')";
    let looks = "SELECT min(idx_scan) FROM pg_stat_user_indexes WHERE indexrelname IN
                 ('signup_steps_open', 'signup_steps_refused', 'events_waiting', 'signups_audit_due')";
    while peek.execute(end, &[]).await.unwrap() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let count = async |sql: &str| peek.query_one(sql, &[]).await.unwrap().get::<_, i64>(0);
    let before = count(scans).await;
    // Often enough for a plan that knows no parameters.
    for _ in 0..8 {
        fixture.store.claim_unfinished(OWN, which).await.unwrap();
        fixture.store.claim_events(OWN, Lease { now: at(0), until: at(60) }, 9).await.unwrap();
        fixture.store.audit_due(OWN, None, 9).await.unwrap();
        fixture.store.backlog(OWN).await.unwrap();
    }
    while count(looks).await < 8 {
        peek.execute(end, &[]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(count(scans).await, before);
}
