//! `/scheme_identifiers`: how a creditor appears in a scheme.

mod create;
mod get;
mod list;

pub(crate) use self::create::create_scheme_identifier;
pub(crate) use self::get::get_scheme_identifier;
pub(crate) use self::list::list_scheme_identifiers;

const NAME: &str = "scheme_identifiers";
