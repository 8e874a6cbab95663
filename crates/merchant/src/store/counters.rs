//! How far the database's own counters are.

/// How far a counter of the database is: an identity, a sequence, the ids of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct CounterUse {
    /// The counter's name, as `audit_log.id`.
    pub name: String,
    /// How much of it is used up, from 0 to 1; none where that may not be known.
    pub used: Option<f64>,
}
