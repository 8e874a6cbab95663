//! What a billing request waits for.

use bank_details::Scheme;
use gocardless_api::{
    BankAuthorisationNeeds, BillingRequestAction, BillingRequestStatus, CustomerDetailsNeeds, IncompleteFields,
};

use super::{BillingRequestRecord, Unready};
use crate::machines::billing_request::{FOR_BOTH, FOR_MANDATE, FOR_PAYMENT, Step, Wanted};
use crate::schemes;

/// The currencies in which banks let their customers authorise payments online. Source: API reference, "Billing
/// Requests", `payment_request[currency]`.
pub(crate) const INSTANT_CURRENCIES: [&str; 2] = ["GBP", "EUR"];

impl BillingRequestRecord {
    /// Whether the payer is to authorise a payment at the bank: unless it fell back to Direct Debit.
    pub(crate) fn is_instant(&self) -> bool {
        self.request.payment_request.is_some() && !self.request.fallback_occurred
    }

    /// Whether a mandate comes of it, and so an account is needed.
    pub(crate) fn wants_account(&self) -> bool {
        self.request.mandate_request.is_some() || self.request.fallback_occurred
    }

    /// Whether something is to be collected regularly: its currency is not the payer's to choose.
    pub(crate) fn collects(&self) -> bool {
        self.subscription.is_some() || self.instalments.is_some()
    }

    /// The Direct Debit scheme, once it is known.
    pub(crate) fn scheme(&self) -> Option<Scheme> {
        self.currency.as_deref().and_then(schemes::of_currency)
    }

    /// What it waits for, the done included.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &'static Wanted> {
        let table = match (self.wants_account(), self.is_instant()) {
            (true, true) => FOR_BOTH,
            (false, true) => FOR_PAYMENT,
            (_, false) => FOR_MANDATE,
        };
        let has_open_banking = self.currency.as_deref().is_some_and(|it| INSTANT_CURRENCIES.contains(&it));
        table.iter().filter(move |row| row.step != Step::BankAuthorisation || has_open_banking)
    }

    pub(crate) fn is_done(&self, step: Step) -> bool {
        match step {
            Step::BankAuthorisation => self.is_authorised,
            Step::ChooseCurrency => self.currency.is_some(),
            Step::CollectBankAccount => self.account.is_some(),
            Step::CollectCustomerDetails => {
                let missing = self.incomplete_fields();
                missing.customer.is_empty() && missing.customer_billing_detail.is_empty()
            }
            Step::ConfirmPayerDetails => self.is_confirmed,
            Step::SelectInstitution => self.institution.is_some(),
        }
    }

    /// The steps that are required and not done.
    pub(crate) fn missing(&self) -> Vec<Step> {
        self.wanted().filter(|row| row.required && !self.is_done(row.step)).map(|row| row.step).collect()
    }

    /// Whether the step's turn has come.
    pub(crate) fn may(&self, step: Step) -> Result<(), Unready> {
        if self.request.status != BillingRequestStatus::Pending {
            return Err(Unready::Status);
        }
        let requires = self.wanted().find(|row| row.step == step).map_or(&[][..], |row| row.requires);
        requires.iter().find(|it| !self.is_done(**it)).map_or(Ok(()), |first| Err(Unready::Waits(*first)))
    }

    /// The currencies that can be chosen.
    pub(crate) fn available_currencies(&self) -> Vec<String> {
        match &self.currency {
            Some(currency) => vec![currency.clone()],
            None => Scheme::ALL.into_iter().map(|scheme| schemes::currency(scheme).to_owned()).collect(),
        }
    }

    /// What is still to be told of the payer; a company needs no given and family name.
    fn incomplete_fields(&self) -> IncompleteFields {
        let customer = &self.customer;
        let is_person = customer.company_name.is_none();
        let missing = |fields: &[(&str, &Option<String>)]| {
            let missing = fields.iter().filter(|(_, value)| value.is_none());
            missing.map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>()
        };
        let mut incomplete = IncompleteFields {
            customer: missing(&[("email", &customer.email)]),
            customer_billing_detail: missing(&[
                ("address_line1", &customer.address_line1),
                ("city", &customer.city),
                ("postal_code", &customer.postal_code),
                ("country_code", &customer.country_code),
            ]),
        };
        if is_person {
            let names = [("given_name", &customer.given_name), ("family_name", &customer.family_name)];
            incomplete.customer.extend(missing(&names));
        }
        incomplete
    }

    /// The actions as the API shows them; none once it is over.
    pub(super) fn actions(&self) -> Vec<BillingRequestAction> {
        if self.is_open() { self.wanted().map(|row| self.action(row)).collect() } else { Vec::new() }
    }

    fn action(&self, row: &Wanted) -> BillingRequestAction {
        let names = |steps: &[Step]| steps.iter().map(|step| step.as_str().to_owned()).collect();
        let action = BillingRequestAction {
            kind: row.step.as_str().to_owned(),
            required: row.required,
            completes_actions: names(row.completes),
            requires_actions: names(row.requires),
            status: if self.is_done(row.step) { "completed" } else { "pending" }.to_owned(),
            ..BillingRequestAction::default()
        };
        match row.step {
            Step::BankAuthorisation => BillingRequestAction { bank_authorisation: Some(self.bank_needs()), ..action },
            Step::ChooseCurrency => {
                BillingRequestAction { available_currencies: Some(self.available_currencies()), ..action }
            }
            Step::CollectCustomerDetails => {
                let default_country_code = self.scheme().and_then(Scheme::country).map(str::to_owned);
                let incomplete_fields = self.incomplete_fields();
                let needs = CustomerDetailsNeeds { default_country_code, incomplete_fields };
                BillingRequestAction { collect_customer_details: Some(needs), ..action }
            }
            Step::SelectInstitution => {
                BillingRequestAction { institution_guess_status: Some("not_needed".to_owned()), ..action }
            }
            Step::CollectBankAccount | Step::ConfirmPayerDetails => action,
        }
    }

    fn bank_needs(&self) -> BankAuthorisationNeeds {
        let adapter = if self.is_instant() { "open_banking_gateway_pis" } else { "open_banking_gateway_ais" };
        BankAuthorisationNeeds { authorisation_type: self.authorisation_type().to_owned(), adapter: adapter.to_owned() }
    }

    /// What the payer authorises at the bank.
    pub(crate) fn authorisation_type(&self) -> &'static str {
        if self.is_instant() { "payment" } else { "mandate" }
    }
}
