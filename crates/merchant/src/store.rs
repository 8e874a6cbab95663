//! The store: what must not be lost, in the domain's words.
//!
//! One trait, one conformance suite (`tests/store/`), an engine each under this module. Every operation is one
//! transaction. Reads write nothing. No bank details, no names, no emails are ever stored.

mod audit_due;
mod counters;
mod error;
mod event_records;
mod flow_name;
mod open;
pub mod postgres;
mod records;
pub mod sqlite;
mod status_changes;
mod writable;

use std::sync::Arc;

use async_trait::async_trait;
use bytestring::ByteString;
use gocardless_api::RedirectFlowId;
use jiff::{SignedDuration, Timestamp};
use signup_api::SignupId;

use crate::{BrowserHash, ClientKeyHash, RequestHash, TokenHash};

pub use self::audit_due::{AuditDue, AuditWritten};
pub use self::counters::CounterUse;
pub use self::error::StoreError;
pub use self::event_records::{
    Arrival, Delivery, DeliveryId, EventKey, EventState, Lease, NewEvent, PageQuery, PollTurn, Received, ResourceKind,
    ResourceStatus, StatusChange, StoredEvent, Unfinished, Verdict,
};
pub use self::open::open;
pub use self::records::{
    Backlog, Completion, Health, NewSignup, OpenedFlow, OrganisationId, SignupStarted, SignupState, Step, StepName,
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
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Records how far a step is, and what it made; a step is known by its signup and name.
    async fn record_step(&self, organisation: OrganisationId, id: &SignupId, step: Step) -> Result<(), StoreError>;

    /// The steps of a signup that were recorded, by name.
    async fn steps(&self, organisation: OrganisationId, id: &SignupId) -> Result<Vec<Step>, StoreError>;

    /// Keeps the redirect flow of a `started` signup: it awaits its payer now and the step `redirect_flow` succeeded.
    ///
    /// A signup that is not `started` any more stays as it is; only then is it returned.
    async fn open_redirect_flow(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        flow: OpenedFlow,
    ) -> Result<Option<StoredSignup>, StoreError>;

    /// Keeps the mandate of a signup, how it was made and what is to be collected: it is completed now.
    ///
    /// A signup that has a mandate already keeps it, and its collection as far as that is; only then is it returned.
    async fn complete_signup(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        completion: Completion,
    ) -> Result<Option<StoredSignup>, StoreError>;

    /// Keeps what GoCardless tells of the mandate that a signup has, where it was not known; what was known stays.
    ///
    /// Returns the signup as it is then.
    async fn describe_mandate(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        mandate: StoredMandate,
    ) -> Result<StoredSignup, StoreError>;

    /// Keeps that the plan's payment or subscription was made, and the date of the first collection where it is known. That
    /// is the last there is to do: a claim on the signup ends.
    async fn keep_collection(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        step: Step,
        first_charge_date: Option<String>,
    ) -> Result<(), StoreError>;

    /// Marks a signup as expired, unless it is completed.
    async fn expire_signup(&self, organisation: OrganisationId, id: &SignupId, at: Timestamp)
    -> Result<(), StoreError>;

    /// Finds signups whose lines of the audit log are due, in an order that stays, after the one that is
    /// given.
    ///
    /// Starting, binding, completing, collecting and expiring write a line each, together with the signup itself: it cannot
    /// get lost, and waits there until it is moved into the log.
    async fn audit_due(
        &self,
        organisation: OrganisationId,
        after: Option<AuditDue>,
        limit: u32,
    ) -> Result<Vec<AuditDue>, StoreError>;

    /// Moves the lines of these signups into the audit log, all or none, each once; may fail alone, without anything else
    /// failing.
    ///
    /// Where lines were held up, a line `audit_gap` of the same signup says how many.
    async fn write_audit(
        &self,
        organisation: OrganisationId,
        signups: &[SignupId],
        now: Timestamp,
    ) -> Result<AuditWritten, StoreError>;

    /// Keeps events as they came, and the statuses that follow from them, all or none; tells what became of those that were
    /// new. An event whose key is known stays as it is, as does a status that is newer (see [`StatusChange`]).
    async fn receive_events(
        &self,
        organisation: OrganisationId,
        arrivals: Arc<[Arrival]>,
    ) -> Result<Received, StoreError>;

    /// Keeps the body of a webhook that is to be taken apart later; returns whether it does: not every engine keeps any.
    async fn keep_delivery(&self, _: OrganisationId, _: Timestamp, _: ByteString) -> Result<bool, StoreError> {
        Ok(false)
    }

    /// Which deliveries wait, in the order in which they came, after the one that is given; at most `limit`.
    async fn deliveries(
        &self,
        _: OrganisationId,
        _: Option<DeliveryId>,
        _: u32,
    ) -> Result<Vec<DeliveryId>, StoreError> {
        Ok(Vec::new())
    }

    /// A delivery that waits.
    async fn delivery(&self, _: OrganisationId, _: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        Ok(None)
    }

    /// As [`Store::receive_events`], for the events of a delivery, whose contents are best slices of its body: together
    /// with that it waits no longer. Where it does not wait any more nothing changes.
    async fn receive_delivery(
        &self,
        _: OrganisationId,
        _: Delivery,
        _: Arc<[Arrival]>,
    ) -> Result<Received, StoreError> {
        Err(StoreError::NotFound)
    }

    /// Leases at most `limit` events that are received and not settled, those that came first.
    ///
    /// A lease that ends later than this one counts as none: it was made before the clock was put back.
    async fn claim_events(
        &self,
        organisation: OrganisationId,
        lease: Lease,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError>;

    /// Writes what became of events, and the statuses that follow, all or none.
    ///
    /// A status that is older than the one kept changes nothing (see [`StatusChange`]). Settling again changes nothing.
    async fn settle_events(
        &self,
        organisation: OrganisationId,
        settled: Vec<(EventKey, Verdict)>,
    ) -> Result<(), StoreError>;

    /// Takes a turn at reading GoCardless's list of events; none when one was taken less than `period` ago.
    ///
    /// A turn that was taken later than `now` counts as none.
    async fn claim_poll(
        &self,
        organisation: OrganisationId,
        now: Timestamp,
        period: SignedDuration,
    ) -> Result<Option<PollTurn>, StoreError>;

    /// Keeps that everything that happened until then has been read; that it was read further stays so.
    async fn finish_poll(&self, organisation: OrganisationId, read_until: Timestamp) -> Result<(), StoreError>;

    /// Keeps that GoCardless has ended an access token.
    async fn disconnect(&self, organisation: OrganisationId, token: TokenHash, at: Timestamp)
    -> Result<(), StoreError>;

    /// Whether GoCardless has ended an access token.
    async fn is_disconnected(&self, organisation: OrganisationId, token: TokenHash) -> Result<bool, StoreError>;

    /// Finds signups that were begun and have no known end, and leaves them alone for a while; see [`Unfinished`].
    ///
    /// Such have the step `complete`, `mandate`, `payment` or `subscription` intended or unknown, or their `payment` or
    /// `subscription` failed not too long after the start. An expired signup is finished. A signup that is left alone for longer than
    /// [`Unfinished::left_at_most`] from now is not: the clock was put back.
    async fn claim_unfinished(
        &self,
        organisation: OrganisationId,
        which: Unfinished,
    ) -> Result<Vec<SignupId>, StoreError>;

    /// Claims a signup for one instance, and records with it that a step is about to be taken; returns the signup as it is
    /// then.
    ///
    /// None when another claim has not ended, and, with a step, when the signup is completed or expired. A claim that ends
    /// later than twice as far from now as this one counts as none: the clock was put back. (Clocks of instances differ a
    /// little, so one that ends a little later than this does count.)
    async fn claim_signup(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        lease: Lease,
        intent: Option<Step>,
    ) -> Result<Option<StoredSignup>, StoreError>;

    /// Lets the claim on a signup, if there is one, end at another time; none is now.
    async fn keep_claim(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        until: Option<Timestamp>,
    ) -> Result<(), StoreError>;

    /// Lists signups, the last started first; only those with a mandate, or all.
    async fn list_signups(
        &self,
        organisation: OrganisationId,
        with_mandate: bool,
        page: PageQuery,
    ) -> Result<Vec<StoredSignup>, StoreError>;

    /// Lists events, the last received first.
    async fn list_events(&self, organisation: OrganisationId, page: PageQuery) -> Result<Vec<StoredEvent>, StoreError>;

    /// Lists the resources of a kind that events tell of, by id, backwards.
    async fn list_statuses(
        &self,
        organisation: OrganisationId,
        kind: ResourceKind,
        page: PageQuery,
    ) -> Result<Vec<ResourceStatus>, StoreError>;

    /// The status of a resource as events tell it.
    async fn status(
        &self,
        organisation: OrganisationId,
        kind: ResourceKind,
        resource: &str,
    ) -> Result<Option<ResourceStatus>, StoreError>;

    /// The events of a resource, in the order of their own times, then of their keys; those without a time come first.
    async fn history(
        &self,
        organisation: OrganisationId,
        kind: ResourceKind,
        resource: &str,
    ) -> Result<Vec<StoredEvent>, StoreError>;

    /// What waits: events to be applied, steps that the reconciler is to finish, lines of the audit log.
    async fn backlog(&self, organisation: OrganisationId) -> Result<Backlog, StoreError>;

    /// How far the database's counters are.
    async fn counters(&self, organisation: OrganisationId) -> Result<Vec<CounterUse>, StoreError>;

    /// Whether reads and writes work, without writing.
    async fn health(&self) -> Health;
}
