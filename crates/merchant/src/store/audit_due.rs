//! Lines of the audit log that wait to be moved into it.

use jiff::{SignedDuration, Timestamp};
use signup_api::SignupId;

/// A signup whose lines wait to be moved into the audit log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuditDue {
    /// The signup.
    pub signup: SignupId,
    /// When the first of its waiting lines happened.
    pub since: Timestamp,
}

/// What was moved into the audit log.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct AuditWritten {
    /// So many lines,
    pub lines: u64,
    /// of which so many happened a minute ago or longer.
    pub late: u64,
}

/// Lines that waited for longer were held up: the log tells so with a line `audit_gap` of the same signup.
pub(super) const LATE: SignedDuration = SignedDuration::from_mins(1);
