//! What the page that embeds the form says about it.

/// Where the form stands and what for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Options {
    /// Whose page it stands on.
    pub page: Page,
    /// The plan's id in the merchant's list; empty on a hosted page.
    pub plan: String,
    /// The address that calls go to, without a slash at its end: the merchant backend, or the hosted flow.
    pub backend: String,
    /// The language of dates and amounts, as in BCP 47; empty for that of the words.
    pub locale: String,
}

/// Whose page the form stands on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Page {
    /// The provider's page, where the payer gives all details (`flow="hosted"`).
    Hosted,
    /// The merchant's page, from which the payer leaves for the hosted one and comes back (`flow="redirect"`).
    Merchant,
    /// The merchant's page, where the payer gives all details and stays (`flow="self-hosted"`).
    SelfHosted,
}

impl Page {
    /// The page that the `flow` attribute names.
    pub fn from_flow(flow: &str) -> Option<Self> {
        match flow {
            "hosted" => Some(Self::Hosted),
            "redirect" => Some(Self::Merchant),
            "self-hosted" => Some(Self::SelfHosted),
            _ => None,
        }
    }
}
