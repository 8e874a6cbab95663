//! What the sandbox knows: the resources of each organisation, in memory.

mod creditors;
mod customer_bank_accounts;
mod flows;
mod mandates;
mod shelf;

use std::collections::{BTreeMap, HashMap};

use bank_details::Account;
use gocardless_api::{Customer, CustomerBankAccount, CustomerBankAccountId, CustomerId, Mandate};
use jiff::Timestamp;

pub(crate) use self::creditors::{CreditorRecord, WhichCreditor, identifier_for};
pub(crate) use self::customer_bank_accounts::Added;
pub(crate) use self::flows::{Details, FlowRecord, Progress};
pub(crate) use self::mandates::is_open;
pub(crate) use self::shelf::{Record, Shelf};
use crate::idempotency::Made;
use crate::ids::Ids;

/// The organisations and the access tokens that open them.
///
/// It sits behind one lock, which a handler holds for the length of one change, so a change is seen whole or not at
/// all. Nothing in it reads a clock: the time is given.
pub(crate) struct Ledger {
    organisations: Vec<Organisation>,
    access_tokens: BTreeMap<String, OrganisationNumber>,
}

/// Which of the ledger's organisations.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct OrganisationNumber(usize);

/// A merchant's account with GoCardless: what one access token can see.
pub(crate) struct Organisation {
    pub(crate) ids: Ids,
    pub(crate) made: Made,
    pub(crate) creditors: Shelf<CreditorRecord>,
    pub(crate) customers: Shelf<CustomerRecord>,
    pub(crate) customer_bank_accounts: Shelf<CustomerBankAccount>,
    pub(crate) mandates: Shelf<Mandate>,
    pub(crate) redirect_flows: Shelf<FlowRecord>,
    /// Which account has which numbers: kept to know a duplicate, never returned.
    accounts_by_numbers: HashMap<(CustomerId, Account), CustomerBankAccountId>,
}

/// A customer; a removed one keeps its place but is shown nowhere.
#[derive(Debug)]
pub(crate) struct CustomerRecord {
    pub(crate) customer: Customer,
    pub(crate) removed: bool,
}

impl Ledger {
    /// One organisation with one creditor, opened by `access_token`.
    pub(crate) fn new(access_token: &str, seed: u64, now: Timestamp) -> Self {
        let mut organisation = Organisation::new(Ids::new(seed));
        organisation.open_northwind(now);
        let access_tokens = BTreeMap::from([(access_token.to_owned(), OrganisationNumber(0))]);
        Self { organisations: vec![organisation], access_tokens }
    }

    /// Whose access token it is.
    pub(crate) fn organisation_of(&self, access_token: &str) -> Option<OrganisationNumber> {
        self.access_tokens.get(access_token).copied()
    }

    pub(crate) fn organisation(&mut self, number: OrganisationNumber) -> &mut Organisation {
        &mut self.organisations[number.0]
    }

    pub(crate) fn organisations(&self) -> impl Iterator<Item = &Organisation> {
        self.organisations.iter()
    }

    /// The organisation that has the redirect flow: the hosted pages know no access token.
    pub(crate) fn organisation_with_flow(&mut self, id: &str) -> Option<&mut Organisation> {
        self.organisations.iter_mut().find(|organisation| organisation.redirect_flows.get(id).is_some())
    }
}

impl Organisation {
    fn new(ids: Ids) -> Self {
        Self {
            ids,
            made: Made::default(),
            creditors: Shelf::default(),
            customers: Shelf::default(),
            customer_bank_accounts: Shelf::default(),
            mandates: Shelf::default(),
            redirect_flows: Shelf::default(),
            accounts_by_numbers: HashMap::new(),
        }
    }

    /// The customer, unless it has been removed.
    pub(crate) fn customer(&self, id: &str) -> Option<&Customer> {
        self.customers.get(id).filter(|record| !record.removed).map(|record| &record.customer)
    }

    pub(crate) fn add_customer(&mut self, customer: Customer) {
        self.customers.add(CustomerRecord { customer, removed: false });
    }
}

impl Record for CustomerRecord {
    fn id(&self) -> &str {
        self.customer.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.customer.created_at
    }

    fn is_shown(&self) -> bool {
        !self.removed
    }
}
