//! Statements that write; a function with several is called inside a transaction.

use gocardless_api::{CustomerBankAccountId, CustomerId};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use signup_api::SignupId;

use super::super::{
    Completion, NewSignup, OpenedFlow, OrganisationId, SignupStarted, Step, StepName, StepState, StoreError,
    StoredMandate, StoredSignup, flow_name,
};
use super::audit::{AuditLine, ROOM};
use super::reads;
use super::session::Session;
use crate::{BrowserHash, ClientKeyHash};

pub(super) async fn start_signup(session: &Session, new: &NewSignup) -> Result<SignupStarted, StoreError> {
    let terms = serde_json::to_string(&new.plan).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    // Whoever comes second under a client key waits here until the first is committed.
    let added = session
        .execute(
            "INSERT INTO signups (organisation_id, id, flow, plan, plan_terms, status, browser_hash, client_key_hash,
                                  request_hash, session_token, return_url, locale, created_at, audit_due,
                                  audit_since)
             VALUES ($1, $2, $3, $4, $5, 'started', $6, $7, $8, $9, $10, $11, $12, $13, $12)
             ON CONFLICT (organisation_id, client_key_hash) WHERE client_key_hash IS NOT NULL DO NOTHING",
            &[
                &new.organisation.0,
                &new.id.as_str(),
                &flow_name::of(new.flow),
                &new.plan.id,
                &terms,
                &new.browser.as_bytes().as_slice(),
                &new.client_key.as_ref().map(|key| key.as_bytes().as_slice()),
                &new.request.as_bytes().as_slice(),
                &new.session_token.expose_secret(),
                &new.return_url,
                &new.locale,
                &new.created_at.as_millisecond(),
                &AuditLine::new("signup_started", Some(&new.plan.id), new.created_at).content,
            ],
        )
        .await?;
    if added == 0 {
        return existing(session, new.organisation, new.client_key).await.map(SignupStarted::Existing);
    }
    if let Some(step) = &new.step {
        record_step(session, new.organisation, &new.id, step).await?;
    }
    Ok(SignupStarted::New(new.stored()))
}

async fn existing(
    session: &Session,
    organisation: OrganisationId,
    key: Option<ClientKeyHash>,
) -> Result<StoredSignup, StoreError> {
    let key = key.ok_or(StoreError::NotFound)?;
    reads::signup_by_client_key(session, organisation, key).await?.ok_or(StoreError::NotFound)
}

pub(super) async fn bind_browser(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
    browser: BrowserHash,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let line = AuditLine::new("browser_bound", None, at);
    let changed = session
        .execute(
            "UPDATE signups SET browser_hash = $3, audit_since = coalesce(audit_since, $5),
                    audit_due = CASE WHEN length(audit_due) > $6::bigint THEN audit_due
                                     ELSE coalesce(audit_due || ',', '') || $4 END
             WHERE organisation_id = $1 AND id = $2 AND status <> 'completed'",
            &[
                &organisation.0,
                &id.as_str(),
                &browser.as_bytes().as_slice(),
                &line.content,
                &line.at.as_millisecond(),
                &ROOM,
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(super) async fn record_step(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
    step: &Step,
) -> Result<(), StoreError> {
    session
        .execute(
            "INSERT INTO signup_steps (organisation_id, signup_id, step, idempotency_key, state, resource_id,
                                       request_id, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
             ON CONFLICT (organisation_id, signup_id, step)
             DO UPDATE SET state = excluded.state, idempotency_key = excluded.idempotency_key,
                           resource_id = excluded.resource_id, request_id = excluded.request_id,
                           updated_at = excluded.updated_at",
            &[
                &organisation.0,
                &id.as_str(),
                &step.name.as_str(),
                &step.idempotency_key,
                &step.state.as_str(),
                &step.resource,
                &step.request,
                &step.at.as_millisecond(),
            ],
        )
        .await?;
    Ok(())
}

pub(super) async fn open_redirect_flow(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
    opened: &OpenedFlow,
) -> Result<Option<StoredSignup>, StoreError> {
    let opening = session
        .execute(
            "UPDATE signups SET status = 'awaiting_payer', redirect_flow_id = $3, redirect_url = $4, expires_at = $5
             WHERE organisation_id = $1 AND id = $2 AND status = 'started'",
            &[
                &organisation.0,
                &id.as_str(),
                &opened.flow.id.as_str(),
                &opened.flow.redirect_url,
                &opened.flow.expires_at.as_millisecond(),
            ],
        )
        .await?;
    let step = Step::new(StepName::RedirectFlow, id, StepState::Succeeded, opened.at);
    let step = Step { request: opened.request.clone(), ..step };
    record_step(session, organisation, id, &step).await?;
    if opening == 0 { found(session, organisation, id).await.map(Some) } else { Ok(None) }
}

pub(super) async fn complete_signup(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
    completion: &Completion,
) -> Result<Option<StoredSignup>, StoreError> {
    let Completion { mandate, made_by, collection } = completion;
    // Of two instances that complete the same signup the second waits here, and then keeps the first's mandate. Without the
    // lock it could meet the same mandate's id first, which is no conflict that is done without.
    session
        .execute(
            "SELECT 1 FROM signups WHERE organisation_id = $1 AND id = $2 FOR NO KEY UPDATE",
            &[&organisation.0, &id.as_str()],
        )
        .await?;
    let added = session
        .execute(
            "INSERT INTO mandates (organisation_id, mandate_id, signup_id, customer_id, customer_bank_account_id,
                                   reference, scheme, next_possible_charge_date, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (organisation_id, signup_id) DO NOTHING",
            &[
                &organisation.0,
                &mandate.id.as_str(),
                &id.as_str(),
                &mandate.customer.as_ref().map(CustomerId::as_str),
                &mandate.customer_bank_account.as_ref().map(CustomerBankAccountId::as_str),
                &mandate.reference,
                &mandate.scheme,
                &mandate.next_possible_charge_date,
                &made_by.at.as_millisecond(),
            ],
        )
        .await?;
    if added == 0 {
        return found(session, organisation, id).await.map(Some);
    }
    let line = AuditLine::new("signup_completed", Some(mandate.id.as_str()), made_by.at);
    session
        .execute(
            "UPDATE signups SET status = 'completed', audit_due = coalesce(audit_due || ',', '') || $3,
                                audit_since = coalesce(audit_since, $4)
             WHERE organisation_id = $1 AND id = $2",
            &[&organisation.0, &id.as_str(), &line.content, &line.at.as_millisecond()],
        )
        .await?;
    record_step(session, organisation, id, made_by).await?;
    record_step(session, organisation, id, collection).await?;
    Ok(None)
}

pub(super) async fn describe_mandate(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
    mandate: &StoredMandate,
) -> Result<StoredSignup, StoreError> {
    session
        .execute(
            "UPDATE mandates SET customer_id = coalesce(customer_id, $4),
                                 customer_bank_account_id = coalesce(customer_bank_account_id, $5),
                                 reference = coalesce(reference, $6), scheme = coalesce(scheme, $7),
                                 next_possible_charge_date = coalesce(next_possible_charge_date, $8)
             WHERE organisation_id = $1 AND signup_id = $2 AND mandate_id = $3",
            &[
                &organisation.0,
                &id.as_str(),
                &mandate.id.as_str(),
                &mandate.customer.as_ref().map(CustomerId::as_str),
                &mandate.customer_bank_account.as_ref().map(CustomerBankAccountId::as_str),
                &mandate.reference,
                &mandate.scheme,
                &mandate.next_possible_charge_date,
            ],
        )
        .await?;
    found(session, organisation, id).await
}

pub(super) async fn keep_collection(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
    step: &Step,
    first_charge_date: Option<&str>,
) -> Result<(), StoreError> {
    record_step(session, organisation, id, step).await?;
    let line = (step.state == StepState::Succeeded)
        .then(|| AuditLine::new("collection_made", step.resource.as_deref(), step.at));
    let content = line.as_ref().map(|line| &line.content);
    let at = line.as_ref().map(|line| line.at.as_millisecond());
    session
        .execute(
            "UPDATE signups SET first_charge_date = coalesce($3, first_charge_date),
                                audit_due = coalesce(coalesce(audit_due || ',', '') || $4, audit_due),
                                audit_since = coalesce(audit_since, $5),
                                claimed_until = NULL
             WHERE organisation_id = $1 AND id = $2",
            &[&organisation.0, &id.as_str(), &first_charge_date, &content, &at],
        )
        .await?;
    Ok(())
}

pub(super) async fn expire_signup(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let line = AuditLine::new("signup_expired", None, at);
    session
        .execute(
            "UPDATE signups SET status = 'expired', expires_at = least(expires_at, $3),
                                audit_due = coalesce(audit_due || ',', '') || $4,
                                audit_since = coalesce(audit_since, $3)
             WHERE organisation_id = $1 AND id = $2 AND status NOT IN ('completed', 'expired')",
            &[&organisation.0, &id.as_str(), &at.as_millisecond(), &line.content],
        )
        .await?;
    Ok(())
}

pub(super) async fn found(
    session: &Session,
    organisation: OrganisationId,
    id: &SignupId,
) -> Result<StoredSignup, StoreError> {
    reads::signup(session, organisation, id).await?.ok_or(StoreError::NotFound)
}
