//! Payer authorisations: payer, account and mandate of an older kind of signup, gathered step by step.

use gocardless_api::{EventLinks, MandateLinks, Metadata};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::agenda::Due;
use super::customer_bank_accounts::Added;
use super::events::News;
use super::{Organisation, Record};
use crate::machines::{Origin, Telling};
use crate::schemes;
use crate::validation::{BankDetails, check_account, is_language, language_of_country};

/// A payer authorisation. Source: API reference, "Payer Authorisations".
#[derive(Clone, Serialize)]
pub(crate) struct PayerAuthorisation {
    pub(crate) id: String,
    pub(crate) created_at: String,
    pub(crate) status: &'static str,
    pub(crate) customer: Group,
    pub(crate) bank_account: Group,
    pub(crate) mandate: Group,
    pub(crate) incomplete_fields: Vec<IncompleteField>,
    /// What it became, once it is completed.
    pub(crate) links: Map<String, Value>,
}

/// A group of texts, each there and perhaps null, and its metadata.
#[derive(Clone, Default, Serialize)]
pub(crate) struct Group {
    #[serde(flatten)]
    pub(crate) texts: Map<String, Value>,
    pub(crate) metadata: Metadata,
}

/// A field that has to be filled or corrected before it can be submitted.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct IncompleteField {
    pub(crate) field: String,
    pub(crate) message: String,
    pub(crate) request_pointer: String,
}

const COMPLETED: Telling = Telling {
    origin: Origin::Gocardless,
    cause: "payer_authorisation_completed",
    description: "The payer authorisation is completed: customer, bank account and mandate have been made.",
    codes: &[],
};

impl Organisation {
    /// Confirms a payer authorisation, which is completed as soon as the answer is out.
    pub(crate) fn confirm_payer_authorisation(&mut self, id: &str, now: Timestamp) -> Option<PayerAuthorisation> {
        let authorisation = self.payer_authorisations.get_mut(id)?;
        authorisation.status = "confirmed";
        let authorisation = authorisation.clone();
        self.agenda.put(now, Due::PayerAuthorisation { id: id.to_owned() });
        Some(authorisation)
    }

    /// Adds a payer authorisation in the state that it has: one that was confirmed is completed at once.
    pub(crate) fn seed_payer_authorisation(&mut self, authorisation: PayerAuthorisation, now: Timestamp) {
        if authorisation.status == "confirmed" {
            self.agenda.put(now, Due::PayerAuthorisation { id: authorisation.id.clone() });
        }
        self.payer_authorisations.add(authorisation);
    }

    /// Makes customer, bank account and mandate of what was confirmed.
    pub(super) fn complete_payer_authorisation(&mut self, id: &str, at: Timestamp) {
        let Some(authorisation) = self.payer_authorisations.get(id).cloned() else { return };
        let Ok(creditor) = self.creditor_for(None).map(|creditor| creditor.id.clone()) else { return };
        let Ok(details) = check_account(&authorisation.bank_account.bank_details()) else { return };
        let sent = &authorisation.customer;
        let mut customer = self.blank_customer(at);
        for (field, value) in [
            ("given_name", &mut customer.given_name),
            ("family_name", &mut customer.family_name),
            ("company_name", &mut customer.company_name),
            ("email", &mut customer.email),
            ("address_line1", &mut customer.address_line1),
            ("address_line2", &mut customer.address_line2),
            ("address_line3", &mut customer.address_line3),
            ("city", &mut customer.city),
            ("region", &mut customer.region),
            ("postal_code", &mut customer.postal_code),
            ("country_code", &mut customer.country_code),
            ("swedish_identity_number", &mut customer.swedish_identity_number),
            ("danish_identity_number", &mut customer.danish_identity_number),
        ] {
            *value = sent.text(field);
        }
        let language = sent.text("locale").filter(|locale| is_language(locale));
        let of_country = || language_of_country(customer.country_code.as_deref()).to_owned();
        customer.language = Some(language.unwrap_or_else(of_country));
        customer.metadata = sent.metadata.clone();
        let scheme = schemes::on_the_wire(details.scheme());
        self.add_customer(customer.clone());
        let (Added::Usable(account) | Added::Duplicate(account)) =
            self.add_bank_account(&customer.id, details, authorisation.bank_account.metadata, at);
        let links = MandateLinks {
            customer_bank_account: account.id.clone(),
            creditor,
            customer: customer.id.clone(),
            new_mandate: None,
        };
        let mandate = self.add_mandate(links, scheme, authorisation.mandate.metadata, at);
        let Some(record) = self.payer_authorisations.get_mut(id) else { return };
        record.status = "completed";
        record.links.insert("bank_account".to_owned(), account.id.to_string().into());
        record.links.insert("customer".to_owned(), customer.id.to_string().into());
        record.links.insert("mandate".to_owned(), mandate.id.to_string().into());
        let news = News {
            resource_type: "payer_authorisations",
            action: "completed",
            telling: COMPLETED,
            scheme: None,
            metadata: Metadata::new(),
            resource_metadata: Metadata::new(),
            links: EventLinks::default().with("payer_authorisation", id),
        };
        self.tell(news, at);
    }
}

impl Group {
    /// The bank details that the group is.
    pub(crate) fn bank_details(&self) -> BankDetails {
        BankDetails::read(|field| self.text(field)).with_suffix(self.text("account_number_suffix"))
    }

    pub(crate) fn text(&self, field: &str) -> Option<String> {
        self.texts.get(field).and_then(Value::as_str).map(str::to_owned)
    }
}

/// Hides the payer.
impl std::fmt::Debug for PayerAuthorisation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PayerAuthorisation").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Record for PayerAuthorisation {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
