//! Parameters of which nothing is said.

use std::error::Error;
use std::fmt;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type};

use super::connections::Parameters;

/// A parameter whose `Debug` shows nothing: at level `debug`, `tokio_postgres` writes every parameter into the log, and
/// some of ours are secrets.
pub(super) struct Unsaid<'a>(&'a (dyn ToSql + Sync));

/// The same parameters, in a form that can be logged.
pub(super) fn unsaid(parameters: Parameters<'_>) -> Vec<Unsaid<'_>> {
    parameters.iter().map(|parameter| Unsaid(*parameter)).collect()
}

/// As `tokio_postgres` takes them.
pub(super) fn as_parameters<'a>(unsaid: &'a [Unsaid<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    unsaid.iter().map(|parameter| parameter as &(dyn ToSql + Sync)).collect()
}

impl fmt::Debug for Unsaid<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

impl ToSql for Unsaid<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.0.to_sql_checked(kind, out)
    }

    /// What is inside decides, when it is asked.
    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.0.to_sql_checked(kind, out)
    }
}
