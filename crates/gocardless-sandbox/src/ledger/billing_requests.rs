//! Billing requests: what a payer is asked to agree to, and what has been collected for it.

mod collect;
mod deeds;
mod fulfil;
mod wants;

use gocardless_api::{
    BillingRequest, BillingRequestCustomer, BillingRequestResources, BillingRequestStatus, Customer,
    CustomerBankAccount, CustomerBillingDetail, EventLinks, Metadata,
};
use jiff::Timestamp;
use jiff::civil::Date;

pub(crate) use self::deeds::Deed;
pub(crate) use self::wants::INSTANT_CURRENCIES;
use super::events::News;
use super::{Instalments, Organisation, Record};
use crate::machines::billing_request::{BillingRequestAction as Action, Step, TRANSITIONS};
use crate::machines::{Origin, after};
use crate::recurrence::Rule;
use crate::validation::CheckedAccount;

/// A billing request, and what the API does not show of it.
#[derive(Clone, Debug)]
pub(crate) struct BillingRequestRecord {
    /// Without its actions and resources, which follow from the rest: see [`shown`](Self::shown).
    pub(crate) request: BillingRequest,
    /// The payer as far as known: a customer of the merchant already, or one that comes to be with the fulfilment.
    pub(crate) customer: Customer,
    pub(crate) ip_address: Option<String>,
    pub(crate) account: Option<Collected>,
    pub(crate) currency: Option<String>,
    pub(crate) institution: Option<&'static str>,
    pub(crate) is_confirmed: bool,
    pub(crate) is_authorised: bool,
    pub(crate) retry_if_possible: bool,
    pub(crate) subscription: Option<AskedSubscription>,
    pub(crate) instalments: Option<Instalments>,
}

/// When the subscription that was asked for charges.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AskedSubscription {
    pub(crate) rule: Rule,
    pub(crate) start_date: Option<Date>,
}

/// A bank account that was collected; without numbers where it is one of the customer's already.
#[derive(Clone, Debug)]
pub(crate) struct Collected {
    pub(crate) shown: CustomerBankAccount,
    pub(crate) details: Option<CheckedAccount>,
}

/// Why something cannot be done to a billing request now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unready {
    /// The customer's bank account has been disabled.
    AccountDisabled,
    /// The customer has been removed.
    CustomerRemoved,
    /// There is no fallback, or it has happened.
    NoFallback,
    /// Something is still waited for.
    NotReady,
    /// The billing request's state does not allow it.
    Status,
    /// There is none.
    Unknown,
    /// Another step comes first.
    Waits(Step),
}

impl BillingRequestRecord {
    /// The billing request as the API shows it.
    pub(crate) fn shown(&self) -> BillingRequest {
        let mut shown = self.request.clone();
        shown.links.customer_bank_account = self.account.as_ref().map(|account| account.shown.id.clone());
        shown.actions = self.actions();
        shown.resources = BillingRequestResources {
            customer: Some(self.shown_customer()),
            customer_billing_detail: Some(self.shown_billing_detail()),
            customer_bank_account: self.account.as_ref().map(|account| account.shown.clone()),
        };
        shown
    }

    fn shown_customer(&self) -> BillingRequestCustomer {
        let customer = self.customer.clone();
        BillingRequestCustomer {
            id: customer.id,
            created_at: customer.created_at,
            email: customer.email,
            given_name: customer.given_name,
            family_name: customer.family_name,
            company_name: customer.company_name,
            language: customer.language,
            phone_number: customer.phone_number,
            metadata: customer.metadata,
        }
    }

    fn shown_billing_detail(&self) -> CustomerBillingDetail {
        let customer = self.customer.clone();
        let scheme = self.scheme().filter(|_| self.wants_account());
        CustomerBillingDetail {
            id: self.request.links.customer_billing_detail.clone().unwrap_or_default(),
            created_at: self.request.created_at.clone(),
            schemes: scheme.into_iter().map(|scheme| scheme.as_str().to_owned()).collect(),
            address_line1: customer.address_line1,
            address_line2: customer.address_line2,
            address_line3: customer.address_line3,
            city: customer.city,
            region: customer.region,
            postal_code: customer.postal_code,
            country_code: customer.country_code,
            swedish_identity_number: customer.swedish_identity_number,
            danish_identity_number: customer.danish_identity_number,
            ip_address: self.ip_address.clone(),
        }
    }

    /// Lets something happen, if the state allows that.
    fn happens(&mut self, action: Action) -> Result<(), Unready> {
        let status = after(TRANSITIONS, &action, &self.request.status).ok_or(Unready::Status)?;
        self.request.status = status;
        Ok(())
    }

    /// What its events link to.
    fn links_of(&self, action: Action) -> EventLinks {
        let mut links = EventLinks::default().with("billing_request", &self.request.id);
        let known = &self.request.links;
        let tells_payer =
            matches!(action, Action::CollectCustomerDetails | Action::CollectBankAccount | Action::Fulfilled);
        if let Some(customer) = known.customer.as_ref().filter(|_| tells_payer) {
            links = links.with("customer", customer);
        }
        let tells_account = matches!(action, Action::CollectBankAccount | Action::Fulfilled);
        if let Some(account) = self.account.as_ref().filter(|_| tells_account) {
            links = links.with("customer_bank_account", &account.shown.id);
        }
        if action == Action::Fulfilled {
            if let Some(mandate) = &known.mandate_request_mandate {
                links = links.with("mandate_request_mandate", mandate);
            }
            if let Some(payment) = &known.payment_request_payment {
                links = links.with("payment_request_payment", payment);
            }
        }
        links
    }
}

impl Organisation {
    /// Adds a billing request and tells what was done to it already.
    pub(crate) fn add_billing_request(
        &mut self,
        record: BillingRequestRecord,
        done: &[(Action, Metadata)],
        now: Timestamp,
    ) {
        let id = record.request.id.to_string();
        self.billing_requests.add(record);
        self.tell_billing_request(&id, Action::Created, Origin::Api, Metadata::new(), &EventLinks::default(), now);
        for (action, metadata) in done {
            self.tell_billing_request(&id, *action, Origin::Api, metadata.clone(), &EventLinks::default(), now);
        }
    }

    /// Lets something happen that changes nothing but the state, and tells it.
    pub(crate) fn billing_request_happens(
        &mut self,
        id: &str,
        action: Action,
        origin: Origin,
        metadata: Metadata,
        more: &EventLinks,
        now: Timestamp,
    ) -> Result<(), Unready> {
        self.billing_requests.get_mut(id).ok_or(Unready::Unknown)?.happens(action)?;
        self.tell_billing_request(id, action, origin, metadata, more, now);
        Ok(())
    }

    /// Writes the event of what has happened to a billing request.
    pub(super) fn tell_billing_request(
        &mut self,
        id: &str,
        action: Action,
        origin: Origin,
        metadata: Metadata,
        more: &EventLinks,
        now: Timestamp,
    ) {
        let Some(record) = self.billing_requests.get(id) else { return };
        let links = more.iter().fold(record.links_of(action), |links, (name, id)| links.with(name.to_owned(), id));
        let news = News {
            resource_type: "billing_requests",
            action: action.as_str(),
            telling: action.telling(origin),
            scheme: None,
            metadata,
            resource_metadata: record.request.metadata.clone().unwrap_or_default(),
            links,
        };
        self.tell(news, now);
    }
}

impl BillingRequestRecord {
    /// Whether anything can still be done to it.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.request.status, BillingRequestStatus::Pending | BillingRequestStatus::ReadyToFulfil)
    }
}

impl Record for BillingRequestRecord {
    fn id(&self) -> &str {
        self.request.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.request.created_at
    }
}
