//! Submitting a self-hosted signup: customer, bank account, mandate, collection; each once.

use std::net::IpAddr;
use std::time::Duration;

use gocardless_api::{
    CustomerBankAccount, CustomerBankAccountId, CustomerBankAccountLinks, CustomerId, Mandate, MandateStatus, Metadata,
    NewBankDetailsLookup, NewCustomer, NewCustomerBankAccount, NewMandate, NewMandateLinks,
};
use gocardless_client::{Error, ListQuery};
use jiff::SignedDuration;
use signup_api::{Flow, SignupId, SignupStatus, Submission};
use tracing::{info, warn};

use super::claim::{Turn, hold, take_turn};
use super::collect::{collect, is_due, step_of};
use super::complete::MISSING_FOR;
use super::refusals::{explain, field_errors};
use super::request::field_error;
use super::start::language_of;
use super::steps::{Steps, key_of, sendable};
use super::submission::{Checked, check};
use super::view::status;
use super::{ORGANISATION, OneAtATime, find};
use crate::bank_details_lookup;
use crate::cookie::BrowserToken;
use crate::creditor::scheme_of_currency;
use crate::error::AppError;
use crate::store::{Completion, SignupState, Step, StepName, StepState, StoredMandate, StoredSignup};
use crate::{AppState, last_request};

/// How long a payer waits for the lookup, which may be left out.
const LOOKUP_WITHIN: Duration = Duration::from_secs(4);

/// After so long a call that was not answered is not carried out any more.
const GIVEN_UP: SignedDuration = SignedDuration::from_mins(1);

/// Who submits.
pub(crate) struct Submitter {
    pub(crate) browser: Option<BrowserToken>,
    pub(crate) address: Option<IpAddr>,
}

/// Submits a signup for the browser that started it; once completed, gives the same answer for ever.
///
/// Nothing is sent to GoCardless for another browser, or before all is acceptable. Each step's intent is stored before its
/// call, and its outcome after; a repetition goes on where the last one stood. There is one mandate a signup, ever.
pub(crate) async fn submit(
    state: &AppState,
    id: &SignupId,
    submission: Submission,
    by: &Submitter,
) -> Result<StoredSignup, AppError> {
    find(state, id, by.browser.as_ref()).await?;
    let _one_at_a_time = state.locks.lock(OneAtATime::Signup(id.clone())).await;
    let signup = find(state, id, by.browser.as_ref()).await?;
    if signup.flow != Flow::SelfHosted {
        return Err(AppError::FlowNotSupported);
    }
    match take_turn(state, signup, None).await? {
        Turn::Ours(signup) => hold(state, id, Box::pin(go_on(state, signup, submission, by))).await,
        Turn::Done(signup) if signup.state == SignupState::Completed => Ok(signup),
        Turn::Done(_) => Err(AppError::SignupExpired),
    }
}

async fn go_on(
    state: &AppState,
    signup: StoredSignup,
    submission: Submission,
    by: &Submitter,
) -> Result<StoredSignup, AppError> {
    let signup = settle(state, signup).await?;
    match status(&signup, &state.config.clock) {
        SignupStatus::Completed => return Ok(signup),
        SignupStatus::Expired => return Err(AppError::SignupExpired),
        SignupStatus::AwaitingPayer | SignupStatus::Confirming | SignupStatus::Started => {}
    }

    let scheme = scheme_of_currency(&signup.plan.currency).ok_or(AppError::FlowNotSupported)?;
    let known = scheme.as_str().parse().map_err(|_| AppError::FlowNotSupported)?;
    let checked = check(submission, known).map_err(AppError::InvalidFields)?;
    look_up(state, &scheme, &checked).await?;

    let mut submitting = Submitting { steps: Steps::read(state, &signup).await?, state, signup: &signup, checked };
    let customer = submitting.customer().await?;
    let account = submitting.bank_account(&customer).await?;
    let mandate = submitting.mandate(scheme, account, by.address).await?;
    let signup = keep(state, &signup, mandate).await?;
    Ok(collect(state, signup).await)
}

/// Whether something was begun that [`settle`] would have to look into.
pub(crate) async fn is_unsettled(state: &AppState, signup: &StoredSignup) -> Result<bool, AppError> {
    Ok(match signup.state {
        SignupState::Completed => is_due(state, signup).await,
        _ => Steps::read(state, signup).await?.is_open(StepName::Mandate),
    })
}

/// Finds out what came of whatever was begun and has no known end: a mandate that GoCardless has is kept, and the
/// collection of a completed signup made. Whoever calls holds the signup's lock and claim.
pub(crate) async fn settle(state: &AppState, signup: StoredSignup) -> Result<StoredSignup, AppError> {
    if signup.state == SignupState::Completed {
        return Ok(collect(state, signup).await);
    }
    if signup.flow != Flow::SelfHosted {
        return Ok(signup);
    }
    let steps = Steps::read(state, &signup).await?;
    let Some(customer) = steps.made::<CustomerId>(StepName::Customer).filter(|_| steps.is_open(StepName::Mandate))
    else {
        return Ok(signup);
    };
    let page = state.gocardless.mandates_of_customer(&customer, &ListQuery::default()).await?;
    let is_ours = |mandate: &Mandate| mandate.metadata.get("signup").map(String::as_str) == Some(signup.id.as_str());
    if let Some(mandate) = page.items.into_iter().find(|mandate| is_ours(mandate) && !is_refused(mandate)) {
        let signup = keep(state, &signup, mandate).await?;
        return Ok(collect(state, signup).await);
    }
    // GoCardless has none, and will have none of this try any more. The mandate's key stays the same: sent once more, there
    // is one all the same.
    let now = state.config.clock.now();
    // One that was taken in the future was taken before the clock was put back.
    let age = |step: &Step| now.duration_since(step.at).abs();
    if let Some(step) = steps.get(StepName::Mandate).filter(|step| age(step) >= GIVEN_UP) {
        // To the token of another organisation it lists none either, but does not know the customer.
        if age(step).unsigned_abs() < MISSING_FOR {
            state.gocardless.customer(&customer).await?;
        }
        let step = Step { state: StepState::Failed, at: now, ..step.clone() };
        state.store.record_step(ORGANISATION, &signup.id, step).await?;
    }
    Ok(signup)
}

/// Asks what is known of the account; that this cannot be told stops nobody.
async fn look_up(state: &AppState, scheme: &gocardless_api::Scheme, checked: &Checked) -> Result<(), AppError> {
    let new = NewBankDetailsLookup {
        account_holder_name: Some(checked.account_holder_name.clone()),
        ..bank_details_lookup::sendable(&checked.account)
    };
    match tokio::time::timeout(LOOKUP_WITHIN, state.gocardless.look_up_bank_details(&new)).await {
        Ok(Ok(found)) if found.available_debit_schemes.contains(scheme) => Ok(()),
        Ok(Ok(_)) => Err(AppError::InvalidFields(vec![field_error(
            checked.first_part,
            "unreachable",
            "is of an account that cannot be collected from",
        )])),
        Ok(Err(error)) => {
            let fields = error.api().map(field_errors).unwrap_or_default();
            if fields.is_empty() {
                warn!(%error, "bank details are not looked up");
                return Ok(());
            }
            Err(AppError::InvalidFields(fields))
        }
        Err(_) => {
            warn!("looking bank details up took too long");
            Ok(())
        }
    }
}

/// A submission on its way.
struct Submitting<'a> {
    state: &'a AppState,
    signup: &'a StoredSignup,
    steps: Steps<'a>,
    checked: Checked,
}

impl Submitting<'_> {
    /// The signup's customer, with the details that were submitted last.
    ///
    /// While it is not known whether an earlier try made one, that try's key is used again: it makes no second. A customer
    /// that cannot be changed, because its identity number was another, is left for a new one.
    async fn customer(&mut self) -> Result<CustomerId, AppError> {
        const NAME: StepName = StepName::Customer;

        let new = self.new_customer();
        let key = key_of(NAME, self.signup, &new);
        let recorded = self.steps.get(NAME).map(|step| step.idempotency_key.clone());
        let made = self.steps.made::<CustomerId>(NAME);
        if let (Some(made), true) = (&made, recorded.as_deref() == Some(&key)) {
            return Ok(made.clone());
        }
        if let Some(made) = made {
            return self.change_customer(made, &new, &key).await;
        }
        let first = recorded.filter(|_| self.steps.is_open(NAME)).unwrap_or_else(|| key.clone());
        self.steps.intend(NAME, &first, None).await?;
        let outcome = self.state.gocardless.create_customer(&new, &sendable(&first)).await;
        let made = outcome.as_ref().ok().map(|customer| customer.id.to_string());
        self.steps.note(NAME, &first, &outcome, made).await;
        let customer = outcome.map_err(|error| self.explain(error))?;
        if first == key { Ok(customer.id) } else { self.change_customer(customer.id, &new, &key).await }
    }

    async fn change_customer(&self, id: CustomerId, new: &NewCustomer, key: &str) -> Result<CustomerId, AppError> {
        const NAME: StepName = StepName::Customer;

        self.steps.intend_change(NAME, id.to_string()).await?;
        let outcome = self.state.gocardless.update_customer(&id, new).await;
        let is_fixed = |error: &Error| {
            error.api().is_some_and(|error| {
                error.errors.iter().any(|detail| detail.message.contains("cannot be changed once set"))
            })
        };
        let outcome = match outcome {
            Err(error) if is_fixed(&error) => {
                self.steps.intend(NAME, key, None).await?;
                let outcome = self.state.gocardless.create_customer(new, &sendable(key)).await;
                let made = outcome.as_ref().ok().map(|customer| customer.id.to_string());
                self.steps.note(NAME, key, &outcome, made).await;
                outcome
            }
            Ok(customer) => {
                self.steps.note(NAME, key, &Ok::<_, Error>(()), Some(id.to_string())).await;
                Ok(customer)
            }
            Err(error) => Err(error),
        };
        outcome.map(|customer| customer.id).map_err(|error| self.explain(error))
    }

    /// The customer's account with these details: one a content.
    async fn bank_account(&mut self, customer: &CustomerId) -> Result<CustomerBankAccountId, AppError> {
        const NAME: StepName = StepName::CustomerBankAccount;

        let new = self.new_bank_account(customer);
        let key = key_of(NAME, self.signup, &new);
        let is_same = self.steps.get(NAME).is_some_and(|step| step.idempotency_key == key);
        if let Some(made) = self.steps.made(NAME).filter(|_| is_same) {
            return Ok(made);
        }
        self.steps.intend(NAME, &key, None).await?;
        let outcome = match self.state.gocardless.create_customer_bank_account(&new, &sendable(&key)).await {
            Ok(account) => Ok(account.id),
            Err(error) if error.has_reason("bank_account_exists") => self.existing(customer, &new, error).await,
            Err(error) => Err(error),
        };
        let made = outcome.as_ref().ok().map(ToString::to_string);
        self.steps.note(NAME, &key, &outcome, made).await;
        outcome.map_err(|error| self.explain(error))
    }

    /// The account that the customer has already: the refusal names it, or else it is the only one with its ending.
    async fn existing(
        &self,
        customer: &CustomerId,
        new: &NewCustomerBankAccount,
        refusal: Error,
    ) -> Result<CustomerBankAccountId, Error> {
        let linked = refusal.api().and_then(|error| error.link("customer_bank_account")?.parse().ok());
        if let Some(id) = linked {
            return Ok(id);
        }
        let page = self.state.gocardless.customer_bank_accounts_of(customer, &ListQuery::default()).await?;
        let number = new.iban.as_deref().or(new.account_number.as_deref()).unwrap_or_default();
        let is_candidate =
            |account: &CustomerBankAccount| account.enabled && number.ends_with(&account.account_number_ending);
        let mut candidates = page.items.into_iter().filter(is_candidate);
        // Of two that end alike nobody can tell which is meant; the wrong one must never be debited.
        match (candidates.next(), candidates.next()) {
            (Some(only), None) => Ok(only.id),
            _ => Err(refusal),
        }
    }

    /// The signup's one mandate; its key never changes.
    async fn mandate(
        &mut self,
        scheme: gocardless_api::Scheme,
        customer_bank_account: CustomerBankAccountId,
        address: Option<IpAddr>,
    ) -> Result<Mandate, AppError> {
        const NAME: StepName = StepName::Mandate;

        let is_ach = scheme == gocardless_api::Scheme::Ach;
        let new = NewMandate {
            scheme: Some(scheme),
            reference: None,
            metadata: self.metadata(),
            links: NewMandateLinks { customer_bank_account, creditor: None },
            payer_ip_address: address.filter(|_| is_ach).map(|address| address.to_string()),
            authorisation_source: is_ach.then(|| "web".to_owned()),
        };
        let key = NAME.idempotency_key(&self.signup.id);
        self.steps.intend(NAME, &key, None).await?;
        let outcome = self.state.gocardless.create_mandate(&new, &sendable(&key)).await;
        match &outcome {
            // Made, but of no use: the step ends here, and every repetition comes to the same.
            Ok(mandate) if is_refused(mandate) => {
                warn!(signup.id = %self.signup.id, mandate.id = %mandate.id, "GoCardless blocks the mandate");
                self.steps.note(NAME, &key, &Ok::<_, Error>(()), Some(mandate.id.to_string())).await;
                Err(AppError::MandateBlocked)
            }
            // Its end is recorded together with the mandate.
            Ok(_) => outcome.map_err(|error| self.explain(error)),
            Err(_) => {
                self.steps.note(NAME, &key, &outcome, None).await;
                outcome.map_err(|error| self.explain(error))
            }
        }
    }

    fn explain(&self, error: Error) -> AppError {
        explain(error, self.checked.first_part)
    }

    fn metadata(&self) -> Metadata {
        [("signup".to_owned(), self.signup.id.to_string())].into()
    }

    fn new_customer(&self) -> NewCustomer {
        let payer = self.checked.payer.clone();
        NewCustomer {
            email: payer.email,
            given_name: payer.given_name,
            family_name: payer.family_name,
            company_name: payer.company_name,
            address_line1: payer.address_line1,
            address_line2: payer.address_line2,
            address_line3: None,
            city: payer.city,
            region: payer.region,
            postal_code: payer.postal_code,
            country_code: payer.country_code,
            language: language_of(self.signup.locale.as_deref()),
            phone_number: None,
            swedish_identity_number: payer.swedish_identity_number,
            danish_identity_number: payer.danish_identity_number,
            metadata: self.metadata(),
        }
    }

    fn new_bank_account(&self, customer: &CustomerId) -> NewCustomerBankAccount {
        let details = bank_details_lookup::sendable(&self.checked.account);
        NewCustomerBankAccount {
            account_holder_name: self.checked.account_holder_name.clone(),
            iban: details.iban,
            country_code: details.country_code,
            account_number: details.account_number,
            bank_code: details.bank_code,
            branch_code: details.branch_code,
            account_type: self.checked.account_type.clone(),
            currency: Some(self.signup.plan.currency.clone()),
            metadata: self.metadata(),
            links: CustomerBankAccountLinks { customer: customer.clone() },
        }
    }
}

/// Stores the mandate together with the end of its step and the intent to collect.
async fn keep(state: &AppState, signup: &StoredSignup, mandate: Mandate) -> Result<StoredSignup, AppError> {
    let at = state.config.clock.now();
    let made_by = Step {
        resource: Some(mandate.id.to_string()),
        request: last_request::last(),
        ..Step::new(StepName::Mandate, &signup.id, StepState::Succeeded, at)
    };
    let mandate = StoredMandate {
        id: mandate.id,
        customer: Some(mandate.links.customer),
        customer_bank_account: Some(mandate.links.customer_bank_account),
        reference: mandate.reference,
        scheme: mandate.scheme.map(String::from),
        next_possible_charge_date: mandate.next_possible_charge_date,
    };
    let collection = Step::new(step_of(&signup.plan), &signup.id, StepState::Intended, at);
    let completion = Completion { mandate: mandate.clone(), made_by, collection };
    let other = state.store.complete_signup(ORGANISATION, &signup.id, completion).await?;
    info!(signup.id = %signup.id, mandate.id = %mandate.id, "signup completed");
    Ok(other.unwrap_or_else(|| signup.completed_with(mandate)))
}

/// Whether GoCardless will never collect under the mandate.
fn is_refused(mandate: &Mandate) -> bool {
    matches!(mandate.status, MandateStatus::Blocked | MandateStatus::Cancelled | MandateStatus::Failed)
}
