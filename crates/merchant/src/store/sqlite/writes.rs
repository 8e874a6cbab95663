//! Statements that write; each function runs inside a transaction.

use gocardless_api::{CustomerBankAccountId, CustomerId};
use jiff::Timestamp;
use rusqlite::{Connection, params};
use secrecy::ExposeSecret;
use signup_api::SignupId;

use super::super::{
    Completion, Lease, NewSignup, OpenedFlow, OrganisationId, SignupStarted, Step, StepName, StepState, StoreError,
    StoredMandate, StoredSignup, Unfinished, flow_name,
};
use super::{audit, reads};
use crate::BrowserHash;

pub(super) fn start_signup(connection: &Connection, new: &NewSignup) -> Result<SignupStarted, StoreError> {
    let terms = serde_json::to_string(&new.plan).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let added = connection
        .prepare_cached(
            "INSERT INTO signups (organisation_id, id, flow, plan, plan_terms, status, browser_hash, client_key_hash,
                                  request_hash, session_token, return_url, locale, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, 'started', ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (organisation_id, client_key_hash) WHERE client_key_hash IS NOT NULL DO NOTHING",
        )?
        .execute(params![
            new.organisation.0,
            new.id.as_str(),
            flow_name::of(new.flow),
            new.plan.id,
            terms,
            new.browser.as_bytes(),
            new.client_key.as_ref().map(crate::ClientKeyHash::as_bytes),
            new.request.as_bytes(),
            new.session_token.expose_secret(),
            new.return_url,
            new.locale,
            new.created_at.as_millisecond(),
        ])?;
    if added == 0 {
        let key = new.client_key.ok_or(StoreError::NotFound)?;
        let existing = reads::signup_by_client_key(connection, new.organisation, key)?;
        return existing.map(SignupStarted::Existing).ok_or(StoreError::NotFound);
    }
    audit::tell(connection, new.organisation, &new.id, "signup_started", Some(&new.plan.id), new.created_at)?;
    if let Some(step) = &new.step {
        record_step(connection, new.organisation, &new.id, step)?;
    }
    Ok(SignupStarted::New(new.stored()))
}

pub(super) fn bind_browser(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
    browser: BrowserHash,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE signups SET browser_hash = ?3 WHERE organisation_id = ?1 AND id = ?2 AND status <> 'completed'",
        )?
        .execute((organisation.0, id.as_str(), browser.as_bytes()))?;
    if changed == 1 && audit::has_room(connection, organisation, id)? {
        audit::tell(connection, organisation, id, "browser_bound", None, at)?;
    }
    Ok(changed == 1)
}

pub(super) fn record_step(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
    step: &Step,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO signup_steps (organisation_id, signup_id, step, idempotency_key, state, resource_id,
                                       request_id, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
             ON CONFLICT (organisation_id, signup_id, step)
             DO UPDATE SET state = excluded.state, idempotency_key = excluded.idempotency_key,
                           resource_id = excluded.resource_id, request_id = excluded.request_id,
                           updated_at = excluded.updated_at",
        )?
        .execute((
            organisation.0,
            id.as_str(),
            step.name.as_str(),
            &step.idempotency_key,
            step.state.as_str(),
            &step.resource,
            &step.request,
            step.at.as_millisecond(),
        ))?;
    Ok(())
}

pub(super) fn open_redirect_flow(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
    opened: &OpenedFlow,
) -> Result<Option<StoredSignup>, StoreError> {
    let opening = connection
        .prepare_cached(
            "UPDATE signups SET status = 'awaiting_payer', redirect_flow_id = ?3, redirect_url = ?4, expires_at = ?5
             WHERE organisation_id = ?1 AND id = ?2 AND status = 'started'",
        )?
        .execute((
            organisation.0,
            id.as_str(),
            opened.flow.id.as_str(),
            &opened.flow.redirect_url,
            opened.flow.expires_at.as_millisecond(),
        ))?;
    let step = Step::new(StepName::RedirectFlow, id, StepState::Succeeded, opened.at);
    let step = Step { request: opened.request.clone(), ..step };
    record_step(connection, organisation, id, &step)?;
    if opening == 0 { found(connection, organisation, id).map(Some) } else { Ok(None) }
}

pub(super) fn complete_signup(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
    completion: &Completion,
) -> Result<Option<StoredSignup>, StoreError> {
    let Completion { mandate, made_by, collection } = completion;
    let added = connection
        .prepare_cached(
            "INSERT INTO mandates (organisation_id, mandate_id, signup_id, customer_id, customer_bank_account_id,
                                   reference, scheme, next_possible_charge_date, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (organisation_id, signup_id) DO NOTHING",
        )?
        .execute(params![
            organisation.0,
            mandate.id.as_str(),
            id.as_str(),
            mandate.customer.as_ref().map(CustomerId::as_str),
            mandate.customer_bank_account.as_ref().map(CustomerBankAccountId::as_str),
            mandate.reference,
            mandate.scheme,
            mandate.next_possible_charge_date,
            made_by.at.as_millisecond(),
        ])?;
    if added == 0 {
        return found(connection, organisation, id).map(Some);
    }
    connection
        .prepare_cached("UPDATE signups SET status = 'completed' WHERE organisation_id = ?1 AND id = ?2")?
        .execute((organisation.0, id.as_str()))?;
    audit::tell(connection, organisation, id, "signup_completed", Some(mandate.id.as_str()), made_by.at)?;
    record_step(connection, organisation, id, made_by)?;
    record_step(connection, organisation, id, collection)?;
    Ok(None)
}

pub(super) fn describe_mandate(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
    mandate: &StoredMandate,
) -> Result<StoredSignup, StoreError> {
    connection
        .prepare_cached(
            "UPDATE mandates SET customer_id = coalesce(customer_id, ?4),
                                 customer_bank_account_id = coalesce(customer_bank_account_id, ?5),
                                 reference = coalesce(reference, ?6), scheme = coalesce(scheme, ?7),
                                 next_possible_charge_date = coalesce(next_possible_charge_date, ?8)
             WHERE organisation_id = ?1 AND signup_id = ?2 AND mandate_id = ?3",
        )?
        .execute((
            organisation.0,
            id.as_str(),
            mandate.id.as_str(),
            mandate.customer.as_ref().map(CustomerId::as_str),
            mandate.customer_bank_account.as_ref().map(CustomerBankAccountId::as_str),
            &mandate.reference,
            &mandate.scheme,
            &mandate.next_possible_charge_date,
        ))?;
    found(connection, organisation, id)
}

pub(super) fn keep_collection(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
    step: &Step,
    first_charge_date: Option<&str>,
) -> Result<(), StoreError> {
    record_step(connection, organisation, id, step)?;
    connection
        .prepare_cached(
            "UPDATE signups SET first_charge_date = coalesce(?3, first_charge_date), claimed_until = NULL
             WHERE organisation_id = ?1 AND id = ?2",
        )?
        .execute((organisation.0, id.as_str(), first_charge_date))?;
    if step.state == StepState::Succeeded {
        audit::tell(connection, organisation, id, "collection_made", step.resource.as_deref(), step.at)?;
    }
    Ok(())
}

pub(super) fn expire_signup(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE signups SET status = 'expired', expires_at = min(coalesce(expires_at, ?3), ?3)
             WHERE organisation_id = ?1 AND id = ?2 AND status NOT IN ('completed', 'expired')",
        )?
        .execute((organisation.0, id.as_str(), at.as_millisecond()))?;
    if changed == 1 {
        audit::tell(connection, organisation, id, "signup_expired", None, at)?;
    }
    Ok(())
}

/// Open steps and refused ones apart: each has an index of its own, which is named, for SQLite would look at all steps instead.
/// They come first (`CROSS JOIN`), and their signups then.
const CLAIM_UNFINISHED: &str = "UPDATE signups SET left_until = ?2 + max(?4, min(?5, ?2 - created_at))
     WHERE organisation_id = ?1 AND id IN
           (SELECT s.id FROM
                (SELECT signup_id, updated_at, FALSE AS refused FROM signup_steps INDEXED BY signup_steps_open
                 WHERE organisation_id = ?1 AND updated_at NOT BETWEEN ?3 AND 2 * ?2 - ?3 AND state IN ('intended', 'unknown')
                   AND step IN ('complete', 'mandate', 'payment', 'subscription')
                 UNION ALL
                 SELECT signup_id, updated_at, TRUE FROM signup_steps INDEXED BY signup_steps_refused
                 WHERE organisation_id = ?1 AND updated_at NOT BETWEEN ?3 AND 2 * ?2 - ?3 AND state = 'failed'
                   AND step IN ('payment', 'subscription')) p
            CROSS JOIN signups s ON s.organisation_id = ?1 AND s.id = p.signup_id
            WHERE s.status <> 'expired' AND (NOT p.refused OR s.created_at > ?7)
              AND (s.left_until IS NULL OR s.left_until <= ?2 OR s.left_until > ?2 + ?5)
            GROUP BY s.id ORDER BY min(p.updated_at), s.id LIMIT ?6)
     RETURNING id";

pub(super) fn claim_unfinished(
    connection: &Connection,
    organisation: OrganisationId,
    which: Unfinished,
) -> Result<Vec<SignupId>, StoreError> {
    let mut statement = connection.prepare_cached(CLAIM_UNFINISHED)?;
    let parameters = (
        organisation.0,
        which.now.as_millisecond(),
        which.recorded_before.as_millisecond(),
        i64::try_from(which.left_at_least.as_millis()).unwrap_or(i64::MAX),
        i64::try_from(which.left_at_most.as_millis()).unwrap_or(i64::MAX),
        which.limit,
        which.refused_of_after.as_millisecond(),
    );
    let ids = statement.query_map(parameters, |row| reads::parse(row, 0, |text: String| text.parse().ok()))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

pub(super) fn claim_signup(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
    lease: Lease,
    intent: Option<&Step>,
) -> Result<Option<StoredSignup>, StoreError> {
    let length = lease.until.duration_since(lease.now);
    let claimed = connection
        .prepare_cached(
            "UPDATE signups SET claimed_until = ?3
             WHERE organisation_id = ?1 AND id = ?2
               AND (claimed_until IS NULL OR claimed_until <= ?4 OR claimed_until > ?5)
               AND (NOT ?6 OR status IN ('started', 'awaiting_payer'))",
        )?
        .execute((
            organisation.0,
            id.as_str(),
            lease.until.as_millisecond(),
            lease.now.as_millisecond(),
            (lease.until + length).as_millisecond(),
            intent.is_some(),
        ))?;
    if claimed == 0 {
        return Ok(None);
    }
    if let Some(step) = intent {
        record_step(connection, organisation, id, step)?;
    }
    found(connection, organisation, id).map(Some)
}

pub(super) fn keep_claim(
    connection: &Connection,
    organisation: OrganisationId,
    id: &SignupId,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE signups SET claimed_until = ?3
             WHERE organisation_id = ?1 AND id = ?2 AND claimed_until IS NOT NULL",
        )?
        .execute((organisation.0, id.as_str(), until.map(Timestamp::as_millisecond)))?;
    Ok(())
}

fn found(connection: &Connection, organisation: OrganisationId, id: &SignupId) -> Result<StoredSignup, StoreError> {
    reads::signup(connection, organisation, id)?.ok_or(StoreError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::super::migrations;
    use super::*;

    #[test]
    fn what_has_no_known_end_is_found_by_its_indexes() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations::run(&mut connection).unwrap();
        let mut explaining = connection.prepare(&format!("EXPLAIN QUERY PLAN {CLAIM_UNFINISHED}")).unwrap();
        let plan: Vec<String> =
            explaining.query_map([0; 7], |row| row.get(3)).unwrap().collect::<Result<_, _>>().unwrap();
        for index in ["signup_steps_open", "signup_steps_refused"] {
            let uses = format!("INDEX {index} (organisation_id=?)");
            assert!(
                plan.iter().any(|step| step.starts_with("SEARCH signup_steps ") && step.ends_with(&uses)),
                "{plan:#?}"
            );
        }
        let all_signups = "SEARCH s USING INDEX sqlite_autoindex_signups_1 (organisation_id=?)";
        assert!(!plan.iter().any(|step| step.starts_with("SCAN s") || step == all_signups), "{plan:#?}");
    }
}
