//! What the sandbox knows: the resources of each organisation, in memory.

mod agenda;
mod apps;
mod bank_authorisations;
mod billing_request_flows;
mod billing_request_templates;
mod billing_requests;
mod blocks;
mod caps;
mod connections;
mod creditor_bank_accounts;
mod creditors;
mod customer_bank_accounts;
mod customer_notifications;
mod events;
mod flows;
mod instalment_schedules;
mod mandate_imports;
mod mandate_pdfs;
mod mandates;
mod organisations;
mod outbox;
mod payer_authorisations;
mod payment_checks;
mod payments;
mod payouts;
mod plan;
mod playable;
mod refunds;
mod roster;
mod scenarios;
mod scheme_identifiers;
mod shelf;
mod subscriptions;
mod webhooks;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use bank_details::Account;
use gocardless_api::{
    Customer, CustomerBankAccount, CustomerBankAccountId, CustomerId, Event, MandateId, OrganisationId, PaymentId,
    WebhookId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::agenda::Agenda;
pub(crate) use self::bank_authorisations::{BankAuthorisation, SeededAuthorisation, Shut};
pub(crate) use self::billing_request_flows::{Answers, BillingRequestFlowRecord, Onward, known_payer};
pub(crate) use self::billing_request_templates::{BillingRequestTemplate, Constraints};
pub(crate) use self::billing_requests::{
    AskedSubscription, BillingRequestRecord, Collected, Deed, INSTANT_CURRENCIES, Unready,
};
pub(crate) use self::blocks::{Block, BlockDetails};
pub(crate) use self::caps::LegacyCap;
use self::connections::Code;
pub(crate) use self::connections::{Connection, Grant, Token};
pub(crate) use self::creditor_bank_accounts::{CreditorBankAccount, SeededAccount};
pub(crate) use self::creditors::{CreditorRecord, WhichCreditor, identifier_for};
pub(crate) use self::customer_bank_accounts::Added;
pub(crate) use self::customer_notifications::{CustomerNotification, NOTIFICATION_TYPES};
pub(crate) use self::flows::{Details, FlowRecord, Progress, is_same_address, is_same_country, prefilled_payer};
pub(crate) use self::instalment_schedules::{
    InstalmentScheduleRecord, Instalments, NewInstalment, NewInstalmentSchedule,
};
pub(crate) use self::mandate_imports::{
    ImportedRow, MandateImport, MandateImportEntry, MandateImportEntryLinks, MandateImportLinks,
};
use self::mandate_pdfs::MandatePdfs;
pub(crate) use self::mandates::MandateRecord;
pub(crate) use self::organisations::NewOrganisation;
pub(crate) use self::outbox::Outbox;
pub use self::outbox::{NotDelivered, Sending};
pub(crate) use self::payer_authorisations::{Group, IncompleteField, PayerAuthorisation};
pub(crate) use self::payment_checks::PaymentProblems;
pub(crate) use self::payments::{MOST_RETRIES, NewPayment, PaymentRecord};
pub(crate) use self::payouts::PayoutRecord;
use self::payouts::Settling;
pub(crate) use self::refunds::{NewRefund, RefundRecord};
use self::roster::Roster;
pub(crate) use self::scenarios::NotPlayed;
pub(crate) use self::scheme_identifiers::NewSchemeIdentifier;
use self::shelf::packed;
pub(crate) use self::shelf::{NewestFirst, Record, Shelf};
pub(crate) use self::subscriptions::{NewSubscription, SubscriptionRecord};
pub use self::webhooks::Outcome;
pub(crate) use self::webhooks::WebhookRecord;
use crate::apps::PartnerApp;
use crate::authentication::{Caller, check_token, unknown_token};
use crate::clock::written;
use crate::error::Refusal;
use crate::idempotency::Made;
use crate::ids::Ids;
use crate::shapes::Shapes;
use crate::webhook_endpoint::WebhookEndpoint;

/// The organisations and the access tokens that open them.
///
/// It sits behind one lock, which a handler holds for the length of one change, so a change is seen whole or not at
/// all. Nothing in it reads a clock: the time is given, by [`catch_up`](Self::catch_up).
pub(crate) struct Ledger {
    now: Timestamp,
    seed: u64,
    /// The ids of what belongs to no organisation.
    ids: Ids,
    organisations: Roster,
    access_tokens: BTreeMap<String, Token>,
    /// In the order in which they were registered.
    apps: Vec<PartnerApp>,
    codes: BTreeMap<String, Code>,
    event_count: Arc<AtomicUsize>,
    /// The webhooks on their way to merchants.
    pub(crate) outbox: Outbox,
}

/// Who logs in to the organisation that every sandbox begins with.
const NORTHWINDS_EMAIL: &str = "subscriptions@northwind.example";

/// Which of the ledger's organisations.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct OrganisationNumber(pub(crate) usize);

/// A merchant's account with GoCardless: what one access token can see.
pub(crate) struct Organisation {
    pub(crate) id: OrganisationId,
    /// Who logs in to it.
    pub(crate) email: String,
    pub(crate) created_at: String,
    pub(crate) closed: bool,
    /// With the apps that may or might call the API for it, oldest first.
    pub(crate) connections: Vec<Connection>,
    pub(crate) ids: Ids,
    pub(crate) made: Made,
    pub(crate) creditors: Shelf<CreditorRecord>,
    pub(crate) customers: Shelf<CustomerRecord>,
    pub(crate) customer_bank_accounts: Shelf<CustomerBankAccount>,
    pub(crate) mandates: Shelf<MandateRecord>,
    pub(crate) payments: Shelf<PaymentRecord>,
    pub(crate) subscriptions: Shelf<SubscriptionRecord>,
    pub(crate) instalment_schedules: Shelf<InstalmentScheduleRecord>,
    pub(crate) payouts: Shelf<PayoutRecord>,
    pub(crate) refunds: Shelf<RefundRecord>,
    /// What happened, oldest first: whoever hands events on reads from where it left off.
    pub(crate) events: Shelf<Event>,
    pub(crate) redirect_flows: Shelf<FlowRecord>,
    pub(crate) bank_authorisations: Shelf<BankAuthorisation>,
    pub(crate) billing_request_flows: Shelf<BillingRequestFlowRecord>,
    pub(crate) billing_request_templates: Shelf<BillingRequestTemplate>,
    pub(crate) billing_requests: Shelf<BillingRequestRecord>,
    pub(crate) blocks: Shelf<Block>,
    pub(crate) creditor_bank_accounts: Shelf<CreditorBankAccount>,
    pub(crate) customer_notifications: Shelf<CustomerNotification>,
    pub(crate) mandate_import_entries: Shelf<MandateImportEntry>,
    pub(crate) mandate_imports: Shelf<MandateImport>,
    mandate_pdfs: MandatePdfs,
    pub(crate) payer_authorisations: Shelf<PayerAuthorisation>,
    pub(crate) webhooks: Shelf<WebhookRecord>,
    /// Where its events go.
    pub(crate) webhook_endpoint: Option<WebhookEndpoint>,
    /// The resources that are only shapes.
    pub(crate) shapes: Shapes,
    /// Which account has which numbers: kept to know a duplicate, never returned.
    accounts_by_numbers: HashMap<(CustomerId, Account), CustomerBankAccountId>,
    payments_by_mandate: HashMap<MandateId, Vec<PaymentId>>,
    settling: Settling,
    /// Whether payers have to approve of the mandates to come.
    pub(crate) asks_for_approval: bool,
    /// How many events have gone into webhooks, or had nowhere to go.
    events_sent: usize,
    /// Retries whose time has come.
    webhooks_due: Vec<(WebhookId, Timestamp)>,
    agenda: Agenda,
    /// How many events the whole sandbox has.
    event_count: Arc<AtomicUsize>,
    /// The place of each event among all of the sandbox.
    event_places: Vec<usize>,
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
        let mut ids = Ids::new(seed);
        let id = ids.organisation();
        let event_count = Arc::default();
        let mut organisation = Organisation::new(id, NORTHWINDS_EMAIL, Ids::new(seed), &event_count, now);
        organisation.open_northwind(now);
        let access_tokens = BTreeMap::from([(access_token.to_owned(), Token::own(OrganisationNumber(0)))]);
        let organisations = Roster::of(organisation);
        let (apps, codes) = (Vec::new(), BTreeMap::new());
        Self { now, seed, ids, organisations, access_tokens, apps, codes, event_count, outbox: Outbox::default() }
    }

    /// Lets everything happen, in its order, that is due by `now`.
    pub(crate) fn catch_up(&mut self, now: Timestamp) {
        self.now = now;
        for organisation in self.organisations.iter_mut() {
            organisation.catch_up(now);
            organisation.drop_mandate_pdfs(now);
        }
        self.queue_retries();
    }

    /// When the next thing is due by itself.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.organisations.iter().filter_map(|organisation| organisation.agenda.next()).min()
    }

    /// The time to which the ledger has caught up: what a handler changes happens then.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// What the access token opens, whether or not it still works.
    pub(crate) fn token(&self, access_token: &str) -> Option<&Token> {
        self.access_tokens.get(access_token)
    }

    /// The organisation that the caller's token opens, now that the call is answered: since it was let in, the token may
    /// have been revoked, and a reset may have taken it and its organisation away.
    pub(crate) fn organisation_of(&mut self, caller: &Caller) -> Result<&mut Organisation, Refusal> {
        let token = check_token(self, &caller.access_token)?;
        let number = token.organisation;
        self.organisation(number).ok_or_else(unknown_token)
    }

    /// The organisation with this number; `None` where a reset has taken it away.
    pub(crate) fn organisation(&mut self, number: OrganisationNumber) -> Option<&mut Organisation> {
        self.organisations.get_mut(number)
    }

    /// The organisation that the sandbox began with.
    pub(crate) fn first_organisation(&mut self) -> &mut Organisation {
        self.organisations.first_mut()
    }

    pub(crate) fn organisations(&self) -> impl Iterator<Item = &Organisation> {
        self.organisations.iter()
    }

    /// The PDF of a mandate whose address is still good.
    pub(crate) fn mandate_pdf(&self, id: &str) -> Option<&[u8]> {
        self.organisations.iter().find_map(|organisation| organisation.mandate_pdf(id))
    }

    /// The events after the first `count` of the sandbox, in the order in which they were written.
    pub(crate) fn events_since(&self, count: usize) -> Vec<Event> {
        let all = self.organisations.iter().flat_map(|it| it.event_places.iter().zip(it.events.oldest_first()));
        let mut new: Vec<_> = all.filter(|(place, _)| **place >= count).collect();
        new.sort_by_key(|(place, _)| **place);
        new.into_iter().map(|(_, event)| event.clone()).collect()
    }

    /// The organisation that has the billing request flow: the hosted pages know no access token.
    pub(crate) fn organisation_with_billing_request_flow(&mut self, id: &str) -> Option<&mut Organisation> {
        self.organisations.iter_mut().find(|organisation| organisation.billing_request_flows.get(id).is_some())
    }

    /// The organisation that has the billing request template: who follows its link knows no access token.
    pub(crate) fn organisation_with_billing_request_template(&mut self, id: &str) -> Option<&mut Organisation> {
        self.organisations.iter_mut().find(|organisation| organisation.billing_request_templates.get(id).is_some())
    }

    /// The organisation that has the bank authorisation: the bank's page knows no access token.
    pub(crate) fn organisation_with_bank_authorisation(&mut self, id: &str) -> Option<&mut Organisation> {
        self.organisations.iter_mut().find(|organisation| organisation.bank_authorisations.get(id).is_some())
    }

    pub(crate) fn organisations_mut(&mut self) -> impl Iterator<Item = &mut Organisation> {
        self.organisations.iter_mut()
    }

    /// How many events there are, of all organisations.
    pub(crate) fn event_count(&self) -> usize {
        self.organisations.iter().map(|organisation| organisation.events.len()).sum()
    }

    /// The organisation that has the redirect flow: the hosted pages know no access token.
    pub(crate) fn organisation_with_flow(&mut self, id: &str) -> Option<&mut Organisation> {
        self.organisations.iter_mut().find(|organisation| organisation.redirect_flows.get(id).is_some())
    }
}

impl Organisation {
    fn new(id: OrganisationId, email: &str, ids: Ids, event_count: &Arc<AtomicUsize>, now: Timestamp) -> Self {
        Self {
            id,
            email: email.to_owned(),
            created_at: written(now),
            closed: false,
            connections: Vec::new(),
            ids,
            made: Made::default(),
            creditors: Shelf::default(),
            customers: Shelf::default(),
            customer_bank_accounts: Shelf::default(),
            mandates: Shelf::default(),
            payments: Shelf::default(),
            subscriptions: Shelf::default(),
            instalment_schedules: Shelf::default(),
            payouts: Shelf::default(),
            refunds: Shelf::default(),
            events: Shelf::default(),
            redirect_flows: Shelf::default(),
            bank_authorisations: Shelf::default(),
            billing_request_flows: Shelf::default(),
            billing_request_templates: Shelf::default(),
            billing_requests: Shelf::default(),
            blocks: Shelf::default(),
            creditor_bank_accounts: Shelf::default(),
            customer_notifications: Shelf::default(),
            mandate_import_entries: Shelf::default(),
            mandate_imports: Shelf::default(),
            mandate_pdfs: MandatePdfs::default(),
            payer_authorisations: Shelf::default(),
            webhooks: Shelf::default(),
            webhook_endpoint: None,
            shapes: Shapes::default(),
            accounts_by_numbers: HashMap::new(),
            payments_by_mandate: HashMap::new(),
            settling: Settling::default(),
            asks_for_approval: false,
            events_sent: 0,
            webhooks_due: Vec::new(),
            agenda: Agenda::default(),
            event_count: Arc::clone(event_count),
            event_places: Vec::new(),
        }
    }

    /// The customer, unless it has been removed.
    pub(crate) fn customer(&self, id: &str) -> Option<&Customer> {
        self.customers.get(id).filter(|record| !record.removed).map(|record| &record.customer)
    }

    pub(crate) fn add_customer(&mut self, customer: Customer) {
        self.customers.add(CustomerRecord { customer, removed: false });
    }

    /// Gives a customer other details, where there is one: the billing requests that ask for it know them too.
    pub(crate) fn change_customer(&mut self, customer: &Customer) {
        let Some(record) = self.customers.get_mut(customer.id.as_str()) else { return };
        record.customer.clone_from(customer);
        let asking = self.billing_requests.oldest_first().filter(|it| it.is_open() && it.customer.id == customer.id);
        for id in asking.map(|it| it.request.id.clone()).collect::<Vec<_>>() {
            if let Some(request) = self.billing_requests.get_mut(id.as_str()) {
                request.customer.clone_from(customer);
            }
        }
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
