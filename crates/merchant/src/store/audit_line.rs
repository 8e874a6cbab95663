//! Lines of the audit log, as they wait in their signup's row to be moved into it.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use signup_api::SignupId;

/// A line that is written with what it tells of.
pub(super) struct AuditLine {
    /// JSON.
    pub(super) content: String,
    /// When it happened.
    pub(super) at: Timestamp,
}

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

/// At most so many bytes of lines wait in a row, of those that can come again and again.
pub(super) const ROOM: i64 = 16 * 1024;

#[derive(Serialize)]
struct Content<'a> {
    action: &'static str,
    detail: Option<&'a str>,
    at: i64,
}

impl AuditLine {
    /// What happened to a signup, with a mandate's id or the like, never with personal data.
    pub(super) fn new(action: &'static str, detail: Option<&str>, at: Timestamp) -> Self {
        let content = Content { action, detail, at: at.as_millisecond() };
        // Texts and a number always are JSON.
        Self { content: serde_json::to_string(&content).unwrap_or_default(), at }
    }
}
