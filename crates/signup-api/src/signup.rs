//! A signup: one attempt of one payer at our merchant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Payer, Terms};

/// A signup's id: `SG` and 1 to 62 letters and digits, unique at one merchant backend.
///
/// Not a secret: what ties a signup to a browser is its cookie.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct SignupId(String);

/// The text is not `SG` and 1 to 62 letters and digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SignupIdError;

/// Which way in the payer takes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// Away to GoCardless's hosted page and back.
    Redirect,
    /// The whole form in the merchant's page.
    SelfHosted,
}

/// What `POST /api/signups` takes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct StartSignup {
    /// Which way in.
    pub flow: Flow,
    /// The plan's id in the merchant's list; its price is never taken from the browser.
    pub plan: String,
    /// What the payer has given so far; shown filled in on the hosted page.
    #[serde(default)]
    pub payer: Payer,
    /// The page to come back to, on an origin that the merchant allows; without a fragment.
    #[serde(default)]
    pub return_url: Option<String>,
    /// The page's language, as in BCP 47.
    #[serde(default)]
    pub locale: Option<String>,
    /// Whether the payer wants another signup than the one that this browser has for the same thing.
    #[serde(default)]
    pub another: bool,
}

/// What `POST /api/signups/{id}/actions/complete` takes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CompleteSignup {
    /// The id that GoCardless put into the return address.
    pub redirect_flow_id: String,
}

/// A signup as the payer's browser may see it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Signup {
    /// Its id.
    pub id: SignupId,
    /// Which way in.
    pub flow: Flow,
    /// How far it is.
    pub status: SignupStatus,
    /// What is sold.
    pub plan: Plan,
    /// Who collects.
    pub creditor: Creditor,
    /// GoCardless's hosted page, while it waits for the payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// What was made, once completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<SignupMandate>,
    /// What the payer must be told before confirming.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// The date, `YYYY-MM-DD`, of the first collection, once that is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_charge_date: Option<String>,
}

/// How far a signup is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignupStatus {
    /// The payer is expected on, or back from, the hosted page.
    AwaitingPayer,
    /// The mandate exists and is stored.
    Completed,
    /// The payer is back from the hosted page, and GoCardless does not know yet that they have finished there.
    Confirming,
    /// The hosted page's 30 minutes are over; a new signup is needed.
    Expired,
    /// Recorded, not yet known to GoCardless.
    Started,
}

/// The mandate that a signup made.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignupMandate {
    /// GoCardless's id (`MD…`).
    pub id: String,
    /// What the payer sees on the bank statement.
    #[serde(default)]
    pub reference: Option<String>,
    /// The scheme, by GoCardless's identifier.
    #[serde(default)]
    pub scheme: Option<String>,
    /// The earliest date, `YYYY-MM-DD`, on which money can be taken.
    #[serde(default)]
    pub next_possible_charge_date: Option<String>,
}

/// What the merchant sells.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Plan {
    /// Its id in the merchant's list.
    pub id: String,
    /// Its name, as the payer reads it.
    pub name: String,
    /// The amount of each collection, in minor currency units.
    pub amount: u64,
    /// ISO 4217, three letters.
    pub currency: String,
    /// How often it is collected.
    pub interval: Interval,
}

/// How often a plan is collected.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// Every month.
    Monthly,
    /// A single collection.
    Once,
    /// Every week.
    Weekly,
    /// Every year.
    Yearly,
}

/// Who collects, as the payer may see it.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Creditor {
    /// The merchant's name.
    pub name: String,
    /// The name on the payer's bank statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement_name: Option<String>,
    /// The service user number (Bacs) or creditor identifier (SEPA).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme_reference: Option<String>,
    /// Address, a line each.
    #[serde(default)]
    pub address: Vec<String>,
    /// The country of the address, as in ISO 3166-1 alpha-2; the page says its name in the payer's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// For questions of the payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// For questions of the payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

impl SignupId {
    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SignupId {
    type Err = SignupIdError;

    fn from_str(text: &str) -> Result<Self, SignupIdError> {
        match text.strip_prefix("SG") {
            Some(rest) if (1..=62).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(SignupIdError),
        }
    }
}

impl TryFrom<String> for SignupId {
    type Error = SignupIdError;

    fn try_from(text: String) -> Result<Self, SignupIdError> {
        text.parse()
    }
}

impl From<SignupId> for String {
    fn from(id: SignupId) -> Self {
        id.0
    }
}

impl fmt::Display for SignupId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for SignupIdError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a signup's id is SG and 1 to 62 letters and digits")
    }
}

impl std::error::Error for SignupIdError {}
