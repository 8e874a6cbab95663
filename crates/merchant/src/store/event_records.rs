//! What the store keeps of what GoCardless tells.

use std::fmt;

use bytestring::ByteString;
use jiff::{SignedDuration, Timestamp};

/// What an event is known by: GoCardless's id, or a hash of its content where it has none.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EventKey(ByteString);

/// An event as it came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewEvent {
    /// What it is known by: an organisation has one event of a key.
    pub key: EventKey,
    /// The kind of what it happened to, such as `mandates`; may be one that this program does not know.
    pub resource_type: ByteString,
    /// What happened, such as `submitted`; may be unknown too.
    pub action: ByteString,
    /// The id of what it happened to, where the event names one.
    pub resource: Option<ByteString>,
    /// Its own time; none where it tells none that can be read.
    pub happened_at: Option<Timestamp>,
    /// When it came.
    pub received_at: Timestamp,
    /// The event, exactly as it came, as JSON.
    pub content: ByteString,
}

/// An event that has just come.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Arrival {
    /// As it came.
    pub event: NewEvent,
    /// What is to become of it; none where that takes more than to write it down.
    pub verdict: Option<Verdict>,
}

/// A webhook that was acknowledged and waits to be taken apart.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Delivery {
    /// What it is known by.
    pub id: DeliveryId,
    /// When it came.
    pub received_at: Timestamp,
    /// Its body, exactly as it came.
    pub body: ByteString,
}

/// What a [`Delivery`] is known by as long as it waits: of those that wait, one that came later has a greater one.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct DeliveryId(pub i64);

/// What became of events that have just come and were not known before.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Received {
    /// How many were applied.
    pub applied: u64,
    /// Those that were parked.
    pub parked: Vec<EventKey>,
    /// How many wait to be applied.
    pub waiting: u64,
}

/// An event as it is kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredEvent {
    /// As it came.
    pub event: NewEvent,
    /// What became of it.
    pub state: EventState,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EventState {
    /// Whatever follows from it has been written.
    Applied,
    /// It cannot be applied; somebody should look at it.
    Parked,
    /// It waits to be applied.
    Received,
}

/// What has a status that follows from events.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ResourceKind {
    /// Mandates.
    Mandates,
    /// Payments.
    Payments,
    /// Subscriptions.
    Subscriptions,
}

/// The status of a resource after an event.
///
/// Of all that are told of a resource the last counts: by time, then by rank, then by the event's key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatusChange {
    /// What kind of resource.
    pub kind: ResourceKind,
    /// GoCardless's id of it.
    pub resource: ByteString,
    /// GoCardless's word for the status.
    pub status: &'static str,
    /// The event's own time.
    pub happened_at: Timestamp,
    /// Where two events have the same time: how late in a resource's life the status is.
    pub rank: i64,
}

/// What is to become of an event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is applied, and with it the status that follows from it, where one does.
    Applied(Option<StatusChange>),
    /// It cannot be applied.
    Parked,
}

/// A resource with the status that its events tell.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ResourceStatus {
    /// GoCardless's id of it.
    pub resource: String,
    /// GoCardless's word for the status.
    pub status: String,
    /// When it became so, by the event's own time.
    pub since: Timestamp,
}

/// A claim on work that nobody else may then do for a while.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Lease {
    /// The time now.
    pub now: Timestamp,
    /// When others may do it, unless it is done by then.
    pub until: Timestamp,
}

/// A turn at reading GoCardless's list of events.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PollTurn {
    /// Everything that happened until then has been read; none before the first turn.
    pub read_until: Option<Timestamp>,
}

/// Which signups are looked for that were begun and have no known end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unfinished {
    /// The time now.
    pub now: Timestamp,
    /// Steps that were recorded later may still be under way; but not those that were recorded as far from now as this, or
    /// further, in the future: the clock was put back since.
    pub recorded_before: Timestamp,
    /// A collection that GoCardless refused is tried again only of signups that were started later.
    pub refused_of_after: Timestamp,
    /// A signup that is found is left alone for as long as it is old, but at least so long…
    pub left_at_least: SignedDuration,
    /// … and at most so long.
    pub left_at_most: SignedDuration,
    /// At most so many, those whose step was recorded first.
    pub limit: u32,
}

/// Which part of a list, newest first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PageQuery {
    /// Only what comes after the one with this id or key; nothing does when there is none such.
    pub after: Option<String>,
    /// At most so many.
    pub limit: u32,
}

impl EventKey {
    /// The key of an event without one: the same for the same content, and no id.
    pub fn of_content(content: &[u8]) -> Self {
        use sha2::{Digest, Sha256};
        Self(format!("sha256:{}", hex::encode(Sha256::digest(content))).into())
    }

    /// The key as GoCardless's id, or as read back from the store.
    pub fn from_text(text: impl Into<ByteString>) -> Self {
        Self(text.into())
    }

    /// The key as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// GoCardless's id, where that is the key.
    pub fn id(&self) -> Option<&str> {
        (!self.0.starts_with("sha256:")).then_some(&*self.0)
    }
}

impl fmt::Display for EventKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<NewEvent> for Arrival {
    fn from(event: NewEvent) -> Self {
        Self { event, verdict: None }
    }
}

impl Received {
    /// How many were not known before.
    pub fn all(&self) -> u64 {
        self.applied + self.parked.len() as u64 + self.waiting
    }

    /// Takes down what became of an event.
    pub(super) fn note(&mut self, key: &EventKey, state: EventState) {
        match state {
            EventState::Applied => self.applied += 1,
            EventState::Parked => self.parked.push(key.clone()),
            EventState::Received => self.waiting += 1,
        }
    }
}

impl EventState {
    /// What becomes of an event.
    pub(super) fn after(verdict: Option<&Verdict>) -> Self {
        match verdict {
            Some(Verdict::Applied(_)) => Self::Applied,
            Some(Verdict::Parked) => Self::Parked,
            None => Self::Received,
        }
    }

    /// The state as it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Parked => "parked",
            Self::Received => "received",
        }
    }

    /// The state that is kept as `text`.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Applied, Self::Parked, Self::Received].into_iter().find(|state| state.as_str() == text)
    }
}

impl ResourceKind {
    /// The kind as GoCardless writes it in events, and as it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mandates => "mandates",
            Self::Payments => "payments",
            Self::Subscriptions => "subscriptions",
        }
    }

    /// The kind that GoCardless writes as `text`.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Mandates, Self::Payments, Self::Subscriptions].into_iter().find(|kind| kind.as_str() == text)
    }
}
