//! What can be done to a billing request, one step at a time.

use gocardless_api::{
    BillingRequestStatus, Customer, CustomerBankAccount, CustomerBankAccountLinks, CustomerId, EventLinks, Metadata,
};
use jiff::Timestamp;

use super::{BillingRequestRecord, Collected, Unready};
use crate::clock::written;
use crate::ledger::Organisation;
use crate::machines::Origin;
use crate::machines::billing_request::{BillingRequestAction as Action, Step};
use crate::schemes;
use crate::validation::{CheckedAccount, bank_of};

/// Something done to a billing request, its content checked.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// In a currency that can be chosen.
    ChooseCurrency(String),
    /// The customer with what was told, and the address of the payer's computer.
    CollectCustomerDetails(Box<Customer>, Option<String>),
    /// In the billing request's currency, where it has one.
    CollectBankAccount(Box<Collected>),
    /// Whether the payer says that others must sign too.
    Confirm(bool),
    SelectInstitution(&'static str),
}

impl Deed {
    fn step(&self) -> Step {
        match self {
            Self::ChooseCurrency(_) => Step::ChooseCurrency,
            Self::CollectCustomerDetails(..) => Step::CollectCustomerDetails,
            Self::CollectBankAccount(_) => Step::CollectBankAccount,
            Self::Confirm(_) => Step::ConfirmPayerDetails,
            Self::SelectInstitution(_) => Step::SelectInstitution,
        }
    }

    fn action(&self) -> Action {
        match self {
            Self::ChooseCurrency(_) => Action::ChooseCurrency,
            Self::CollectCustomerDetails(..) => Action::CollectCustomerDetails,
            Self::CollectBankAccount(_) => Action::CollectBankAccount,
            Self::Confirm(_) => Action::PayerDetailsConfirmed,
            Self::SelectInstitution(_) => Action::SelectInstitution,
        }
    }
}

impl BillingRequestRecord {
    /// Does it, or changes nothing; what is to be told of it, if anything is.
    ///
    /// Details that change after the payer confirmed them have to be confirmed again; details of which some are still
    /// missing are not told.
    pub(crate) fn apply(&mut self, deed: Deed) -> Result<Option<Action>, Unready> {
        let (step, action) = (deed.step(), deed.action());
        self.may(step)?;
        self.happens(action)?;
        match deed {
            Deed::ChooseCurrency(currency) => self.set_currency(currency),
            Deed::CollectCustomerDetails(customer, ip_address) => {
                self.customer = *customer;
                self.ip_address = ip_address.or(self.ip_address.take());
                self.is_confirmed = false;
            }
            Deed::CollectBankAccount(account) => {
                if let Some(currency) = account.shown.currency.clone() {
                    self.set_currency(currency);
                }
                self.account = Some(*account);
                self.is_confirmed = false;
            }
            Deed::Confirm(dual_signature) => {
                self.is_confirmed = true;
                if let Some(request) = &mut self.request.mandate_request {
                    request.payer_requested_dual_signature = dual_signature;
                }
            }
            Deed::SelectInstitution(institution) => self.institution = Some(institution),
        }
        self.settle();
        Ok(self.is_done(step).then_some(action))
    }

    /// The currency, and with it the scheme: a payer may have changed both.
    fn set_currency(&mut self, currency: String) {
        if let Some(request) = &mut self.request.mandate_request {
            let scheme = schemes::of_currency(&currency).map(schemes::on_the_wire);
            if request.scheme.is_some() && request.scheme != scheme {
                request.scheme = scheme;
            }
            request.currency = Some(currency.clone());
        }
        self.currency = Some(currency);
    }

    /// Once nothing is waited for, it is ready.
    pub(crate) fn settle(&mut self) {
        if self.missing().is_empty() {
            // In any other state there is nothing to settle.
            let _ = self.happens(Action::Ready);
        }
    }

    /// The payment is to be collected by Direct Debit instead of being authorised at the bank.
    pub(crate) fn fall_back(&mut self) -> Result<(), Unready> {
        if self.request.status != BillingRequestStatus::Pending {
            return Err(Unready::Status);
        }
        if !(self.request.fallback_enabled && self.is_instant()) {
            return Err(Unready::NoFallback);
        }
        self.request.fallback_occurred = true;
        self.settle();
        Ok(())
    }
}

impl Organisation {
    /// Does something to a billing request and tells it; or changes nothing.
    ///
    /// Of a customer that the merchant has already, the details change at once.
    pub(crate) fn do_to_billing_request(
        &mut self,
        id: &str,
        deed: Deed,
        origin: Origin,
        metadata: Metadata,
        now: Timestamp,
    ) -> Result<(), Unready> {
        let told_of_customer = matches!(deed, Deed::CollectCustomerDetails(..));
        let record = self.billing_requests.get_mut(id).ok_or(Unready::Unknown)?;
        let told = record.apply(deed)?;
        let customer = record.customer.clone();
        if told_of_customer {
            self.change_customer(&customer);
        }
        if let Some(action) = told {
            self.tell_billing_request(id, action, origin, metadata, &EventLinks::default(), now);
        }
        Ok(())
    }

    /// A bank account that is about to become the customer's; one that is the customer's already is that.
    pub(crate) fn collected_account(
        &mut self,
        customer: &CustomerId,
        details: CheckedAccount,
        metadata: Metadata,
        now: Timestamp,
    ) -> Collected {
        let known = self.account_with_numbers(customer, &details).cloned();
        let shown = known.unwrap_or_else(|| CustomerBankAccount {
            id: self.ids.customer_bank_account(),
            created_at: written(now),
            account_number_ending: details.ending(),
            account_type: details.account_type.map(|account_type| account_type.as_str().to_owned()),
            bank_name: bank_of(&details.account).map(|bank| bank.name.to_owned()),
            currency: Some(details.currency().to_owned()),
            country_code: Some(details.country_code().to_owned()),
            account_holder_name: details.holder.0.clone(),
            metadata,
            enabled: true,
            links: CustomerBankAccountLinks { customer: customer.clone() },
        });
        Collected { shown, details: Some(details) }
    }
}
