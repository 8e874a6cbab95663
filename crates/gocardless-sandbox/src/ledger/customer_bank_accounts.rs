//! Customer bank accounts.

use std::collections::hash_map::Entry;

use bank_details::Account;
use gocardless_api::{CustomerBankAccount, CustomerBankAccountId, CustomerBankAccountLinks, CustomerId, Metadata};
use jiff::Timestamp;

use super::shelf::packed;
use super::{Organisation, Record};
use crate::clock::written;
use crate::machines::mandate::ACCOUNT_DISABLED;
use crate::validation::{CheckedAccount, bank_of};

/// What adding a bank account came to.
#[derive(Debug)]
pub(crate) enum Added {
    /// It is new, or an account that was disabled and is enabled again.
    Usable(CustomerBankAccount),
    /// The customer has it already, enabled.
    Duplicate(CustomerBankAccount),
}

impl Organisation {
    /// Adds a bank account to a customer.
    ///
    /// The details of an account that was disabled enable that one again. Source: API reference, "Customer Bank
    /// Accounts".
    pub(crate) fn add_bank_account(
        &mut self,
        customer: &CustomerId,
        details: CheckedAccount,
        metadata: Metadata,
        now: Timestamp,
    ) -> Added {
        let place = (customer.clone(), details.account);
        let same = self.accounts_by_numbers.get(&place).and_then(|id| self.customer_bank_accounts.get_mut(id.as_str()));
        if let Some(account) = same {
            if account.enabled {
                return Added::Duplicate(account.clone());
            }
            account.enabled = true;
            account.metadata = metadata;
            return Added::Usable(account.clone());
        }
        let account = CustomerBankAccount {
            id: self.ids.customer_bank_account(),
            created_at: written(now),
            account_number_ending: details.ending(),
            account_type: details.account_type.map(|account_type| account_type.as_str().to_owned()),
            bank_name: bank_of(&details.account).map(|bank| bank.name.to_owned()),
            currency: Some(details.currency().to_owned()),
            country_code: Some(details.country_code().to_owned()),
            account_holder_name: details.holder.0,
            metadata,
            enabled: true,
            links: CustomerBankAccountLinks { customer: customer.clone() },
        };
        self.customer_bank_accounts.add(account.clone());
        self.accounts_by_numbers.insert(place, account.id.clone());
        Added::Usable(account)
    }

    /// Adds a bank account with its numbers, if they are known; the id of the customer's account that has the same.
    pub(crate) fn seed_bank_account(
        &mut self,
        account: CustomerBankAccount,
        numbers: Option<Account>,
    ) -> Result<(), CustomerBankAccountId> {
        if let Some(numbers) = numbers {
            match self.accounts_by_numbers.entry((account.links.customer.clone(), numbers)) {
                Entry::Occupied(same) => return Err(same.get().clone()),
                Entry::Vacant(place) => place.insert(account.id.clone()),
            };
        }
        self.customer_bank_accounts.add(account);
        Ok(())
    }

    /// The customer's account with these numbers, enabled or not.
    pub(super) fn account_with_numbers(
        &self,
        customer: &CustomerId,
        details: &CheckedAccount,
    ) -> Option<&CustomerBankAccount> {
        let id = self.accounts_by_numbers.get(&(customer.clone(), details.account))?;
        self.customer_bank_accounts.get(id.as_str())
    }

    /// Keeps an account that was collected before, unless the customer has one with its numbers: then that is enabled.
    pub(super) fn keep_bank_account(
        &mut self,
        account: CustomerBankAccount,
        details: CheckedAccount,
        now: Timestamp,
    ) -> CustomerBankAccount {
        let customer = account.links.customer.clone();
        if self.account_with_numbers(&customer, &details).is_some() {
            let (Added::Duplicate(known) | Added::Usable(known)) =
                self.add_bank_account(&customer, details, account.metadata, now);
            return known;
        }
        self.accounts_by_numbers.insert((customer, details.account), account.id.clone());
        self.customer_bank_accounts.add(account.clone());
        account
    }

    /// Disables a bank account and cancels its mandates, and their payments that have not gone out; `None` when it was
    /// disabled already.
    pub(crate) fn disable_bank_account(&mut self, id: &str, now: Timestamp) -> Option<CustomerBankAccount> {
        let account = self.customer_bank_accounts.get_mut(id)?;
        if !account.enabled {
            return None;
        }
        account.enabled = false;
        let account = account.clone();
        let mandates = self.mandates.oldest_first().map(|record| &record.mandate);
        let its = mandates.filter(|mandate| mandate.links.customer_bank_account == account.id);
        let ids: Vec<_> = its.map(|mandate| mandate.id.clone()).collect();
        for id in ids {
            self.mandate_happens(id.as_str(), &ACCOUNT_DISABLED, Metadata::new(), now);
        }
        Some(account)
    }
}

impl Record for CustomerBankAccount {
    const CAN_BE_PACKED: bool = true;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }

    fn pack(&self) -> Option<Box<[u8]>> {
        packed::pack(self)
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        packed::unpack(bytes)
    }
}
