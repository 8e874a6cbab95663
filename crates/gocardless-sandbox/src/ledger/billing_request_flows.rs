//! Billing request flows: a payer's way through the hosted pages.

use gocardless_api::{BillingRequestFlow, BillingRequestStatus, Customer, EventLinks, Metadata};
use jiff::Timestamp;
use signup_api::{HostedFlowStatus, Payer};

use super::billing_requests::{BillingRequestRecord, Deed, Unready};
use super::flows::{trimmed, unasked, write_payer};
use super::{Organisation, Record};
use crate::machines::Origin;
use crate::machines::billing_request::{BillingRequestAction as Action, Step};
use crate::validation::{CheckedAccount, is_language, language_of_country};

/// A billing request flow and its hosted visit.
#[derive(Debug)]
pub(crate) struct BillingRequestFlowRecord {
    pub(crate) flow: BillingRequestFlow,
    pub(crate) expires: Timestamp,
    /// What a payer has entered and not confirmed yet.
    pub(crate) draft: Option<Answers>,
    pub(crate) is_visited: bool,
    /// Whether the payer has confirmed.
    pub(crate) is_submitted: bool,
}

/// What a payer entered, checked: as much as was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Answers {
    pub(crate) payer: Option<Payer>,
    pub(crate) account: Option<CheckedAccount>,
    pub(crate) institution: Option<&'static str>,
}

/// Where a payer goes who has confirmed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Onward {
    /// To the bank, for the bank authorisation with this id.
    Bank(String),
    /// To the end of the flow.
    Done,
}

impl BillingRequestFlowRecord {
    /// How far the flow is at `now`, of this billing request.
    pub(crate) fn status(&self, request: &BillingRequestRecord, now: Timestamp) -> HostedFlowStatus {
        match request.request.status {
            BillingRequestStatus::Fulfilled => HostedFlowStatus::Completed,
            BillingRequestStatus::Pending | BillingRequestStatus::ReadyToFulfil if now < self.expires => {
                // Who is back from a bank without having authorised anything may try again.
                if self.is_submitted && !request.missing().contains(&Step::BankAuthorisation) {
                    HostedFlowStatus::Submitted
                } else {
                    HostedFlowStatus::Open
                }
            }
            _ => HostedFlowStatus::Expired,
        }
    }
}

impl Organisation {
    /// The flow and its billing request.
    pub(crate) fn billing_request_of_flow(
        &self,
        id: &str,
    ) -> Option<(&BillingRequestFlowRecord, &BillingRequestRecord)> {
        let record = self.billing_request_flows.get(id)?;
        Some((record, self.billing_requests.get(record.flow.links.billing_request.as_str())?))
    }

    /// The payer does something with the flow that its billing request tells.
    pub(crate) fn flow_happens(
        &mut self,
        id: &str,
        action: Action,
        origin: Origin,
        metadata: Metadata,
        now: Timestamp,
    ) -> Result<(), Unready> {
        let flow = self.billing_request_flows.get(id).ok_or(Unready::Unknown)?;
        let request = flow.flow.links.billing_request.to_string();
        let links = EventLinks::default().with("billing_request_flow", id);
        self.billing_request_happens(&request, action, origin, metadata, &links, now)
    }

    /// The payer confirms: what was entered is collected, and the flow goes on to the bank or to its end.
    ///
    /// `address` is where the bank's page is, by its id, and `back` where the payer comes back to from there.
    pub(crate) fn submit_billing_request_flow(
        &mut self,
        id: &str,
        answers: Answers,
        address: impl FnOnce(&str) -> String,
        back: String,
        now: Timestamp,
    ) -> Result<Onward, Unready> {
        let (flow, record) = self.billing_request_of_flow(id).ok_or(Unready::Unknown)?;
        let request = flow.flow.links.billing_request.to_string();
        let (auto_fulfil, record) = (flow.flow.auto_fulfil, record.clone());
        let flow = flow.flow.clone();
        if record.request.status == BillingRequestStatus::Pending {
            for deed in self.deeds(&record, answers, flow, now) {
                self.do_to_billing_request(&request, deed, Origin::Payer, Metadata::new(), now)?;
            }
        }
        if let Some(flow) = self.billing_request_flows.get_mut(id) {
            flow.is_submitted = true;
            flow.draft = None;
            flow.flow.customer_details_captured = true;
        }
        let record = self.billing_requests.get(&request).ok_or(Unready::Unknown)?;
        if record.missing() == [Step::BankAuthorisation] {
            let authorisation = self.add_bank_authorisation(&request, back, auto_fulfil, address, now)?;
            return Ok(Onward::Bank(authorisation.id));
        }
        if auto_fulfil {
            self.fulfil_billing_request(&request, Origin::Payer, Metadata::new(), now)?;
        }
        Ok(Onward::Done)
    }

    /// What follows from what the payer entered, in the order in which it can be done: the account comes first, which
    /// also says the currency.
    fn deeds(
        &mut self,
        record: &BillingRequestRecord,
        answers: Answers,
        flow: BillingRequestFlow,
        now: Timestamp,
    ) -> Vec<Deed> {
        let mut deeds = Vec::new();
        if let Some(account) = answers.account {
            let account = self.collected_account(&record.customer.id, account, Metadata::new(), now);
            deeds.push(Deed::CollectBankAccount(Box::new(account)));
        }
        if let Some(payer) = answers.payer {
            let mut customer = record.customer.clone();
            let known = known_payer(&flow, &customer);
            let prefilled = flow.prefilled_customer.and_then(|customer| customer.address_line3);
            let line3 = customer.address_line3.take().or_else(|| unasked(prefilled.as_deref()));
            write_payer(&mut customer, payer, &known, line3);
            write_language(&mut customer, flow.language);
            deeds.push(Deed::CollectCustomerDetails(Box::new(customer), None));
        }
        if let Some(institution) = answers.institution {
            deeds.push(Deed::SelectInstitution(institution));
        }
        deeds.push(Deed::Confirm(false));
        deeds
    }
}

/// What is known of the payer; where nothing is, what the merchant filled in.
pub(crate) fn known_payer(flow: &BillingRequestFlow, customer: &Customer) -> Payer {
    let given = flow.prefilled_customer.clone().unwrap_or_default();
    let known = |known: &Option<String>, given: Option<String>| known.clone().or_else(|| trimmed(given.as_deref()));
    Payer {
        given_name: known(&customer.given_name, given.given_name),
        family_name: known(&customer.family_name, given.family_name),
        email: known(&customer.email, given.email),
        address_line1: known(&customer.address_line1, given.address_line1),
        address_line2: known(&customer.address_line2, given.address_line2),
        city: known(&customer.city, given.city),
        region: known(&customer.region, given.region),
        postal_code: known(&customer.postal_code, given.postal_code),
        country_code: known(&customer.country_code, given.country_code),
        company_name: known(&customer.company_name, given.company_name),
        swedish_identity_number: known(&customer.swedish_identity_number, given.swedish_identity_number),
        danish_identity_number: known(&customer.danish_identity_number, given.danish_identity_number),
    }
}

/// The language that the flow was made in, or the one of the payer's country.
fn write_language(customer: &mut Customer, language: Option<String>) {
    if customer.language.is_none() {
        let country = customer.country_code.as_deref();
        let language = language.filter(|language| is_language(language));
        customer.language = language.or_else(|| Some(language_of_country(country).to_owned()));
    }
}

impl Record for BillingRequestFlowRecord {
    fn id(&self) -> &str {
        self.flow.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.flow.created_at
    }
}
