//! Resources as the API writes them, where the shared wire types leave keys out.
//!
//! Keys and their order are as recorded from GoCardless's sandbox; a key that is not set is `null`. Customers, customer
//! bank accounts and redirect flows are written by their wire types as they are.

mod creditor;
mod mandate;

pub(crate) use self::creditor::creditor;
pub(crate) use self::mandate::mandate;
