//! What the sandbox knows: the resources of each organisation, in memory.

mod agenda;
mod billing_request_templates;
mod blocks;
mod creditor_bank_accounts;
mod creditors;
mod customer_bank_accounts;
mod customer_notifications;
mod events;
mod flows;
mod mandate_imports;
mod mandates;
mod payer_authorisations;
mod payments;
mod plan;
mod scenarios;
mod scheme_identifiers;
mod shelf;

use std::collections::{BTreeMap, HashMap};

use bank_details::Account;
use gocardless_api::{Customer, CustomerBankAccount, CustomerBankAccountId, CustomerId, Event, MandateId, PaymentId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::agenda::Agenda;
pub(crate) use self::billing_request_templates::{BillingRequestTemplate, Constraints};
pub(crate) use self::blocks::{Block, BlockDetails};
pub(crate) use self::creditor_bank_accounts::CreditorBankAccount;
pub(crate) use self::creditors::{CreditorRecord, WhichCreditor, identifier_for};
pub(crate) use self::customer_bank_accounts::Added;
pub(crate) use self::customer_notifications::{CustomerNotification, NOTIFICATION_TYPES};
pub(crate) use self::flows::{Details, FlowRecord, Progress};
pub(crate) use self::mandate_imports::{
    MandateImport, MandateImportEntry, MandateImportEntryLinks, MandateImportLinks,
};
pub(crate) use self::mandates::MandateRecord;
pub(crate) use self::payer_authorisations::{Group, IncompleteField, PayerAuthorisation};
pub(crate) use self::payments::{NewPayment, PaymentRecord};
pub(crate) use self::scenarios::NotPlayed;
pub(crate) use self::scheme_identifiers::NewSchemeIdentifier;
use self::shelf::packed;
pub(crate) use self::shelf::{NewestFirst, Record, Shelf};
use crate::idempotency::Made;
use crate::ids::Ids;
use crate::shapes::Shapes;

/// The organisations and the access tokens that open them.
///
/// It sits behind one lock, which a handler holds for the length of one change, so a change is seen whole or not at
/// all. Nothing in it reads a clock: the time is given, by [`catch_up`](Self::catch_up).
pub(crate) struct Ledger {
    now: Timestamp,
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
    pub(crate) mandates: Shelf<MandateRecord>,
    pub(crate) payments: Shelf<PaymentRecord>,
    /// What happened, oldest first: whoever hands events on reads from where it left off.
    pub(crate) events: Shelf<Event>,
    pub(crate) redirect_flows: Shelf<FlowRecord>,
    pub(crate) billing_request_templates: Shelf<BillingRequestTemplate>,
    pub(crate) blocks: Shelf<Block>,
    pub(crate) creditor_bank_accounts: Shelf<CreditorBankAccount>,
    pub(crate) customer_notifications: Shelf<CustomerNotification>,
    pub(crate) mandate_import_entries: Shelf<MandateImportEntry>,
    pub(crate) mandate_imports: Shelf<MandateImport>,
    pub(crate) payer_authorisations: Shelf<PayerAuthorisation>,
    /// The resources that are only shapes.
    pub(crate) shapes: Shapes,
    /// Which account has which numbers: kept to know a duplicate, never returned.
    accounts_by_numbers: HashMap<(CustomerId, Account), CustomerBankAccountId>,
    payments_by_mandate: HashMap<MandateId, Vec<PaymentId>>,
    agenda: Agenda,
}

/// A customer; a removed one keeps its place but is shown nowhere.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct CustomerRecord {
    #[serde(flatten)]
    pub(crate) customer: Customer,
    pub(crate) removed: bool,
}

impl Ledger {
    /// One organisation with one creditor, opened by `access_token`.
    pub(crate) fn new(access_token: &str, seed: u64, now: Timestamp) -> Self {
        let mut organisation = Organisation::new(Ids::new(seed));
        organisation.open_northwind(now);
        let access_tokens = BTreeMap::from([(access_token.to_owned(), OrganisationNumber(0))]);
        Self { now, organisations: vec![organisation], access_tokens }
    }

    /// Lets everything happen, in its order, that is due by `now`.
    pub(crate) fn catch_up(&mut self, now: Timestamp) {
        self.now = now;
        for organisation in &mut self.organisations {
            organisation.catch_up(now);
        }
    }

    /// The time to which the ledger has caught up: what a handler changes happens then.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Whose access token it is.
    pub(crate) fn organisation_of(&self, access_token: &str) -> Option<OrganisationNumber> {
        self.access_tokens.get(access_token).copied()
    }

    pub(crate) fn organisation(&mut self, number: OrganisationNumber) -> &mut Organisation {
        &mut self.organisations[number.0]
    }

    /// The organisation that the sandbox began with.
    pub(crate) fn first_organisation(&mut self) -> &mut Organisation {
        self.organisation(OrganisationNumber(0))
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
            payments: Shelf::default(),
            events: Shelf::default(),
            redirect_flows: Shelf::default(),
            billing_request_templates: Shelf::default(),
            blocks: Shelf::default(),
            creditor_bank_accounts: Shelf::default(),
            customer_notifications: Shelf::default(),
            mandate_import_entries: Shelf::default(),
            mandate_imports: Shelf::default(),
            payer_authorisations: Shelf::default(),
            shapes: Shapes::default(),
            accounts_by_numbers: HashMap::new(),
            payments_by_mandate: HashMap::new(),
            agenda: Agenda::default(),
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
    const CAN_BE_PACKED: bool = true;

    fn id(&self) -> &str {
        self.customer.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.customer.created_at
    }

    fn is_shown(&self) -> bool {
        !self.removed
    }

    fn pack(&self) -> Option<Box<[u8]>> {
        packed::pack(self)
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        packed::unpack(bytes)
    }
}

#[cfg(test)]
mod tests;
