//! What GoCardless tells: received and applied; what was missed is asked for.

pub(crate) mod apply;
mod deliveries;
mod meaning;
pub(crate) mod poll;
mod reading;
mod receive;

pub(crate) use self::deliveries::{Deliveries, keep_in_flood, take_apart};
#[cfg(any(fuzzing, test))]
pub(crate) use self::meaning::meaning;
pub(crate) use self::meaning::status_after;
pub(crate) use self::reading::read_delivery;
#[cfg(any(fuzzing, test))]
pub(crate) use self::reading::read_leniently;
pub(crate) use self::receive::receive_events;
use crate::store::OrganisationId;

/// The organisation of every event, as long as there is one access token.
pub(crate) const ORGANISATION: OrganisationId = OrganisationId::OWN;
