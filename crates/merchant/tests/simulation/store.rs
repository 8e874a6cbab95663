//! The store, as the simulation sees it: before and after every operation the process may end.

use async_trait::async_trait;
use bytestring::ByteString;
use gocardless_api::RedirectFlowId;
use jiff::{SignedDuration, Timestamp};
use merchant::store::{
    Arrival, AuditDue, AuditWritten, Backlog, Completion, CounterUse, Delivery, DeliveryId, EventKey, Health, Lease,
    NewSignup, OpenedFlow, OrganisationId, PageQuery, PollTurn, Received, ResourceKind, ResourceStatus, SignupStarted,
    Step, Store, StoreError, StoredEvent, StoredMandate, StoredSignup, Unfinished, Verdict,
};
use merchant::{BrowserHash, ClientKeyHash, RequestHash, TokenHash};
use signup_api::SignupId;
use std::sync::Arc;

use crate::world::{World, at_once};

/// A store whose operations take simulated time, and none of it real.
pub(crate) struct SimulatedStore {
    pub(crate) world: World,
    pub(crate) store: Arc<dyn Store>,
}

macro_rules! pass_on {
    ($($operation:ident($($name:ident: $type:ty),*) -> $result:ty;)*) => {
        #[async_trait]
        impl Store for SimulatedStore {
            $(async fn $operation(&self, $($name: $type),*) -> $result {
                self.world.point(stringify!($operation)).await;
                let result = at_once(self.store.$operation($($name),*));
                self.world.point(stringify!($operation)).await;
                result
            })*
        }
    };
}

pass_on! {
    start_signup(new: NewSignup) -> Result<SignupStarted, StoreError>;
    signup(of: OrganisationId, id: &SignupId) -> Result<Option<StoredSignup>, StoreError>;
    signup_by_client_key(of: OrganisationId, key: ClientKeyHash) -> Result<Option<StoredSignup>, StoreError>;
    signup_by_redirect_flow(of: OrganisationId, flow: &RedirectFlowId) -> Result<Option<StoredSignup>, StoreError>;
    recent_signup(of: OrganisationId, browser: BrowserHash, request: RequestHash, created_after: Timestamp)
        -> Result<Option<StoredSignup>, StoreError>;
    knows_browser(of: OrganisationId, browser: BrowserHash) -> Result<bool, StoreError>;
    bind_browser(of: OrganisationId, id: &SignupId, browser: BrowserHash, at: Timestamp) -> Result<bool, StoreError>;
    record_step(of: OrganisationId, id: &SignupId, step: Step) -> Result<(), StoreError>;
    steps(of: OrganisationId, id: &SignupId) -> Result<Vec<Step>, StoreError>;
    open_redirect_flow(of: OrganisationId, id: &SignupId, flow: OpenedFlow)
        -> Result<Option<StoredSignup>, StoreError>;
    complete_signup(of: OrganisationId, id: &SignupId, completion: Completion)
        -> Result<Option<StoredSignup>, StoreError>;
    describe_mandate(of: OrganisationId, id: &SignupId, mandate: StoredMandate) -> Result<StoredSignup, StoreError>;
    keep_collection(of: OrganisationId, id: &SignupId, step: Step, first_charge_date: Option<String>)
        -> Result<(), StoreError>;
    expire_signup(of: OrganisationId, id: &SignupId, at: Timestamp) -> Result<(), StoreError>;
    audit_due(of: OrganisationId, after: Option<AuditDue>, limit: u32) -> Result<Vec<AuditDue>, StoreError>;
    write_audit(of: OrganisationId, signups: &[SignupId], now: Timestamp) -> Result<AuditWritten, StoreError>;
    receive_events(of: OrganisationId, arrivals: Arc<[Arrival]>) -> Result<Received, StoreError>;
    keep_delivery(of: OrganisationId, received_at: Timestamp, body: ByteString) -> Result<bool, StoreError>;
    deliveries(of: OrganisationId, after: Option<DeliveryId>, limit: u32) -> Result<Vec<DeliveryId>, StoreError>;
    delivery(of: OrganisationId, id: DeliveryId) -> Result<Option<Delivery>, StoreError>;
    receive_delivery(of: OrganisationId, delivery: Delivery, arrivals: Arc<[Arrival]>) -> Result<Received, StoreError>;
    claim_events(of: OrganisationId, lease: Lease, limit: u32) -> Result<Vec<StoredEvent>, StoreError>;
    settle_events(of: OrganisationId, settled: Vec<(EventKey, Verdict)>) -> Result<(), StoreError>;
    claim_poll(of: OrganisationId, now: Timestamp, period: SignedDuration) -> Result<Option<PollTurn>, StoreError>;
    finish_poll(of: OrganisationId, read_until: Timestamp) -> Result<(), StoreError>;
    disconnect(of: OrganisationId, token: TokenHash, at: Timestamp) -> Result<(), StoreError>;
    is_disconnected(of: OrganisationId, token: TokenHash) -> Result<bool, StoreError>;
    claim_unfinished(of: OrganisationId, which: Unfinished) -> Result<Vec<SignupId>, StoreError>;
    claim_signup(of: OrganisationId, id: &SignupId, lease: Lease, intent: Option<Step>)
        -> Result<Option<StoredSignup>, StoreError>;
    keep_claim(of: OrganisationId, id: &SignupId, until: Option<Timestamp>) -> Result<(), StoreError>;
    list_signups(of: OrganisationId, with_mandate: bool, page: PageQuery) -> Result<Vec<StoredSignup>, StoreError>;
    list_events(of: OrganisationId, page: PageQuery) -> Result<Vec<StoredEvent>, StoreError>;
    list_statuses(of: OrganisationId, kind: ResourceKind, page: PageQuery) -> Result<Vec<ResourceStatus>, StoreError>;
    status(of: OrganisationId, kind: ResourceKind, resource: &str) -> Result<Option<ResourceStatus>, StoreError>;
    history(of: OrganisationId, kind: ResourceKind, resource: &str) -> Result<Vec<StoredEvent>, StoreError>;
    backlog(of: OrganisationId) -> Result<Backlog, StoreError>;
    counters(of: OrganisationId) -> Result<Vec<CounterUse>, StoreError>;
    health() -> Health;
}
