//! Creditor bank accounts: where a creditor is paid out.

use bank_details::ach::AccountType;
use gocardless_api::{CreditorId, Metadata};
use jiff::Timestamp;
use serde::Serialize;

use super::agenda::Due;
use super::{Organisation, Record};
use crate::charge_dates::next_morning;
use crate::clock::written;
use crate::schemes;
use crate::validation::{CheckedAccount, bank_of};

/// A creditor bank account. Source: API reference, "Creditor Bank Accounts".
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CreditorBankAccount {
    pub(crate) id: String,
    pub(crate) created_at: String,
    pub(crate) account_holder_name: String,
    pub(crate) account_number_ending: String,
    pub(crate) account_type: Option<&'static str>,
    pub(crate) bank_name: Option<&'static str>,
    pub(crate) country_code: String,
    pub(crate) currency: &'static str,
    pub(crate) enabled: bool,
    pub(crate) verification_status: &'static str,
    pub(crate) metadata: Metadata,
    pub(crate) links: CreditorBankAccountLinks,
    /// Kept to know a duplicate, never returned.
    #[serde(skip)]
    account: bank_details::Account,
}

/// What a seed says of an account besides its numbers.
#[derive(Debug)]
pub(crate) struct SeededAccount {
    pub(crate) enabled: bool,
    pub(crate) verification_status: &'static str,
    pub(crate) metadata: Metadata,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct CreditorBankAccountLinks {
    pub(crate) creditor: CreditorId,
}

const PENDING: &str = "pending";

impl Organisation {
    /// Adds a bank account to a creditor, or tells the id of the same account that it has already.
    pub(crate) fn add_creditor_bank_account(
        &mut self,
        creditor: CreditorId,
        details: CheckedAccount,
        metadata: Metadata,
        now: Timestamp,
    ) -> Result<CreditorBankAccount, String> {
        let is_same =
            |it: &&CreditorBankAccount| it.enabled && it.links.creditor == creditor && it.account == details.account;
        if let Some(same) = self.creditor_bank_accounts.oldest_first().find(is_same) {
            return Err(same.id.clone());
        }
        let scheme = schemes::on_the_wire(details.scheme());
        let account = CreditorBankAccount {
            id: self.ids.plain("BA"),
            created_at: written(now),
            account_number_ending: details.ending(),
            account_type: details.account_type.map(AccountType::as_str),
            bank_name: bank_of(&details.account).map(|bank| bank.name),
            country_code: details.country_code().to_owned(),
            currency: details.currency(),
            account_holder_name: details.holder.0,
            enabled: true,
            verification_status: PENDING,
            metadata,
            links: CreditorBankAccountLinks { creditor },
            account: details.account,
        };
        self.creditor_bank_accounts.add(account.clone());
        let due = Due::AccountVerification { id: account.id.clone() };
        self.agenda.put(next_morning(&scheme, now), due);
        Ok(account)
    }

    /// Adds a bank account that was made at `created`: one that is pending is verified as any other.
    pub(crate) fn seed_creditor_bank_account(
        &mut self,
        id: String,
        created: Timestamp,
        creditor: CreditorId,
        details: CheckedAccount,
        given: SeededAccount,
        now: Timestamp,
    ) {
        if given.verification_status == PENDING {
            let scheme = schemes::on_the_wire(details.scheme());
            self.agenda.put(next_morning(&scheme, created).max(now), Due::AccountVerification { id: id.clone() });
        }
        self.creditor_bank_accounts.add(CreditorBankAccount {
            id,
            created_at: written(created),
            account_number_ending: details.ending(),
            account_type: details.account_type.map(AccountType::as_str),
            bank_name: bank_of(&details.account).map(|bank| bank.name),
            country_code: details.country_code().to_owned(),
            currency: details.currency(),
            account_holder_name: details.holder.0,
            enabled: given.enabled,
            verification_status: given.verification_status,
            metadata: given.metadata,
            links: CreditorBankAccountLinks { creditor },
            account: details.account,
        });
    }

    /// Pays the creditor out to this account from now on.
    pub(crate) fn pay_out_to(&mut self, account: &CreditorBankAccount, now: Timestamp) {
        if let Some(record) = self.creditors.get_mut(account.links.creditor.as_str()) {
            record.creditor.links.insert(payout_link(account), Some(account.id.clone()));
        }
        self.pay_out_what_waits(&account.links.creditor, now);
    }

    /// The account is the creditor's.
    pub(super) fn verify_creditor_bank_account(&mut self, id: &str) {
        if let Some(account) = self.creditor_bank_accounts.get_mut(id) {
            account.verification_status = "successful";
        }
    }

    /// Disables a bank account, which then is nobody's to be paid out to; `None` when it was disabled already.
    pub(crate) fn disable_creditor_bank_account(&mut self, id: &str) -> Option<CreditorBankAccount> {
        let account = self.creditor_bank_accounts.get_mut(id).filter(|account| account.enabled)?;
        account.enabled = false;
        let account = account.clone();
        if let Some(record) = self.creditors.get_mut(account.links.creditor.as_str()) {
            let link = record.creditor.links.get_mut(&payout_link(&account));
            if let Some(link) = link.filter(|link| link.as_deref() == Some(id)) {
                *link = None;
            }
        }
        Some(account)
    }
}

fn payout_link(account: &CreditorBankAccount) -> String {
    format!("default_{}_payout_account", account.currency.to_lowercase())
}

impl Record for CreditorBankAccount {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
