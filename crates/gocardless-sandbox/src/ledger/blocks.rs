//! Blocks: whom a merchant will not take mandates from.

use gocardless_api::MandateLinks;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Organisation, Record};
use crate::clock::written;

/// A block. Source: API reference, "Blocks".
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Block {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) details: BlockDetails,
    pub(crate) active: bool,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
}

/// What is blocked, and why.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct BlockDetails {
    pub(crate) block_type: String,
    pub(crate) reason_type: String,
    pub(crate) reason_description: Option<String>,
    pub(crate) resource_reference: String,
}

impl Organisation {
    pub(crate) fn add_block(&mut self, details: BlockDetails, active: bool, now: Timestamp) -> Block {
        let at = written(now);
        let block = Block { id: self.ids.plain("BLC"), details, active, created_at: at.clone(), updated_at: at };
        self.blocks.add(block.clone());
        block
    }

    /// Whether the same thing is blocked already.
    pub(crate) fn is_blocked(&self, block_type: &str, resource_reference: &str) -> bool {
        self.blocks.oldest_first().any(|block| {
            block.active
                && block.details.block_type == block_type
                && block.details.resource_reference == resource_reference
        })
    }

    /// Whether a block keeps this payer or account from setting up a mandate.
    pub(super) fn is_kept_out(&self, links: &MandateLinks) -> bool {
        let email = self.customer(links.customer.as_str()).and_then(|it| it.email.as_deref()).unwrap_or_default();
        let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
        let account = &links.customer_bank_account;
        let bank = self.customer_bank_accounts.get(account.as_str()).and_then(|it| it.bank_name.as_deref());
        let numbers_of = |id: &str| self.accounts_by_numbers.iter().find(|(_, it)| it.as_str() == id);
        let is_same_account = |id: &str| {
            let numbers = numbers_of(id).map(|((_, account), _)| account);
            id == account.as_str()
                || numbers.is_some_and(|it| numbers_of(account.as_str()).is_some_and(|(key, _)| key.1 == *it))
        };
        self.blocks.oldest_first().filter(|block| block.active).any(|block| {
            let reference = block.details.resource_reference.as_str();
            match block.details.block_type.as_str() {
                "bank_account" => is_same_account(reference),
                "bank_name" => bank.is_some_and(|bank| bank.eq_ignore_ascii_case(reference)),
                "email" => !email.is_empty() && email.eq_ignore_ascii_case(reference),
                "email_domain" => !domain.is_empty() && domain.eq_ignore_ascii_case(reference),
                _ => false,
            }
        })
    }

    /// Switches a block; `None` when it is so already.
    pub(crate) fn switch_block(&mut self, id: &str, active: bool, now: Timestamp) -> Option<Block> {
        let block = self.blocks.get_mut(id).filter(|block| block.active != active)?;
        block.active = active;
        block.updated_at = written(now);
        Some(block.clone())
    }

    /// What a block by reference blocks: the customer's email address and bank accounts, by type.
    pub(crate) fn blockable_of(&self, customer: &str) -> Vec<(&'static str, String)> {
        let email = self.customer(customer).and_then(|customer| customer.email.clone());
        let accounts = self.customer_bank_accounts.oldest_first();
        let accounts = accounts.filter(|account| account.links.customer.as_str() == customer);
        email
            .map(|email| ("email", email))
            .into_iter()
            .chain(accounts.map(|account| ("bank_account", account.id.to_string())))
            .collect()
    }
}

impl Record for Block {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
