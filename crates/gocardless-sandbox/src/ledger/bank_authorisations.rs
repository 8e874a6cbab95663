//! Bank authorisations: a payer's visit to the bank, for a billing request.

use gocardless_api::{EventLinks, Metadata};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use url::Url;

use super::billing_requests::{Deed, Unready};
use super::{Organisation, Record};
use crate::clock::written;
use crate::machines::Origin;
use crate::machines::billing_request::{BillingRequestAction as Action, Step};
use crate::validation::{BankDetails, check_account};

/// A bank authorisation. Source: API reference, "Bank Authorisations".
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BankAuthorisation {
    pub(crate) id: String,
    pub(crate) authorisation_type: &'static str,
    pub(crate) authorised_at: Option<String>,
    pub(crate) created_at: String,
    pub(crate) expires_at: String,
    pub(crate) last_visited_at: Option<String>,
    pub(crate) links: BankAuthorisationLinks,
    pub(crate) qr_code_url: Option<String>,
    /// Where the payer comes back to: see [`way_back`](Self::way_back).
    pub(crate) redirect_uri: String,
    pub(crate) url: String,
    #[serde(skip)]
    expires: Timestamp,
    #[serde(skip)]
    answer: Answer,
    /// Whether authorising also fulfils the billing request: the payer came on the way through a flow that does.
    #[serde(skip)]
    pub(crate) fulfils: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct BankAuthorisationLinks {
    pub(crate) billing_request: String,
    pub(crate) institution: &'static str,
}

/// A bank authorisation as a seed has it.
#[derive(Debug)]
pub(crate) struct SeededAuthorisation {
    pub(crate) id: String,
    pub(crate) billing_request: String,
    pub(crate) institution: &'static str,
    pub(crate) authorised_at: Option<String>,
    pub(crate) last_visited_at: Option<String>,
    pub(crate) redirect_uri: String,
    pub(crate) url: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Answer {
    Awaited,
    Authorised,
    Denied,
    /// Too late, and told so.
    Expired,
}

impl BankAuthorisation {
    /// Whether the payer can still answer.
    pub(crate) fn is_awaited(&self, now: Timestamp) -> bool {
        self.answer == Answer::Awaited && now < self.expires
    }

    /// What the payer has answered, which the API does not tell.
    pub(crate) fn status(&self, now: Timestamp) -> &'static str {
        match self.answer {
            Answer::Awaited if now < self.expires => "open",
            Answer::Awaited | Answer::Expired => "expired",
            Answer::Authorised => "authorised",
            Answer::Denied => "denied",
        }
    }
}

/// Why a payer can answer no more.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Shut {
    /// The payer has answered.
    Answered,
    /// Its time is over, or the billing request is.
    Expired,
}

/// From creation. Source: API reference, "Bank Authorisations", `expires_at`.
const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

impl BankAuthorisation {
    /// Whether the payer can answer at `now`.
    pub(crate) fn is_open(&self, now: Timestamp) -> Result<(), Shut> {
        match self.answer {
            Answer::Awaited if now < self.expires => Ok(()),
            Answer::Awaited | Answer::Expired => Err(Shut::Expired),
            Answer::Authorised | Answer::Denied => Err(Shut::Answered),
        }
    }

    /// `redirect_uri` with what came of the visit and the flow that the payer came by, if any. Source: API reference,
    /// "Bank Authorisations", `redirect_uri`.
    pub(crate) fn way_back(&self, flow: Option<&str>) -> String {
        let outcome = match self.answer {
            Answer::Authorised => "success",
            Answer::Denied => "failure",
            Answer::Awaited | Answer::Expired => "timeout",
        };
        let Ok(mut url) = Url::parse(&self.redirect_uri) else { return self.redirect_uri.clone() };
        url.query_pairs_mut().append_pair("outcome", outcome).extend_pairs(flow.map(|id| ("id", id)));
        url.into()
    }
}

impl Organisation {
    /// Leads the payer to the bank that was chosen; `address` is where its page is, by the id.
    pub(crate) fn add_bank_authorisation(
        &mut self,
        billing_request: &str,
        redirect_uri: String,
        fulfils: bool,
        address: impl FnOnce(&str) -> String,
        now: Timestamp,
    ) -> Result<BankAuthorisation, Unready> {
        let record = self.billing_requests.get_mut(billing_request).ok_or(Unready::Unknown)?;
        record.may(Step::BankAuthorisation)?;
        let institution = record.institution.ok_or(Unready::Waits(Step::SelectInstitution))?;
        let id = self.ids.plain("BAU");
        record.request.links.bank_authorisation = Some(id.clone());
        let expires = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        let authorisation = BankAuthorisation {
            url: address(&id),
            id,
            authorisation_type: record.authorisation_type(),
            authorised_at: None,
            created_at: written(now),
            expires_at: written(expires),
            last_visited_at: None,
            links: BankAuthorisationLinks { billing_request: billing_request.to_owned(), institution },
            qr_code_url: None,
            redirect_uri,
            expires,
            answer: Answer::Awaited,
            fulfils,
        };
        self.bank_authorisations.add(authorisation.clone());
        Ok(authorisation)
    }

    /// Adds a bank authorisation that was made at `created`, of a billing request that is there; nothing is told.
    pub(crate) fn seed_bank_authorisation(&mut self, seeded: SeededAuthorisation, created: Timestamp, now: Timestamp) {
        let Some(record) = self.billing_requests.get_mut(&seeded.billing_request) else { return };
        let expires = created.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        let answer = match &seeded.authorised_at {
            Some(_) => Answer::Authorised,
            None if now < expires => Answer::Awaited,
            None => Answer::Expired,
        };
        record.institution = Some(seeded.institution);
        record.request.links.bank_authorisation = Some(seeded.id.clone());
        let authorisation_type = record.authorisation_type();
        self.bank_authorisations.add(BankAuthorisation {
            id: seeded.id,
            authorisation_type,
            authorised_at: seeded.authorised_at,
            created_at: written(created),
            expires_at: written(expires),
            last_visited_at: seeded.last_visited_at,
            links: BankAuthorisationLinks { billing_request: seeded.billing_request, institution: seeded.institution },
            qr_code_url: None,
            redirect_uri: seeded.redirect_uri,
            url: seeded.url,
            expires,
            answer,
            fulfils: false,
        });
    }

    /// The payer is at the bank; too late is told once.
    pub(crate) fn visit_bank(&mut self, id: &str, now: Timestamp) -> Result<(), Shut> {
        let authorisation = self.bank_authorisations.get_mut(id).ok_or(Shut::Expired)?;
        let open = authorisation.is_open(now);
        let action = match (open, authorisation.answer) {
            (Ok(()), _) => {
                authorisation.last_visited_at = Some(written(now));
                Action::BankAuthorisationVisited
            }
            (Err(Shut::Expired), Answer::Awaited) => {
                authorisation.answer = Answer::Expired;
                Action::BankAuthorisationExpired
            }
            _ => return open,
        };
        self.bank_happens(id, action, now).map_err(|_| Shut::Expired)?;
        open
    }

    /// The payer refuses at the bank: another authorisation may be tried.
    pub(crate) fn deny_at_bank(&mut self, id: &str, now: Timestamp) -> Result<(), Shut> {
        let authorisation = self.bank_authorisations.get_mut(id).ok_or(Shut::Expired)?;
        authorisation.is_open(now)?;
        authorisation.answer = Answer::Denied;
        self.bank_happens(id, Action::BankAuthorisationDenied, now).map_err(|_| Shut::Expired)
    }

    /// The payer authorises at the bank, which tells the account where none was collected.
    ///
    /// The invented bank's accounts are GoCardless's own test details.
    pub(crate) fn authorise_at_bank(&mut self, id: &str, now: Timestamp) -> Result<(), Shut> {
        let authorisation = self.bank_authorisations.get(id).ok_or(Shut::Expired)?.clone();
        authorisation.is_open(now)?;
        let request = authorisation.links.billing_request.as_str();
        let record = self.billing_requests.get(request).ok_or(Shut::Expired)?.clone();
        record.may(Step::BankAuthorisation).map_err(|_| Shut::Expired)?;
        if record.account.is_none()
            && let Ok(details) = check_account(&account_at_bank(&record))
        {
            let account = self.collected_account(&record.customer.id, details, Metadata::new(), now);
            let deed = Deed::CollectBankAccount(Box::new(account));
            let _ = self.do_to_billing_request(request, deed, Origin::Payer, Metadata::new(), now);
        }
        if let Some(place) = self.bank_authorisations.get_mut(id) {
            place.answer = Answer::Authorised;
            place.authorised_at = Some(written(now));
        }
        self.bank_happens(id, Action::BankAuthorisationAuthorised, now).map_err(|_| Shut::Expired)?;
        let place = self.billing_requests.get_mut(request).ok_or(Shut::Expired)?;
        place.is_authorised = true;
        // What the payer confirmed before stays confirmed: the account is the one that the payer authorised.
        place.is_confirmed = record.is_confirmed;
        place.settle();
        if authorisation.fulfils {
            // Where something else is still waited for, the merchant fulfils it.
            let _ = self.fulfil_billing_request(request, Origin::Payer, Metadata::new(), now);
        }
        Ok(())
    }

    fn bank_happens(&mut self, id: &str, action: Action, now: Timestamp) -> Result<(), Unready> {
        let authorisation = self.bank_authorisations.get(id).ok_or(Unready::Unknown)?;
        let request = authorisation.links.billing_request.clone();
        let links = EventLinks::default().with("bank_authorisation", id);
        self.billing_request_happens(&request, action, Origin::Payer, Metadata::new(), &links, now)
    }
}

fn account_at_bank(record: &super::BillingRequestRecord) -> BankDetails {
    let customer = &record.customer;
    let names: Vec<_> = [&customer.given_name, &customer.family_name].into_iter().flatten().cloned().collect();
    let name = customer.company_name.clone().unwrap_or_else(|| names.join(" "));
    let account_holder_name = Some(if name.is_empty() { "Sandbox Payer".to_owned() } else { name });
    let text = |text: &str| Some(text.to_owned());
    if record.currency.as_deref() == Some("EUR") {
        let iban = text("DE89370400440532013000");
        return BankDetails { account_holder_name, iban, ..BankDetails::default() };
    }
    BankDetails {
        account_holder_name,
        country_code: text("GB"),
        branch_code: text("200000"),
        account_number: text("55779911"),
        ..BankDetails::default()
    }
}

impl Record for BankAuthorisation {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
