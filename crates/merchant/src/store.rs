//! The store: what must not be lost, in the domain's words.
//!
//! One trait, one conformance suite (`tests/store/`), an engine each under this module. Every operation is one
//! transaction. Reads write nothing. No bank details, no names, no emails are ever stored.

mod error;
mod records;
pub mod sqlite;

use async_trait::async_trait;
use gocardless_api::RedirectFlowId;
use jiff::Timestamp;
use signup_api::SignupId;

use crate::{BrowserHash, ClientKeyHash, RequestHash};

pub use self::error::StoreError;
pub use self::records::{
    AuditEntry, Completion, Health, NewSignup, OpenedFlow, OrganisationId, SignupStarted, SignupState, Step, StepName,
    StepState, StoredFlow, StoredMandate, StoredSignup,
};

/// Where signups and mandates are kept.
///
/// # Errors
///
/// Each operation fails with [`StoreError`]; after a failed write nothing of it is kept, except after
/// [`StoreError::Unavailable`], when it may have been: read before assuming.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Keeps a new signup together with the intent of its first step, where it has one.
    ///
    /// When its client key was used before, nothing is written and that signup is returned.
    async fn start_signup(&self, new: NewSignup) -> Result<SignupStarted, StoreError>;

    /// Finds a signup, with its mandate where it has one.
    async fn signup(&self, organisation: OrganisationId, id: &SignupId) -> Result<Option<StoredSignup>, StoreError>;

    /// Finds the signup that was started with a client key.
    async fn signup_by_client_key(
        &self,
        organisation: OrganisationId,
        key: ClientKeyHash,
    ) -> Result<Option<StoredSignup>, StoreError>;

    /// Finds the signup that a redirect flow belongs to.
    async fn signup_by_redirect_flow(
        &self,
        organisation: OrganisationId,
        flow: &RedirectFlowId,
    ) -> Result<Option<StoredSignup>, StoreError>;

    /// Finds the newest signup that this browser started with this request after `created_after`, completed or still
    /// open; one recorded as expired does not count.
    async fn recent_signup(
        &self,
        organisation: OrganisationId,
        browser: BrowserHash,
        request: RequestHash,
        created_after: Timestamp,
    ) -> Result<Option<StoredSignup>, StoreError>;

    /// Whether any signup was started by this browser.
    async fn knows_browser(&self, organisation: OrganisationId, browser: BrowserHash) -> Result<bool, StoreError>;

    /// Ties a signup to another browser, unless it is completed; returns whether it is tied to it now.
    async fn bind_browser(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        browser: BrowserHash,
    ) -> Result<bool, StoreError>;

    /// Records how far a step is, and what it made; a step is known by its signup and name.
    async fn record_step(&self, organisation: OrganisationId, id: &SignupId, step: Step) -> Result<(), StoreError>;

    /// The steps of a signup that were recorded, by name.
    async fn steps(&self, organisation: OrganisationId, id: &SignupId) -> Result<Vec<Step>, StoreError>;

    /// Keeps the redirect flow of a `started` signup: it awaits its payer now and the step `redirect_flow` succeeded.
    ///
    /// A signup that has a flow already keeps it. Returns the signup as it is then.
    async fn open_redirect_flow(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        flow: OpenedFlow,
    ) -> Result<StoredSignup, StoreError>;

    /// Keeps the mandate of a signup, how it was made and what is to be collected: it is completed now.
    ///
    /// A signup that has a mandate already keeps it, and its collection as far as that is. Returns the signup as it is
    /// then.
    async fn complete_signup(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        completion: Completion,
    ) -> Result<StoredSignup, StoreError>;

    /// Keeps that the plan's payment or subscription was made, and the date of the first collection where it is known.
    ///
    /// Returns the signup as it is then.
    async fn keep_collection(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        step: Step,
        first_charge_date: Option<String>,
    ) -> Result<StoredSignup, StoreError>;

    /// Marks a signup as expired, unless it is completed.
    async fn expire_signup(&self, organisation: OrganisationId, id: &SignupId, at: Timestamp)
    -> Result<(), StoreError>;

    /// Adds to the audit log; may fail alone, without anything else failing.
    async fn write_audit(&self, organisation: OrganisationId, entry: AuditEntry) -> Result<(), StoreError>;

    /// Whether reads and writes work, without writing.
    async fn health(&self) -> Health;
}
