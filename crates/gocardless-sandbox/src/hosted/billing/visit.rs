//! A payer's visit to a billing request flow: what its pages need to know.

use bank_details::Scheme;
use gocardless_api::BillingRequestFlow;
use signup_api::{Creditor, HostedFlow, HostedFlowStatus, Payer, Terms};
use url::Url;

use crate::hosted::terms::terms;
use crate::hosted::visit::{advance_notice, creditor, page_language};
use crate::institutions::INSTITUTIONS;
use crate::ledger::{Answers, BillingRequestRecord, known_payer};
use crate::machines::billing_request::Step;
use crate::sandbox::Sandbox;
use crate::schemes;

/// A billing request flow as its pages may show it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub(crate) struct BillingVisit {
    pub(super) flow: BillingRequestFlow,
    pub(super) status: HostedFlowStatus,
    pub(super) creditor: Creditor,
    pub(super) terms: Vec<Terms>,
    /// The pages' language.
    pub(super) language: String,
    pub(super) description: Option<String>,
    /// What is known of the payer or filled in.
    pub(super) payer: Payer,
    /// What a payer has entered and not confirmed yet.
    pub(super) draft: Option<Answers>,
    /// The scheme of the account, where the payer has no choice.
    pub(super) scheme: Option<Scheme>,
    pub(super) asks_payer: bool,
    pub(super) asks_account: bool,
    /// The end of the account's number, where one was collected.
    pub(super) account_ending: Option<String>,
    /// The banks to choose from, where one is to be chosen.
    pub(super) institutions: Vec<(&'static str, &'static str)>,
    pub(super) wants_mandate: bool,
    pub(super) is_instant: bool,
    /// What is to be paid, in words.
    pub(super) amount: Option<String>,
    pub(super) advance_notice: u32,
    pub(super) mandate_reference: Option<String>,
}

impl BillingVisit {
    /// The visit to the flow with this id, if there is one.
    pub(crate) fn to(sandbox: &Sandbox, id: &str) -> Option<Self> {
        let mut ledger = sandbox.ledger();
        let now = ledger.now();
        let organisation = ledger.organisation_with_billing_request_flow(id)?;
        let (record, request) = organisation.billing_request_of_flow(id)?;
        let flow = record.flow.clone();
        let status = record.status(request, now);
        let is_open = status == HostedFlowStatus::Open;
        let wire = request.scheme().map(schemes::on_the_wire);
        let of_request = &request.request;
        let (mandate, payment) = (of_request.mandate_request.as_ref(), of_request.payment_request.as_ref());
        let description = mandate.and_then(|it| it.description.clone());
        let has_choice = payment.is_none() && !flow.lock_currency && !request.collects();
        let made = of_request.links.mandate_request_mandate.as_ref();
        let made = made.and_then(|id| organisation.mandates.get(id.as_str()));
        let links = of_request.links.creditor.as_ref();
        Some(Self {
            status,
            creditor: creditor(organisation, links, wire.as_ref()),
            terms: terms(organisation, links, now),
            language: page_language(flow.language.as_deref()),
            description: description.or_else(|| payment.and_then(|it| it.description.clone())),
            payer: if is_open { known_payer(&flow, &request.customer) } else { Payer::default() },
            draft: record.draft.clone().filter(|_| is_open),
            scheme: request.scheme().filter(|_| !has_choice),
            asks_payer: !(flow.lock_customer_details && request.is_done(Step::CollectCustomerDetails)),
            asks_account: request.wants_account() && request.account.is_none(),
            account_ending: request.account.as_ref().map(|account| account.shown.account_number_ending.clone()),
            institutions: institutions(request),
            wants_mandate: request.wants_account(),
            is_instant: request.is_instant(),
            amount: payment.map(|it| format!("{}.{:02} {}", it.amount / 100, it.amount % 100, it.currency)),
            advance_notice: advance_notice(organisation, links, wire.as_ref()),
            mandate_reference: made.and_then(|record| record.mandate.reference.clone()),
            flow,
        })
    }

    /// Of a mandate that can still be authorised on paper: the scheme, where the payer has no choice, and the payer's
    /// country.
    pub(crate) fn on_paper(&self) -> Option<(Option<Scheme>, Option<String>)> {
        let is_open = self.wants_mandate && self.status == HostedFlowStatus::Open;
        is_open.then(|| (self.scheme, self.payer.country_code.clone()))
    }

    /// Where the flow is.
    pub(super) fn path(&self) -> String {
        format!("/flow/{}", self.flow.id)
    }

    /// The merchant's origins that a form of a page may lead to.
    pub(super) fn merchant_origins(&self) -> String {
        let origins =
            [&self.flow.redirect_uri, &self.flow.exit_uri].into_iter().flatten().filter_map(|url| origin(url));
        origins.collect::<Vec<_>>().join(" ")
    }

    /// Whether nothing is left to enter.
    pub(super) fn asks_nothing(&self) -> bool {
        !self.asks_payer && !self.asks_account && self.institutions.is_empty()
    }

    /// Whether the component can walk it: a mandate of which nothing is known yet.
    pub(super) fn is_usual(&self) -> bool {
        self.asks_payer && self.asks_account && !self.is_instant
    }

    /// Where a payer goes at the end of the flow.
    pub(super) fn end(&self) -> String {
        let redirect = self.flow.redirect_uri.clone().filter(|_| self.flow.skip_success_screen);
        redirect.unwrap_or_else(|| format!("{}/success", self.path()))
    }

    /// The flow for the component.
    pub(crate) fn for_component(&self, sandbox: &Sandbox) -> HostedFlow {
        let scheme = self.scheme.map(|scheme| scheme.as_str().to_owned());
        HostedFlow {
            id: self.flow.id.to_string(),
            status: self.status,
            description: self.description.clone(),
            scheme,
            creditor: self.creditor.clone(),
            terms: self.terms.clone(),
            payer: self.payer.clone(),
            redirect_url: Some(self.end_for_component(sandbox)),
        }
    }

    /// The end of the flow as an absolute address.
    pub(super) fn end_for_component(&self, sandbox: &Sandbox) -> String {
        let end = self.end();
        if end.starts_with('/') { sandbox.address_of(&end) } else { end }
    }
}

/// The origin of an address.
pub(super) fn origin(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| url.origin().ascii_serialization())
}

fn institutions(request: &BillingRequestRecord) -> Vec<(&'static str, &'static str)> {
    if !request.missing().contains(&Step::SelectInstitution) {
        return Vec::new();
    }
    let scheme = if request.currency.as_deref() == Some("EUR") { "sepa_credit_transfer" } else { "faster_payments" };
    let fitting = INSTITUTIONS.iter().filter(|institution| institution.schemes.contains(&scheme));
    fitting.map(|institution| (institution.id, institution.name)).collect()
}
