//! What the hosted page (the component in the payer's role at the provider) says to the provider.

use serde::{Deserialize, Serialize};

use crate::{BankAccount, Creditor, Payer, Terms};

/// A redirect flow as its hosted page may show it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct HostedFlow {
    /// The flow's id (`RE…`).
    pub id: String,
    /// How far it is.
    pub status: HostedFlowStatus,
    /// What the payer signs up for, in the merchant's words.
    #[serde(default)]
    pub description: Option<String>,
    /// The scheme that the merchant asked for, if any.
    #[serde(default)]
    pub scheme: Option<String>,
    /// Who collects.
    pub creditor: Creditor,
    /// What the payer must be told before confirming, for each scheme that the creditor collects by.
    #[serde(default)]
    pub terms: Vec<Terms>,
    /// What the merchant filled in already.
    #[serde(default)]
    pub payer: Payer,
    /// The merchant's page with `redirect_flow_id` in its address: where a browser goes on to from a flow that is no
    /// longer open.
    #[serde(default)]
    pub redirect_url: Option<String>,
}

/// How far a hosted flow is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HostedFlowStatus {
    /// The merchant has completed it: the mandate exists.
    Completed,
    /// More than 30 minutes old: nothing more can be done with it.
    Expired,
    /// The payer can fill it in.
    Open,
    /// The payer has confirmed; the merchant has yet to complete it.
    Submitted,
}

/// What the payer confirms: `{"data": {"payer", "bank_account", "authority"}}`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Submission {
    /// Who pays.
    #[serde(default)]
    pub payer: Payer,
    /// The account to collect from.
    #[serde(default)]
    pub bank_account: BankAccount,
    /// Whether the payer says to be the account holder, and the only person needed to authorise debits.
    #[serde(default)]
    pub authority: bool,
}

/// The answer to a [`Submission`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Submitted {
    /// Where the browser goes next: the merchant's page with `redirect_flow_id`.
    pub redirect_url: String,
}
