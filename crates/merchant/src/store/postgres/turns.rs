//! Statements by which one instance takes a turn that the others then leave to it, and about tokens that have ended.

use jiff::{SignedDuration, Timestamp};
use signup_api::SignupId;

use super::super::{Lease, OrganisationId, PollTurn, Step, StoreError, StoredSignup, Unfinished};
use super::connections::Rows;
use super::reads::{optional_time, parse};
use super::session::Session;
use super::writes;
use crate::TokenHash;

pub(super) async fn claim_poll(
    session: &Session,
    organisation: OrganisationId,
    now: Timestamp,
    period: SignedDuration,
) -> Result<Option<PollTurn>, StoreError> {
    let sql = "INSERT INTO event_polls (organisation_id, claimed_at) VALUES ($1, $2)
               ON CONFLICT (organisation_id) DO UPDATE SET claimed_at = excluded.claimed_at
               WHERE event_polls.claimed_at <= $3 OR event_polls.claimed_at > $2
               RETURNING read_until";
    let before = (now - period).as_millisecond();
    let turn = session.first(sql, &[&organisation.0, &now.as_millisecond(), &before]).await?;
    turn.map(|row| Ok(PollTurn { read_until: optional_time(&row, 0)? })).transpose()
}

pub(super) async fn finish_poll(
    session: &Session,
    organisation: OrganisationId,
    read_until: Timestamp,
) -> Result<(), StoreError> {
    // `greatest` leaves out what is null.
    let sql = "UPDATE event_polls SET read_until = greatest(read_until, $2) WHERE organisation_id = $1";
    session.execute(sql, &[&organisation.0, &read_until.as_millisecond()]).await?;
    Ok(())
}

/// Of two instances at once the second waits for the first's row, and then finds it claimed.
pub(super) async fn claim_signup(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
    lease: Lease,
    intent: Option<&Step>,
) -> Result<Option<StoredSignup>, StoreError> {
    let length = lease.until.duration_since(lease.now);
    let claimed = session
        .execute(
            "UPDATE signups SET claimed_until = $3
             WHERE organisation_id = $1 AND id = $2
               AND (claimed_until IS NULL OR claimed_until <= $4 OR claimed_until > $5)
               AND (NOT $6 OR status IN ('started', 'awaiting_payer'))",
            &[
                &organisation.0,
                &id.as_str(),
                &lease.until.as_millisecond(),
                &lease.now.as_millisecond(),
                &(lease.until + length).as_millisecond(),
                &intent.is_some(),
            ],
        )
        .await?;
    if claimed == 0 {
        return Ok(None);
    }
    if let Some(step) = intent {
        writes::record_step(session, organisation, id, step).await?;
    }
    writes::found(session, organisation, id).await.map(Some)
}

pub(super) async fn keep_claim(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    let sql = "UPDATE signups SET claimed_until = $3
               WHERE organisation_id = $1 AND id = $2 AND claimed_until IS NOT NULL";
    session.execute(sql, &[&organisation.0, &id.as_str(), &until.map(Timestamp::as_millisecond)]).await?;
    Ok(())
}

pub(super) async fn disconnect(
    session: &Session,
    organisation: OrganisationId,
    token: TokenHash,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO disconnections (organisation_id, token_hash, disconnected_at) VALUES ($1, $2, $3)
               ON CONFLICT (organisation_id, token_hash) DO NOTHING";
    session.execute(sql, &[&organisation.0, &token.as_bytes().as_slice(), &at.as_millisecond()]).await?;
    Ok(())
}

pub(super) async fn is_disconnected(
    rows: &impl Rows,
    organisation: OrganisationId,
    token: TokenHash,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM disconnections WHERE organisation_id = $1 AND token_hash = $2";
    Ok(rows.first(sql, &[&organisation.0, &token.as_bytes().as_slice()]).await?.is_some())
}

/// Finds signups without a known end; what another instance is just taking is passed over. The condition on
/// `left_until` stands twice: it is asked again of a row that another instance has taken since the first look.
pub(super) async fn claim_unfinished(
    session: &Session,
    organisation: OrganisationId,
    which: Unfinished,
) -> Result<Vec<SignupId>, StoreError> {
    let sql = "WITH due AS (
                   SELECT s.id FROM
                       (SELECT signup_id, updated_at, FALSE AS refused FROM signup_steps
                        WHERE organisation_id = $1 AND updated_at NOT BETWEEN $3 AND 2 * $2::bigint - $3 AND state IN ('intended', 'unknown')
                          AND step IN ('complete', 'mandate', 'payment', 'subscription')
                        UNION ALL
                        SELECT signup_id, updated_at, TRUE FROM signup_steps
                        WHERE organisation_id = $1 AND updated_at NOT BETWEEN $3 AND 2 * $2::bigint - $3 AND state = 'failed'
                          AND step IN ('payment', 'subscription')) p
                   JOIN signups s ON s.organisation_id = $1 AND s.id = p.signup_id
                   WHERE s.status <> 'expired' AND (NOT p.refused OR s.created_at > $7)
                     AND (s.left_until IS NULL OR s.left_until <= $2 OR s.left_until > $2 + $5)
                   GROUP BY s.id ORDER BY min(p.updated_at), s.id LIMIT $6),
               taken AS MATERIALIZED (
                   SELECT s.id FROM signups s JOIN due ON due.id = s.id
                   WHERE s.organisation_id = $1
                     AND (s.left_until IS NULL OR s.left_until <= $2 OR s.left_until > $2 + $5)
                   FOR UPDATE OF s SKIP LOCKED)
               UPDATE signups SET left_until = $2 + greatest($4, least($5, $2 - created_at))
               FROM taken WHERE organisation_id = $1 AND signups.id = taken.id
               RETURNING signups.id";
    let millis = |duration: SignedDuration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    let rows = session
        .all(
            sql,
            &[
                &organisation.0,
                &which.now.as_millisecond(),
                &which.recorded_before.as_millisecond(),
                &millis(which.left_at_least),
                &millis(which.left_at_most),
                &i64::from(which.limit),
                &which.refused_of_after.as_millisecond(),
            ],
        )
        .await?;
    rows.iter().map(|row| parse(row, 0, |text: String| text.parse().ok())).collect()
}
