#![doc = include_str!("../README.md")]

mod bank_details_lookup;
mod billing_request;
mod billing_request_collections;
mod billing_request_flow;
mod creditor;
mod customer;
mod customer_bank_account;
mod error;
mod event;
mod ids;
mod instalment_schedule;
mod list;
mod mandate;
mod mandate_pdf;
mod oauth;
mod payment;
mod payout;
mod redacted;
mod redirect_flow;
mod refund;
mod scheme;
mod subscription;
mod webhook;

pub use bank_details_lookup::{BankDetailsLookup, NewBankDetailsLookup};
pub use billing_request::{
    BankAuthorisationNeeds, BillingRequest, BillingRequestAction, BillingRequestCustomer, BillingRequestLinks,
    BillingRequestResources, BillingRequestStatus, CustomerBillingDetail, CustomerDetailsNeeds, IncompleteFields,
    MandateRequest, MandateRequestLinks, NewBillingRequest, NewBillingRequestLinks, NewMandateRequest,
    NewPaymentRequest, PaymentRequest, PaymentRequestLinks,
};
pub use billing_request_collections::{
    InstalmentScheduleRequest, InstalmentScheduleRequestLinks, RequestedInstalment, RequestedInstalments,
    SubscriptionRequest, SubscriptionRequestLinks,
};
pub use billing_request_flow::{
    BillingRequestFlow, BillingRequestFlowLinks, BillingRequestFlowPrefilledCustomer, NewBillingRequestFlow,
    PrefilledBankAccount,
};
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
pub use instalment_schedule::{
    Instalment, InstalmentSchedule, InstalmentScheduleLinks, InstalmentScheduleStatus, NewInstalmentSchedule,
    NewInstalmentScheduleLinks, PaymentError, PaymentErrors, RegularInstalments,
};
pub use list::{Cursors, ListMeta, Page};
pub use mandate::{Mandate, MandateLinks, MandateStatus, NewMandate, NewMandateLinks};
pub use mandate_pdf::{MandatePdf, NewMandatePdf, NewMandatePdfLinks};
pub use oauth::{AccessTokenGrant, AccessTokenLookup, OAuthRefusal, Scope};
pub use payment::{
    NewPayment, NewPaymentLinks, Payment, PaymentFx, PaymentLinks, PaymentRetry, PaymentStatus, PaymentUpdate,
};
pub use payout::{Payout, PayoutItem, PayoutItemLinks, PayoutLinks, PayoutStatus};
pub use redirect_flow::{
    CompleteRedirectFlow, NewRedirectFlow, NewRedirectFlowLinks, PrefilledCustomer, RedirectFlow, RedirectFlowLinks,
};
pub use refund::{NewRefund, Refund, RefundLinks, RefundStatus};
pub use scheme::Scheme;
pub use subscription::{
    IntervalUnit, NewSubscription, Subscription, SubscriptionLinks, SubscriptionStatus, SubscriptionUpdate,
    UpcomingPayment,
};
pub use webhook::{WEBHOOK_SIGNATURE, Webhook, WebhookBody, WebhookError, WebhookMeta, WebhookSecret};

use std::collections::BTreeMap;

/// The `GoCardless-Version` header's value that these types describe.
pub const API_VERSION: &str = "2015-07-06";

/// Key-value pairs kept with a resource: at most 3 keys of at most 50 characters, values of at most 500.
pub type Metadata = BTreeMap<String, String>;
