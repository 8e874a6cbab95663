//! What goes wrong in PostgreSQL, in the store's words.

use std::error::Error as _;

use deadpool_postgres::{HookError, PoolError};
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use super::super::StoreError;

/// A failure of the engine: what the caller can do about it decides the variant.
///
/// What a statement was given may be in a message about data, so such a message is left out.
pub(super) fn explain(error: &Error) -> StoreError {
    let Some(refusal) = error.as_db_error() else {
        if let Some(column) = unreadable(error) {
            return column;
        }
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        return StoreError::Unavailable(format!("{error}{cause}"));
    };
    let code = refusal.code();
    match code.code().get(..2).unwrap_or_default() {
        // Data that does not fit, or breaks a constraint.
        "22" | "23" => {
            let constraint = refusal.constraint().map(|name| format!(", constraint {name}")).unwrap_or_default();
            StoreError::Corrupt(format!("SQLSTATE {}{constraint}", code.code()))
        }
        // Another was first, or holds what was needed for too long: that passes.
        "40" => StoreError::Overloaded,
        _ if *code == SqlState::LOCK_NOT_AVAILABLE => StoreError::Overloaded,
        "42" if *code != SqlState::INSUFFICIENT_PRIVILEGE => {
            StoreError::Corrupt(format!("a statement does not fit the schema: SQLSTATE {}", code.code()))
        }
        _ => StoreError::Unavailable(format!("SQLSTATE {}: {}", code.code(), refusal.message())),
    }
}

/// A value that is not of the type that this program writes.
fn unreadable(error: &Error) -> Option<StoreError> {
    let text = error.to_string();
    let is_value = text.starts_with("error deserializing column") || text.starts_with("error serializing parameter");
    is_value.then_some(StoreError::Corrupt(text))
}

/// Whether the connection, not what was sent on it, is to blame: it is not used again.
///
/// A server that has become read-only may be a former primary, so that the next connection looks for the new one.
pub(super) fn ends_connection(error: &Error) -> bool {
    match error.code() {
        None => true,
        Some(code) => *code == SqlState::READ_ONLY_SQL_TRANSACTION || matches!(code.code().get(..2), Some("08" | "57")),
    }
}

/// Why no connection was to be had.
pub(super) fn unconnected(error: &PoolError) -> StoreError {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => match explain(error) {
            StoreError::Corrupt(problem) => StoreError::Unavailable(problem),
            other => other,
        },
        PoolError::Timeout(deadpool_postgres::TimeoutType::Wait) => StoreError::Overloaded,
        other => StoreError::Unavailable(other.to_string()),
    }
}
