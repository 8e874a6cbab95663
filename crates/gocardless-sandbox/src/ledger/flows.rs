//! Redirect flows: what the API shows of them, and what the payer has entered on the hosted page.

use gocardless_api::{Creditor, CreditorId, Customer, Mandate, MandateLinks, PrefilledCustomer, RedirectFlow};
use jiff::{SignedDuration, Timestamp};
use signup_api::{HostedFlowStatus, Payer};

use super::customer_bank_accounts::Added;
use super::{Ledger, Organisation, Record};
use crate::clock::written;
use crate::parameters::LONGEST_TEXT;
use crate::schemes;
use crate::validation::{CheckedAccount, is_country, is_language, language_of_country};

/// A redirect flow and its hosted visit.
#[derive(Debug)]
pub(crate) struct FlowRecord {
    pub(crate) flow: RedirectFlow,
    pub(crate) created: Timestamp,
    pub(crate) prefilled: PrefilledCustomer,
    pub(crate) progress: Progress,
}

/// How far the payer and the merchant have come.
#[derive(Debug)]
pub(crate) enum Progress {
    /// Nothing is confirmed; a payer without script may have entered details that wait for review.
    Open { draft: Option<Details> },
    /// The payer has confirmed; the merchant has yet to complete.
    Submitted(Details),
    /// The mandate exists; the details are forgotten.
    Completed { at: Timestamp },
}

/// What a payer entered, checked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Details {
    pub(crate) payer: Payer,
    pub(crate) account: CheckedAccount,
}

/// From creation, on the sandbox's clock. Source: API reference, "Redirect Flows".
const LIFETIME: SignedDuration = SignedDuration::from_mins(30);

/// From completion. Source: API reference, "Redirect Flows".
const CONFIRMATION_LIFETIME: SignedDuration = SignedDuration::from_mins(15);

impl FlowRecord {
    /// How far the flow is at `now`: a flow that is completed stays so, any other expires.
    pub(crate) fn status(&self, now: Timestamp) -> HostedFlowStatus {
        match &self.progress {
            Progress::Completed { .. } => HostedFlowStatus::Completed,
            _ if now.duration_since(self.created) >= LIFETIME => HostedFlowStatus::Expired,
            Progress::Submitted(_) => HostedFlowStatus::Submitted,
            Progress::Open { .. } => HostedFlowStatus::Open,
        }
    }

    /// Whether GoCardless's own confirmation page can be seen at `now`.
    pub(crate) fn is_confirmation_shown(&self, now: Timestamp) -> bool {
        matches!(self.progress, Progress::Completed { at } if now.duration_since(at) < CONFIRMATION_LIFETIME)
    }
}

impl Ledger {
    /// Who would collect under the mandate of a redirect flow or a billing request flow.
    pub(crate) fn creditor_of_flow(&self, id: &str) -> Option<Creditor> {
        let (organisation, creditor) = self.organisations.iter().find_map(|organisation| {
            let redirect = organisation.redirect_flows.get(id).map(|record| &record.flow.links.creditor);
            let billing = || organisation.billing_request_of_flow(id).map(|(_, it)| &it.request.links.creditor);
            Some((organisation, redirect.or_else(billing)?))
        })?;
        organisation.creditor_for(creditor.as_ref().map(CreditorId::as_str)).ok().cloned()
    }
}

impl Organisation {
    /// Makes customer, bank account and mandate of a submitted flow; `None`, changing nothing, when the flow is not
    /// there or not submitted.
    pub(crate) fn complete_flow(&mut self, id: &str, confirmation_url: String, now: Timestamp) -> Option<RedirectFlow> {
        let record = self.redirect_flows.get_mut(id)?;
        let Progress::Submitted(details) = &record.progress else { return None };
        let Details { payer, account } = details.clone();
        let creditor = record.flow.links.creditor.clone()?;
        let prefilled = record.prefilled.clone();
        record.progress = Progress::Completed { at: now };

        let mut customer = self.blank_customer(now);
        write_payer(&mut customer, payer, &prefilled_payer(&prefilled), unasked(prefilled.address_line3.as_deref()));
        customer.phone_number = unasked(prefilled.phone_number.as_deref());
        let language = prefilled.language.filter(|language| is_language(language));
        customer.language = language.or_else(|| Some(language_of_country(customer.country_code.as_deref()).to_owned()));
        let scheme = schemes::on_the_wire(account.scheme());
        self.add_customer(customer.clone());
        let (Added::Usable(account) | Added::Duplicate(account)) =
            self.add_bank_account(&customer.id, account, customer.metadata.clone(), now);
        let links =
            MandateLinks { customer_bank_account: account.id, creditor, customer: customer.id, new_mandate: None };
        let mandate = self.add_mandate(links, scheme, customer.metadata, now);
        let flow = &mut self.redirect_flows.get_mut(id)?.flow;
        note_completion(flow, mandate, confirmation_url);
        Some(flow.clone())
    }

    /// A customer without anything but an id.
    pub(crate) fn blank_customer(&mut self, now: Timestamp) -> Customer {
        Customer {
            id: self.ids.customer(),
            created_at: written(now),
            email: None,
            given_name: None,
            family_name: None,
            company_name: None,
            address_line1: None,
            address_line2: None,
            address_line3: None,
            city: None,
            region: None,
            postal_code: None,
            country_code: None,
            language: None,
            swedish_identity_number: None,
            danish_identity_number: None,
            phone_number: None,
            metadata: gocardless_api::Metadata::new(),
        }
    }
}

/// Writes what the payer has said, and `line3` of an address, which no page asks for: it stays with the rest of the
/// address that is `known`.
pub(super) fn write_payer(customer: &mut Customer, payer: Payer, known: &Payer, line3: Option<String>) {
    customer.address_line3 = line3.filter(|_| is_same_address(known, &payer));
    customer.given_name = payer.given_name;
    customer.family_name = payer.family_name;
    customer.email = payer.email;
    customer.address_line1 = payer.address_line1;
    customer.address_line2 = payer.address_line2;
    customer.city = payer.city;
    customer.region = payer.region;
    customer.postal_code = payer.postal_code;
    customer.country_code = payer.country_code;
    customer.company_name = payer.company_name;
    customer.swedish_identity_number = payer.swedish_identity_number;
    customer.danish_identity_number = payer.danish_identity_number;
}

/// Whether the payer still has the address that is known of him, as far as it is.
pub(crate) fn is_same_address(known: &Payer, payer: &Payer) -> bool {
    fn lines(of: &Payer) -> [&Option<String>; 4] {
        [&of.address_line1, &of.address_line2, &of.city, &of.postal_code]
    }
    let mut lines = lines(known).into_iter().zip(lines(payer));
    is_same_country(known, payer) && lines.all(|(known, given)| known.is_none() || known == given)
}

/// The same of the country alone.
pub(crate) fn is_same_country(known: &Payer, payer: &Payer) -> bool {
    let known = known.country_code.as_deref().filter(|code| is_country(code));
    known.is_none_or(|known| payer.country_code.as_deref() == Some(known))
}

/// What the merchant has filled in for the payer.
pub(crate) fn prefilled_payer(prefilled: &PrefilledCustomer) -> Payer {
    Payer {
        given_name: trimmed(prefilled.given_name.as_deref()),
        family_name: trimmed(prefilled.family_name.as_deref()),
        email: trimmed(prefilled.email.as_deref()),
        address_line1: trimmed(prefilled.address_line1.as_deref()),
        address_line2: trimmed(prefilled.address_line2.as_deref()),
        city: trimmed(prefilled.city.as_deref()),
        region: trimmed(prefilled.region.as_deref()),
        postal_code: trimmed(prefilled.postal_code.as_deref()),
        country_code: trimmed(prefilled.country_code.as_deref()),
        company_name: trimmed(prefilled.company_name.as_deref()),
        swedish_identity_number: trimmed(prefilled.swedish_identity_number.as_deref()),
        danish_identity_number: trimmed(prefilled.danish_identity_number.as_deref()),
    }
}

/// A text that no page asks for, and nobody could make shorter.
pub(super) fn unasked(text: Option<&str>) -> Option<String> {
    trimmed(text).filter(|text| text.chars().count() <= LONGEST_TEXT)
}

/// The text without white space around it; none where that is all.
pub(super) fn trimmed(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn note_completion(flow: &mut RedirectFlow, mandate: Mandate, confirmation_url: String) {
    flow.redirect_url = None;
    flow.confirmation_url = Some(confirmation_url);
    flow.mandate_reference = mandate.reference;
    flow.scheme = mandate.scheme;
    flow.links.mandate = Some(mandate.id);
    flow.links.customer = Some(mandate.links.customer);
    flow.links.customer_bank_account = Some(mandate.links.customer_bank_account);
}

impl Record for FlowRecord {
    fn id(&self) -> &str {
        self.flow.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.flow.created_at
    }
}
