//! The store in a PostgreSQL database, for any number of instances.
//!
//! An operation is one transaction: a single statement, or several between `BEGIN` and `COMMIT`. Where two instances
//! meet, a unique constraint decides and the second waits for the first. Reads have connections of their own, which
//! cannot write; they go to the server that takes writes, and while there is none to whichever answers. So has the audit log, for which nothing else waits.

mod audit;
mod connections;
mod counters;
mod events;
mod failure;
mod migrations;
mod preference;
mod reads;
mod session;
mod tls;
mod turns;
mod unsaid;
mod writes;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use gocardless_api::RedirectFlowId;
use jiff::{SignedDuration, Timestamp};
use signup_api::SignupId;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use self::connections::{Readers, Writers};
use super::{
    Arrival, AuditDue, AuditWritten, Backlog, Completion, CounterUse, EventKey, Health, Lease, NewSignup, OpenedFlow,
    OrganisationId, PageQuery, PollTurn, Received, ResourceKind, ResourceStatus, SignupStarted, Step, Store,
    StoreError, StoredEvent, StoredMandate, StoredSignup, Unfinished, Verdict,
};
use crate::{BrowserHash, ClientKeyHash, PostgresConfig, RequestHash, TokenHash};

/// The store in a PostgreSQL database.
pub struct PostgresStore {
    readers: Readers,
    writers: Writers,
    auditors: Writers,
    healing: AbortHandle,
}

/// How often a store that could not be written is tried, so that it heals without anyone asking.
const PROBE: Duration = Duration::from_secs(1);

impl PostgresStore {
    /// Connects and migrates. A database that is at this program's version need not be writable.
    ///
    /// # Errors
    ///
    /// [`StoreError::NewerSchema`] when a newer program has migrated it; [`StoreError::Unavailable`] when it cannot be
    /// reached, or has to be migrated and cannot be written.
    pub async fn open(config: &PostgresConfig) -> Result<Self, StoreError> {
        let (readers, writers, auditors) = (Readers::new(config)?, Writers::new(config)?, Writers::beside(config)?);
        migrations::run(&readers, &writers).await?;
        let healing = tokio::spawn(heal(writers.clone())).abort_handle();
        Ok(Self { readers, writers, auditors, healing })
    }
}

impl Drop for PostgresStore {
    fn drop(&mut self) {
        self.healing.abort();
    }
}

/// Tries to write, as long as that does not work: rewrites a row as it is.
async fn heal(writers: Writers) {
    loop {
        sleep(PROBE).await;
        if writers.is_writable() {
            continue;
        }
        // A failure is noted where it happens.
        if let Ok(session) = writers.single().await {
            let sql = "UPDATE schema_migrations SET version = version WHERE version = 1";
            let written = session.execute(sql, &[]).await;
            let _ = session.end(written).await;
        }
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn start_signup(&self, new: NewSignup) -> Result<SignupStarted, StoreError> {
        let session = self.writers.begin().await?;
        let started = writes::start_signup(&session, &new).await;
        session.end(started).await
    }

    async fn signup(&self, organisation: OrganisationId, id: &SignupId) -> Result<Option<StoredSignup>, StoreError> {
        reads::signup(&self.readers, organisation, id).await
    }

    async fn signup_by_client_key(
        &self,
        organisation: OrganisationId,
        key: ClientKeyHash,
    ) -> Result<Option<StoredSignup>, StoreError> {
        reads::signup_by_client_key(&self.readers, organisation, key).await
    }

    async fn signup_by_redirect_flow(
        &self,
        organisation: OrganisationId,
        flow: &RedirectFlowId,
    ) -> Result<Option<StoredSignup>, StoreError> {
        reads::signup_by_redirect_flow(&self.readers, organisation, flow).await
    }

    async fn recent_signup(
        &self,
        organisation: OrganisationId,
        browser: BrowserHash,
        request: RequestHash,
        created_after: Timestamp,
    ) -> Result<Option<StoredSignup>, StoreError> {
        reads::recent_signup(&self.readers, organisation, browser, request, created_after).await
    }

    async fn knows_browser(&self, organisation: OrganisationId, browser: BrowserHash) -> Result<bool, StoreError> {
        reads::knows_browser(&self.readers, organisation, browser).await
    }

    async fn bind_browser(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        browser: BrowserHash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let session = self.writers.single().await?;
        let bound = writes::bind_browser(&session, organisation, id, browser, at).await;
        session.end(bound).await
    }

    async fn record_step(&self, organisation: OrganisationId, id: &SignupId, step: Step) -> Result<(), StoreError> {
        let session = self.writers.single().await?;
        let recorded = writes::record_step(&session, organisation, id, &step).await;
        session.end(recorded).await
    }

    async fn steps(&self, organisation: OrganisationId, id: &SignupId) -> Result<Vec<Step>, StoreError> {
        reads::steps(&self.readers, organisation, id).await
    }

    async fn open_redirect_flow(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        flow: OpenedFlow,
    ) -> Result<Option<StoredSignup>, StoreError> {
        let session = self.writers.begin().await?;
        let opened = writes::open_redirect_flow(&session, organisation, id, &flow).await;
        session.end(opened).await
    }

    async fn complete_signup(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        completion: Completion,
    ) -> Result<Option<StoredSignup>, StoreError> {
        let session = self.writers.begin().await?;
        let completed = writes::complete_signup(&session, organisation, id, &completion).await;
        session.end(completed).await
    }

    async fn describe_mandate(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        mandate: StoredMandate,
    ) -> Result<StoredSignup, StoreError> {
        let session = self.writers.begin().await?;
        let described = writes::describe_mandate(&session, organisation, id, &mandate).await;
        session.end(described).await
    }

    async fn keep_collection(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        step: Step,
        first_charge_date: Option<String>,
    ) -> Result<(), StoreError> {
        let session = self.writers.begin().await?;
        let kept = writes::keep_collection(&session, organisation, id, &step, first_charge_date.as_deref()).await;
        session.end(kept).await
    }

    async fn expire_signup(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let session = self.writers.single().await?;
        let expired = writes::expire_signup(&session, organisation, id, at).await;
        session.end(expired).await
    }

    async fn audit_due(
        &self,
        organisation: OrganisationId,
        after: Option<AuditDue>,
        limit: u32,
    ) -> Result<Vec<AuditDue>, StoreError> {
        audit::due(&self.readers, organisation, after.as_ref(), limit).await
    }

    async fn write_audit(
        &self,
        organisation: OrganisationId,
        signups: &[SignupId],
        now: Timestamp,
    ) -> Result<AuditWritten, StoreError> {
        let session = self.auditors.single().await?;
        let written = audit::write(&session, organisation, signups, now).await;
        session.end(written).await
    }

    async fn receive_events(
        &self,
        organisation: OrganisationId,
        arrivals: Arc<[Arrival]>,
    ) -> Result<Received, StoreError> {
        let session = self.writers.single().await?;
        let received = events::receive(&session, organisation, &arrivals).await;
        session.end(received).await
    }

    async fn claim_events(
        &self,
        organisation: OrganisationId,
        lease: Lease,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let session = self.writers.single().await?;
        let claimed = events::claim(&session, organisation, lease, limit).await;
        session.end(claimed).await
    }

    async fn settle_events(
        &self,
        organisation: OrganisationId,
        settled: Vec<(EventKey, Verdict)>,
    ) -> Result<(), StoreError> {
        let session = self.writers.begin().await?;
        let done = events::settle(&session, organisation, &settled).await;
        session.end(done).await
    }

    async fn claim_poll(
        &self,
        organisation: OrganisationId,
        now: Timestamp,
        period: SignedDuration,
    ) -> Result<Option<PollTurn>, StoreError> {
        let session = self.writers.single().await?;
        let turn = turns::claim_poll(&session, organisation, now, period).await;
        session.end(turn).await
    }

    async fn finish_poll(&self, organisation: OrganisationId, read_until: Timestamp) -> Result<(), StoreError> {
        let session = self.writers.single().await?;
        let finished = turns::finish_poll(&session, organisation, read_until).await;
        session.end(finished).await
    }

    async fn disconnect(
        &self,
        organisation: OrganisationId,
        token: TokenHash,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let session = self.writers.single().await?;
        let disconnected = turns::disconnect(&session, organisation, token, at).await;
        session.end(disconnected).await
    }

    async fn is_disconnected(&self, organisation: OrganisationId, token: TokenHash) -> Result<bool, StoreError> {
        turns::is_disconnected(&self.readers, organisation, token).await
    }

    async fn claim_unfinished(
        &self,
        organisation: OrganisationId,
        which: Unfinished,
    ) -> Result<Vec<SignupId>, StoreError> {
        let session = self.writers.single().await?;
        let claimed = turns::claim_unfinished(&session, organisation, which).await;
        session.end(claimed).await
    }

    async fn claim_signup(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        lease: Lease,
        intent: Option<Step>,
    ) -> Result<Option<StoredSignup>, StoreError> {
        let session = self.writers.begin().await?;
        let claimed = turns::claim_signup(&session, organisation, id, lease, intent.as_ref()).await;
        session.end(claimed).await
    }

    async fn keep_claim(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let session = self.writers.single().await?;
        let kept = turns::keep_claim(&session, organisation, id, until).await;
        session.end(kept).await
    }

    async fn list_signups(
        &self,
        organisation: OrganisationId,
        with_mandate: bool,
        page: PageQuery,
    ) -> Result<Vec<StoredSignup>, StoreError> {
        reads::list_signups(&self.readers, organisation, with_mandate, &page).await
    }

    async fn list_events(&self, organisation: OrganisationId, page: PageQuery) -> Result<Vec<StoredEvent>, StoreError> {
        events::list(&self.readers, organisation, &page).await
    }

    async fn list_statuses(
        &self,
        organisation: OrganisationId,
        kind: ResourceKind,
        page: PageQuery,
    ) -> Result<Vec<ResourceStatus>, StoreError> {
        events::list_statuses(&self.readers, organisation, kind, &page).await
    }

    async fn status(
        &self,
        organisation: OrganisationId,
        kind: ResourceKind,
        resource: &str,
    ) -> Result<Option<ResourceStatus>, StoreError> {
        events::status(&self.readers, organisation, kind, resource).await
    }

    async fn history(
        &self,
        organisation: OrganisationId,
        kind: ResourceKind,
        resource: &str,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        events::history(&self.readers, organisation, kind, resource).await
    }

    async fn backlog(&self, organisation: OrganisationId) -> Result<Backlog, StoreError> {
        reads::backlog(&self.readers, organisation).await
    }

    async fn counters(&self, _: OrganisationId) -> Result<Vec<CounterUse>, StoreError> {
        counters::counters(&self.readers).await
    }

    async fn health(&self) -> Health {
        let version = migrations::version(&self.readers).await;
        Health {
            readable: version.is_ok(),
            writable: self.writers.is_writable(),
            migrated: version.is_ok_and(|version| version >= migrations::KNOWN),
        }
    }
}
