//! `/payout_items`: what payouts are the sum of.

mod list;

pub(crate) use self::list::list_payout_items;

const NAME: &str = "payout_items";
