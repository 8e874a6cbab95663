//! The store in an SQLite file.
//!
//! WAL with `synchronous=FULL`: what is answered is on the disk. One thread writes, in groups; another empties the WAL; reads
//! have read-only connections of their own and go on while writes cannot.

mod audit;
mod checkpoints;
mod connection;
mod counters;
mod deliveries;
mod event_contents;
mod events;
mod failure;
mod many_rows;
mod migrations;
mod packed;
mod readers;
mod reads;
mod statements;
mod writer;
mod writes;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytestring::ByteString;
use gocardless_api::RedirectFlowId;
use jiff::{SignedDuration, Timestamp};
use signup_api::SignupId;
use tracing::warn;

use self::readers::Readers;
pub(crate) use self::writer::QUEUE;
use self::writer::Writer;
use super::{
    Arrival, AuditDue, AuditWritten, Backlog, Completion, CounterUse, Delivery, DeliveryId, EventKey, Health, Lease,
    NewSignup, OpenedFlow, OrganisationId, PageQuery, PollTurn, Received, ResourceKind, ResourceStatus, SignupStarted,
    Step, Store, StoreError, StoredEvent, StoredMandate, StoredSignup, Unfinished, Verdict,
};
use crate::{BrowserHash, ClientKeyHash, RequestHash, TokenHash};

/// The store in an SQLite file.
pub struct SqliteStore {
    // Dropped first: SQLite tidies up its files when the last connection to close may write.
    readers: Readers,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the file, makes it when missing, and migrates it.
    ///
    /// # Errors
    ///
    /// [`StoreError::NewerSchema`] when a newer program has migrated it; [`StoreError::Unavailable`] when it cannot be
    /// opened or written.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut connection = connection::open_writing(path)?;
        migrations::run(&mut connection)?;
        // There is one instance: whoever had a claim has ended. Where this cannot be written, claims end by themselves.
        let _ = connection.execute("UPDATE signups SET claimed_until = NULL WHERE claimed_until IS NOT NULL", ());

        Ok(Self { writer: Writer::start(path, connection)?, readers: Readers::new(path.to_owned()) })
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn start_signup(&self, new: NewSignup) -> Result<SignupStarted, StoreError> {
        self.writer.write(move |connection| writes::start_signup(connection, &new)).await
    }

    async fn signup(&self, organisation: OrganisationId, id: &SignupId) -> Result<Option<StoredSignup>, StoreError> {
        let id = id.clone();
        self.readers.look_up(move |connection| reads::signup(connection, organisation, &id)).await
    }

    async fn signup_by_client_key(
        &self,
        organisation: OrganisationId,
        key: ClientKeyHash,
    ) -> Result<Option<StoredSignup>, StoreError> {
        self.readers.look_up(move |connection| reads::signup_by_client_key(connection, organisation, key)).await
    }

    async fn signup_by_redirect_flow(
        &self,
        organisation: OrganisationId,
        flow: &RedirectFlowId,
    ) -> Result<Option<StoredSignup>, StoreError> {
        let flow = flow.clone();
        self.readers.look_up(move |connection| reads::signup_by_redirect_flow(connection, organisation, &flow)).await
    }

    async fn recent_signup(
        &self,
        organisation: OrganisationId,
        browser: BrowserHash,
        request: RequestHash,
        created_after: Timestamp,
    ) -> Result<Option<StoredSignup>, StoreError> {
        self.readers
            .look_up(move |connection| reads::recent_signup(connection, organisation, browser, request, created_after))
            .await
    }

    async fn knows_browser(&self, organisation: OrganisationId, browser: BrowserHash) -> Result<bool, StoreError> {
        self.readers.look_up(move |connection| reads::knows_browser(connection, organisation, browser)).await
    }

    async fn bind_browser(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        browser: BrowserHash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = id.clone();
        self.writer.write(move |connection| writes::bind_browser(connection, organisation, &id, browser, at)).await
    }

    async fn record_step(&self, organisation: OrganisationId, id: &SignupId, step: Step) -> Result<(), StoreError> {
        let id = id.clone();
        self.writer.write(move |connection| writes::record_step(connection, organisation, &id, &step)).await
    }

    async fn steps(&self, organisation: OrganisationId, id: &SignupId) -> Result<Vec<Step>, StoreError> {
        let id = id.clone();
        self.readers.look_up(move |connection| reads::steps(connection, organisation, &id)).await
    }

    async fn open_redirect_flow(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        flow: OpenedFlow,
    ) -> Result<Option<StoredSignup>, StoreError> {
        let id = id.clone();
        self.writer.write(move |connection| writes::open_redirect_flow(connection, organisation, &id, &flow)).await
    }

    async fn complete_signup(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        completion: Completion,
    ) -> Result<Option<StoredSignup>, StoreError> {
        let id = id.clone();
        self.writer.write(move |connection| writes::complete_signup(connection, organisation, &id, &completion)).await
    }

    async fn describe_mandate(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        mandate: StoredMandate,
    ) -> Result<StoredSignup, StoreError> {
        let id = id.clone();
        self.writer.write(move |connection| writes::describe_mandate(connection, organisation, &id, &mandate)).await
    }

    async fn keep_collection(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        step: Step,
        first_charge_date: Option<String>,
    ) -> Result<(), StoreError> {
        let id = id.clone();
        self.writer
            .write(move |connection| {
                writes::keep_collection(connection, organisation, &id, &step, first_charge_date.as_deref())
            })
            .await
    }

    async fn expire_signup(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let id = id.clone();
        self.writer.write(move |connection| writes::expire_signup(connection, organisation, &id, at)).await
    }

    async fn audit_due(
        &self,
        organisation: OrganisationId,
        after: Option<AuditDue>,
        limit: u32,
    ) -> Result<Vec<AuditDue>, StoreError> {
        // What an older program has left keeps back nothing that has come since.
        if after.is_none()
            && self.readers.read(audit::are_left).await?
            && let Err(error) = self.writer.write(audit::take_in).await
        {
            warn!(%error, "lines of the audit log that an older program has left cannot be taken in");
        }
        self.readers.read(move |connection| audit::due(connection, organisation, after.as_ref(), limit)).await
    }

    async fn write_audit(
        &self,
        organisation: OrganisationId,
        signups: &[SignupId],
        now: Timestamp,
    ) -> Result<AuditWritten, StoreError> {
        let signups = signups.to_vec();
        self.writer.write(move |connection| audit::write(connection, organisation, &signups, now)).await
    }

    async fn receive_events(
        &self,
        organisation: OrganisationId,
        arrivals: Arc<[Arrival]>,
    ) -> Result<Received, StoreError> {
        self.writer.write(move |connection| events::receive(connection, organisation, &arrivals)).await
    }

    async fn keep_delivery(
        &self,
        organisation: OrganisationId,
        received_at: Timestamp,
        body: ByteString,
    ) -> Result<bool, StoreError> {
        let packed = packed::pack(&body)?;
        let keep = move |connection: &_| deliveries::keep(connection, organisation, received_at, &packed);
        self.writer.write(keep).await.map(|()| true)
    }

    async fn deliveries(
        &self,
        organisation: OrganisationId,
        after: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<DeliveryId>, StoreError> {
        self.readers.look_up(move |connection| deliveries::list(connection, organisation, after, limit)).await
    }

    async fn delivery(&self, organisation: OrganisationId, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        self.readers.look_up(move |connection| deliveries::find(connection, organisation, id)).await
    }

    async fn receive_delivery(
        &self,
        organisation: OrganisationId,
        delivery: Delivery,
        arrivals: Arc<[Arrival]>,
    ) -> Result<Received, StoreError> {
        let receive = move |connection: &_| deliveries::receive(connection, organisation, &delivery, &arrivals);
        self.writer.write(receive).await
    }

    async fn claim_events(
        &self,
        organisation: OrganisationId,
        lease: Lease,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.writer.write(move |connection| events::claim(connection, organisation, lease, limit)).await
    }

    async fn settle_events(
        &self,
        organisation: OrganisationId,
        settled: Vec<(EventKey, Verdict)>,
    ) -> Result<(), StoreError> {
        self.writer.write(move |connection| events::settle(connection, organisation, &settled)).await
    }

    async fn claim_poll(
        &self,
        organisation: OrganisationId,
        now: Timestamp,
        period: SignedDuration,
    ) -> Result<Option<PollTurn>, StoreError> {
        self.writer.write(move |connection| events::claim_poll(connection, organisation, now, period)).await
    }

    async fn finish_poll(&self, organisation: OrganisationId, read_until: Timestamp) -> Result<(), StoreError> {
        self.writer.write(move |connection| events::finish_poll(connection, organisation, read_until)).await
    }

    async fn disconnect(
        &self,
        organisation: OrganisationId,
        token: TokenHash,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.writer.write(move |connection| events::disconnect(connection, organisation, token, at)).await
    }

    async fn is_disconnected(&self, organisation: OrganisationId, token: TokenHash) -> Result<bool, StoreError> {
        self.readers.look_up(move |connection| events::is_disconnected(connection, organisation, token)).await
    }

    async fn claim_unfinished(
        &self,
        organisation: OrganisationId,
        which: Unfinished,
    ) -> Result<Vec<SignupId>, StoreError> {
        self.writer.write(move |connection| writes::claim_unfinished(connection, organisation, which)).await
    }

    async fn claim_signup(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        lease: Lease,
        intent: Option<Step>,
    ) -> Result<Option<StoredSignup>, StoreError> {
        let id = id.clone();
        self.writer
            .write(move |connection| writes::claim_signup(connection, organisation, &id, lease, intent.as_ref()))
            .await
    }

    async fn keep_claim(
        &self,
        organisation: OrganisationId,
        id: &SignupId,
        until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let id = id.clone();
        self.writer.write(move |connection| writes::keep_claim(connection, organisation, &id, until)).await
    }

    async fn list_signups(
        &self,
        organisation: OrganisationId,
        with_mandate: bool,
        page: PageQuery,
    ) -> Result<Vec<StoredSignup>, StoreError> {
        self.readers.read(move |connection| reads::list_signups(connection, organisation, with_mandate, &page)).await
    }

    async fn list_events(&self, organisation: OrganisationId, page: PageQuery) -> Result<Vec<StoredEvent>, StoreError> {
        self.readers.read(move |connection| events::list(connection, organisation, &page)).await
    }

    async fn list_statuses(
        &self,
        organisation: OrganisationId,
        kind: ResourceKind,
        page: PageQuery,
    ) -> Result<Vec<ResourceStatus>, StoreError> {
        self.readers.read(move |connection| events::list_statuses(connection, organisation, kind, &page)).await
    }

    async fn status(
        &self,
        organisation: OrganisationId,
        kind: ResourceKind,
        resource: &str,
    ) -> Result<Option<ResourceStatus>, StoreError> {
        let resource = resource.to_owned();
        self.readers.look_up(move |connection| events::status(connection, organisation, kind, &resource)).await
    }

    async fn history(
        &self,
        organisation: OrganisationId,
        kind: ResourceKind,
        resource: &str,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let resource = resource.to_owned();
        self.readers.read(move |connection| events::history(connection, organisation, kind, &resource)).await
    }

    async fn backlog(&self, organisation: OrganisationId) -> Result<Backlog, StoreError> {
        self.readers.read(move |connection| reads::backlog(connection, organisation)).await
    }

    async fn counters(&self, organisation: OrganisationId) -> Result<Vec<CounterUse>, StoreError> {
        self.readers.read(move |connection| counters::counters(connection, organisation)).await
    }

    async fn health(&self) -> Health {
        let version = self.readers.read(|connection| Ok(migrations::version(connection)?)).await;
        Health {
            readable: version.is_ok(),
            writable: self.writer.is_writable(),
            migrated: version.is_ok_and(|version| version >= migrations::KNOWN),
        }
    }
}
