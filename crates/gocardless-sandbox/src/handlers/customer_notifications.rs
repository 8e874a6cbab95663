//! `/customer_notifications`: what a merchant tells payers instead of GoCardless.

mod handle;

pub(crate) use self::handle::handle_customer_notification;

const NAME: &str = "customer_notifications";
