//! Why the store did not do something.

/// Why the store did not do something. Messages are for the log: they name no values.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// A row does not hold what this version of the program writes.
    #[error("the store holds something unexpected: {0}")]
    Corrupt(String),
    /// The database was migrated by a newer version of the program.
    #[error("the database is at version {found}, this program knows versions up to {known}: run a newer program")]
    NewerSchema {
        /// The database's version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// There is no such row.
    #[error("the store has no such row")]
    NotFound,
    /// More work is waiting than the store will take on.
    #[error("the store has too much to do")]
    Overloaded,
    /// The database cannot be opened, read or written for now: locked, full, read-only, failing, or closed.
    #[error("the store is not available: {0}")]
    Unavailable(String),
}
