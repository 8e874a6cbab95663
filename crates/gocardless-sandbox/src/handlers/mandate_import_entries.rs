//! `/mandate_import_entries`: the rows of a mandate import.

mod create;
mod list;

pub(crate) use self::create::create_mandate_import_entry;
pub(crate) use self::list::list_mandate_import_entries;

const NAME: &str = "mandate_import_entries";
