//! What the store keeps.

use gocardless_api::{CustomerBankAccountId, CustomerId, MandateId, RedirectFlowId};
use jiff::Timestamp;
use secrecy::SecretString;
use signup_api::{Flow, Plan, SignupId};

use crate::{BrowserHash, ClientKeyHash, RequestHash};

/// The organisation that a row belongs to: 64 bits, ours.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct OrganisationId(pub i64);

impl OrganisationId {
    /// The merchant itself: the organisation of the configured access token.
    pub const OWN: Self = Self(1);
}

/// A signup to be kept.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are those of `StoredSignup`")]
pub struct NewSignup {
    pub organisation: OrganisationId,
    pub id: SignupId,
    pub flow: Flow,
    pub plan: Plan,
    pub browser: BrowserHash,
    pub client_key: Option<ClientKeyHash>,
    pub request: RequestHash,
    pub session_token: SecretString,
    pub return_url: String,
    pub locale: Option<String>,
    /// The step that is about to be taken, if there is one at once.
    pub step: Option<Step>,
    pub created_at: Timestamp,
}

impl NewSignup {
    /// The signup as it is once it is kept.
    pub(super) fn stored(&self) -> StoredSignup {
        StoredSignup {
            id: self.id.clone(),
            flow: self.flow,
            plan: self.plan.clone(),
            state: SignupState::Started,
            browser: self.browser,
            session_token: self.session_token.clone(),
            return_url: self.return_url.clone(),
            locale: self.locale.clone(),
            created_at: self.created_at,
            redirect_flow: None,
            mandate: None,
            first_charge_date: None,
            claimed_until: None,
        }
    }
}

/// What came of starting a signup.
#[derive(Clone, Debug)]
pub enum SignupStarted {
    /// The client key was used before, for this one.
    Existing(StoredSignup),
    /// It is kept now.
    New(StoredSignup),
}

/// A signup as it is kept.
#[derive(Clone, Debug)]
pub struct StoredSignup {
    /// Its id.
    pub id: SignupId,
    /// Which way in.
    pub flow: Flow,
    /// What is sold, as it was when the payer agreed to it.
    pub plan: Plan,
    /// How far it is.
    pub state: SignupState,
    /// The browser that it is tied to.
    pub browser: BrowserHash,
    /// The secret between us and GoCardless.
    pub session_token: SecretString,
    /// The page to come back to.
    pub return_url: String,
    /// The page's language.
    pub locale: Option<String>,
    /// When it was started.
    pub created_at: Timestamp,
    /// GoCardless's hosted page, once there is one.
    pub redirect_flow: Option<StoredFlow>,
    /// What was made, once completed.
    pub mandate: Option<StoredMandate>,
    /// The date, `YYYY-MM-DD`, of the first collection, once that is made.
    pub first_charge_date: Option<String>,
    /// Until when one instance has it for itself.
    pub claimed_until: Option<Timestamp>,
}

impl StoredSignup {
    /// The signup as it is once it is completed with this mandate.
    pub(crate) fn completed_with(&self, mandate: StoredMandate) -> Self {
        Self { state: SignupState::Completed, mandate: Some(mandate), ..self.clone() }
    }
}

/// How far a signup is, as last recorded; whether an open one is past its time depends on the clock.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignupState {
    /// The payer is expected on, or back from, the hosted page.
    AwaitingPayer,
    /// The mandate exists and is kept.
    Completed,
    /// GoCardless said that the hosted page's time is over.
    Expired,
    /// Kept; GoCardless may or may not know of it.
    Started,
}

/// A signup's hosted page.
#[derive(Clone, Debug)]
pub struct StoredFlow {
    /// GoCardless's id.
    pub id: RedirectFlowId,
    /// Where to send the payer.
    pub redirect_url: String,
    /// When it closes.
    pub expires_at: Timestamp,
}

/// A hosted page that GoCardless has just opened.
#[derive(Clone, Debug)]
pub struct OpenedFlow {
    /// The page.
    pub flow: StoredFlow,
    /// GoCardless's id of the request that opened it, where it gave one.
    pub request: Option<String>,
    /// When that was recorded.
    pub at: Timestamp,
}

/// A mandate and whose it is, by GoCardless's ids.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the fields are named as in GoCardless's API reference")]
pub struct StoredMandate {
    pub id: MandateId,
    pub customer: Option<CustomerId>,
    pub customer_bank_account: Option<CustomerBankAccountId>,
    pub reference: Option<String>,
    pub scheme: Option<String>,
    pub next_possible_charge_date: Option<String>,
}

/// What ends a signup well: its mandate, and what is still to be done with it.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The mandate.
    pub mandate: StoredMandate,
    /// The step that made it.
    pub made_by: Step,
    /// The step that is to make the plan's payment or subscription.
    pub collection: Step,
}

/// One call to GoCardless on behalf of a signup, written before it is attempted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// Which one.
    pub name: StepName,
    /// How far it is.
    pub state: StepState,
    /// Under which key it is sent.
    pub idempotency_key: String,
    /// GoCardless's id of what it made, where that is known; of the step `complete` while it is open, of the redirect flow that
    /// GoCardless does not know any more.
    pub resource: Option<String>,
    /// GoCardless's id of the request that told how far it is, where it gave one.
    pub request: Option<String>,
    /// When that was so.
    pub at: Timestamp,
}

/// The calls of a signup.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepName {
    /// Completing the redirect flow.
    Complete,
    /// Making the customer.
    Customer,
    /// Making the customer's bank account.
    CustomerBankAccount,
    /// Making the mandate.
    Mandate,
    /// Making the one payment of a plan that is paid once.
    Payment,
    /// Making the redirect flow.
    RedirectFlow,
    /// Making the subscription of a plan that is paid again and again.
    Subscription,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepState {
    /// GoCardless refused.
    Failed,
    /// About to be sent, or sent by a process that has ended since.
    Intended,
    /// Carried out.
    Succeeded,
    /// Whether it was carried out is not known.
    Unknown,
}

/// What waits in the store, for whoever watches over the program.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Backlog {
    /// When the event that has waited longest to be applied was received.
    pub oldest_event: Option<Timestamp>,
    /// When the step was begun that has been without a known end for longest, of a signup that has not expired.
    pub oldest_signup: Option<Timestamp>,
    /// When the line of the audit log that has waited longest happened.
    pub oldest_audit_line: Option<Timestamp>,
}

/// How the store is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Health {
    /// A read works.
    pub readable: bool,
    /// The last write worked.
    pub writable: bool,
    /// The schema is the one that this program knows, or a newer one, which has to keep what this program uses.
    pub migrated: bool,
}

impl StepName {
    /// The name as it is kept, and the end of the step's idempotency key.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Customer => "customer",
            Self::CustomerBankAccount => "customer_bank_account",
            Self::Mandate => "mandate",
            Self::Payment => "payment",
            Self::RedirectFlow => "redirect_flow",
            Self::Subscription => "subscription",
        }
    }

    /// The name that is kept as `text`.
    pub fn from_text(text: &str) -> Option<Self> {
        [
            Self::Complete,
            Self::Customer,
            Self::CustomerBankAccount,
            Self::Mandate,
            Self::Payment,
            Self::RedirectFlow,
            Self::Subscription,
        ]
        .into_iter()
        .find(|name| name.as_str() == text)
    }

    /// The key under which the step is sent: the same whenever it is repeated.
    pub fn idempotency_key(self, signup: &SignupId) -> String {
        format!("{signup}-{}", self.as_str())
    }
}

impl StepState {
    /// The state as it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Intended => "intended",
            Self::Succeeded => "succeeded",
            Self::Unknown => "unknown",
        }
    }

    /// The state that is kept as `text`.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Failed, Self::Intended, Self::Succeeded, Self::Unknown].into_iter().find(|state| state.as_str() == text)
    }
}

impl Step {
    /// A step whose key follows from its signup and name alone.
    pub fn new(name: StepName, signup: &SignupId, state: StepState, at: Timestamp) -> Self {
        Self { name, state, idempotency_key: name.idempotency_key(signup), resource: None, request: None, at }
    }
}

impl SignupState {
    /// The state as it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingPayer => "awaiting_payer",
            Self::Completed => "completed",
            Self::Expired => "expired",
            Self::Started => "started",
        }
    }

    /// The state that is kept as `text`.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::AwaitingPayer, Self::Completed, Self::Expired, Self::Started]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}
