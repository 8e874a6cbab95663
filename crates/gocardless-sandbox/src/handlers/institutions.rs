//! `/institutions`: the banks that payers can authorise at.

mod list;

pub(crate) use self::list::list_institutions;

const NAME: &str = "institutions";
