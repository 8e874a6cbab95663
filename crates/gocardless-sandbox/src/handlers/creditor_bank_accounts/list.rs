//! `GET /creditor_bank_accounts`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::CreditorBankAccount;
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists creditor bank accounts, newest first; by `creditor`, `enabled`, `created_at`.
pub(crate) async fn list_creditor_bank_accounts(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let accounts = &ledger.organisation_of(&caller)?.creditor_bank_accounts;
    let enabled = query.flag("enabled")?;
    let keep = |account: &CreditorBankAccount| {
        enabled.is_none_or(|wanted| account.enabled == wanted)
            && query.allows("creditor", Some(account.links.creditor.as_str()))
    };
    Ok(reply::listed(NAME, page(accounts.newest_first(), &query, keep)?, |account| account))
}
