//! `/bank_details_lookups`: what is known of an account before it is anybody's.

mod create;

pub(crate) use self::create::create_bank_details_lookup;

const NAME: &str = "bank_details_lookups";
