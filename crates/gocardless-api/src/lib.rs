#![doc = include_str!("../README.md")]

mod bank_details_lookup;
mod creditor;
mod customer;
mod customer_bank_account;
mod error;
mod event;
mod ids;
mod list;
mod mandate;
mod payment;
mod redacted;
mod redirect_flow;
mod scheme;

pub use bank_details_lookup::{BankDetailsLookup, NewBankDetailsLookup};
pub use creditor::{Creditor, CreditorLinks, SchemeIdentifier};
pub use customer::{Customer, NewCustomer};
pub use customer_bank_account::{CustomerBankAccount, CustomerBankAccountLinks, NewCustomerBankAccount};
pub use error::{ApiError, ErrorDetail, ErrorKind, ErrorLinks, ErrorMetadata};
pub use event::{Event, EventDetails, EventLinks};
pub use ids::{
    BillingRequestFlowId, BillingRequestId, CreditorId, CustomerBankAccountId, CustomerId, EventId, IdError,
    InstalmentScheduleId, MandateId, OrganisationId, PaymentId, PayoutId, RedirectFlowId, RefundId, SchemeIdentifierId,
    SubscriptionId, WebhookId,
};
pub use list::{Cursors, ListMeta, Page};
pub use mandate::{Mandate, MandateLinks, MandateStatus, NewMandate, NewMandateLinks};
pub use payment::{NewPayment, NewPaymentLinks, Payment, PaymentFx, PaymentLinks, PaymentStatus};
pub use redirect_flow::{
    CompleteRedirectFlow, NewRedirectFlow, NewRedirectFlowLinks, PrefilledCustomer, RedirectFlow, RedirectFlowLinks,
};
pub use scheme::Scheme;

use std::collections::BTreeMap;

/// The `GoCardless-Version` header's value that these types describe.
pub const API_VERSION: &str = "2015-07-06";

/// Key-value pairs kept with a resource: at most 3 keys of at most 50 characters, values of at most 500.
pub type Metadata = BTreeMap<String, String>;
