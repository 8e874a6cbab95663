//! What a mandate on paper says.

use std::fmt;
use std::net::IpAddr;

use bank_details::ach::AccountType;
use bank_details::{Account, Scheme};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Language;

/// A mandate on paper. What is absent is left open for the payer to fill in.
#[derive(Clone)]
pub(crate) struct Paper {
    pub(crate) scheme: Scheme,
    pub(crate) language: Language,
    pub(crate) creditor: PaperCreditor,
    pub(crate) payer: PaperPayer,
    pub(crate) account: PaperAccount,
    pub(crate) reference: Option<String>,
    /// In minor units, and how often.
    pub(crate) subscription: Option<(u64, Frequency)>,
    /// With it there is no line to sign on.
    pub(crate) signed_on: Option<Date>,
    /// The document's date.
    pub(crate) made_at: Timestamp,
    /// A line at the foot of the page.
    pub(crate) note: Option<&'static str>,
}

/// Who collects.
#[derive(Clone, Default)]
pub(crate) struct PaperCreditor {
    /// The name that the scheme knows.
    pub(crate) name: String,
    pub(crate) address: Vec<String>,
    /// The service user number, creditor identifier or whatever the scheme calls it.
    pub(crate) identifier: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone_number: Option<String>,
}

/// Who pays.
#[derive(Clone, Default)]
pub(crate) struct PaperPayer {
    pub(crate) name: Option<String>,
    pub(crate) address: Vec<String>,
    /// Of Sweden or Denmark: a person's or a company's number.
    pub(crate) identity_number: Option<String>,
    pub(crate) phone_number: Option<String>,
    pub(crate) ip_address: Option<IpAddr>,
}

/// From where it is paid.
#[derive(Clone, Default)]
pub(crate) struct PaperAccount {
    pub(crate) holder: Option<String>,
    pub(crate) numbers: Numbers,
    pub(crate) account_type: Option<AccountType>,
    pub(crate) bic: Option<String>,
}

/// The account's numbers.
#[derive(Clone, Debug, Default)]
pub(crate) enum Numbers {
    #[default]
    Blank,
    /// Nothing but the end is shown.
    Censored {
        country_code: String,
        ending: String,
    },
    Known(Account),
}

/// How often a subscription is collected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Frequency {
    Monthly,
    Weekly,
    Yearly,
}

impl Frequency {
    pub(crate) const WORDS: [&str; 3] = ["weekly", "monthly", "yearly"];

    /// As the API writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Weekly => "weekly",
            Self::Yearly => "yearly",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Monthly, Self::Weekly, Self::Yearly].into_iter().find(|frequency| frequency.as_str() == word)
    }
}

/// Hides who pays, and from where.
impl fmt::Debug for Paper {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Paper");
        shown.field("scheme", &self.scheme).field("language", &self.language).finish_non_exhaustive()
    }
}
