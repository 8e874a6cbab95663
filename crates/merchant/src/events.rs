//! What GoCardless tells: received, then applied; what was missed is asked for.

pub(crate) mod apply;
mod meaning;
pub(crate) mod poll;
mod reading;
pub(crate) mod receive;

pub(crate) use self::meaning::status_after;
use crate::store::OrganisationId;

/// The organisation of every event, as long as there is one access token.
const ORGANISATION: OrganisationId = OrganisationId::OWN;
