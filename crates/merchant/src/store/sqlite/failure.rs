//! What SQLite's failures mean.

use super::super::StoreError;

/// A failure of the engine: what the caller can do about it decides the variant, not what SQLite calls it.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{ConstraintViolation, DatabaseCorrupt, NotADatabase};
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ConstraintViolation | DatabaseCorrupt | NotADatabase => Self::Corrupt(failure.to_string()),
                _ => Self::Unavailable(failure.to_string()),
            },
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            rusqlite::Error::FromSqlConversionFailure(column, _, _) => {
                Self::Corrupt(format!("column {column} cannot be read"))
            }
            _ => Self::Corrupt("a statement does not fit the schema".to_owned()),
        }
    }
}
