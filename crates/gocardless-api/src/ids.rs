//! One opaque newtype per kind of id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdError {
    /// A character other than an ASCII letter, digit, `_` or `-`; its place in bytes.
    #[error("an id has letters and digits only, found something else at position {0}")]
    Character(usize),
    /// No character at all.
    #[error("an id cannot be empty")]
    Empty,
    /// More than 128 characters.
    #[error("an id has at most {MAX_LENGTH} characters")]
    TooLong,
}

/// The longest id that the API may send, in characters. Source: API reference, "IDs".
const MAX_LENGTH: usize = 128;

fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > MAX_LENGTH {
        return Err(IdError::TooLong);
    }
    match text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')) {
        Some(position) => Err(IdError::Character(position)),
        None => Ok(()),
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        ///
        /// Opaque and case-sensitive; 1 to 128 letters, digits, `_` and `-`, so it is safe as one segment of a path.
        /// The prefix is a custom, not a rule: GoCardless reserves the right to change it.
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as the API writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether the text can be such an id.
            pub fn is_valid(text: &str) -> bool {
                check(text).is_ok()
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                check(text).map(|()| Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                check(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A billing request flow's id (`BRF…`).
    BillingRequestFlowId,
    /// A billing request's id (`BRQ…`).
    BillingRequestId,
    /// A creditor's id (`CR…`): who collects.
    CreditorId,
    /// A customer bank account's id (`BA…`).
    CustomerBankAccountId,
    /// A customer's id (`CU…`).
    CustomerId,
    /// An event's id (`EV…`).
    EventId,
    /// An instalment schedule's id (`IS…`).
    InstalmentScheduleId,
    /// A mandate's id (`MD…`), unique only together with the organisation.
    MandateId,
    /// An organisation's id (`OR…`): a merchant's account with GoCardless.
    OrganisationId,
    /// A payment's id (`PM…`).
    PaymentId,
    /// A payout's id (`PO…`).
    PayoutId,
    /// A redirect flow's id (`RE…`).
    RedirectFlowId,
    /// A refund's id (`RF…`).
    RefundId,
    /// A scheme identifier's id (`SU…`).
    SchemeIdentifierId,
    /// A subscription's id (`SB…`).
    SubscriptionId,
    /// A webhook's id (`WB…`).
    WebhookId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_safe_path_segment() {
        for (text, expected) in [
            ("RE00005H8602K9J5C9V77KQAMHGH8FDB", Ok(())),
            ("", Err(IdError::Empty)),
            ("RE1/../../customers", Err(IdError::Character(3))),
            ("RE1%2e", Err(IdError::Character(3))),
            ("RE1?x", Err(IdError::Character(3))),
            ("..", Err(IdError::Character(0))),
            ("RÉ", Err(IdError::Character(1))),
        ] {
            assert_eq!(text.parse::<RedirectFlowId>().map(|_| ()), expected, "{text:?}");
        }
        assert_eq!("A".repeat(128).parse::<MandateId>().map(|_| ()), Ok(()));
        assert_eq!("A".repeat(129).parse::<MandateId>(), Err(IdError::TooLong));
    }

    #[test]
    fn json_is_read_through_the_same_check() {
        assert!(serde_json::from_str::<CustomerId>("\"CU1\"").is_ok());
        assert!(serde_json::from_str::<CustomerId>("\"CU 1\"").is_err());
    }
}
