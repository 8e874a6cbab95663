//! Given names that make things happen at once. Source: GoCardless's documentation, "Testing your integration".

use gocardless_api::{Customer, Scheme};

use crate::machines::payment::PaymentAction as Action;

/// A customer whose mandate stands at once, and whose payments go the way that the given name says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MagicName {
    /// Payments are charged back.
    Fickle,
    /// Payments fail after they were confirmed.
    Late,
    /// Payments fail.
    Penniless,
    /// Payments are paid out.
    Successful,
}

/// What the customer's given name does in the scheme: Bacs, SEPA and Autogiro know these names, Autogiro not `Late`.
pub(crate) fn of(customer: &Customer, scheme: &Scheme) -> Option<MagicName> {
    let name = match customer.given_name.as_deref()? {
        "Fickle" => MagicName::Fickle,
        "Late" => MagicName::Late,
        "Penniless" => MagicName::Penniless,
        "Successful" => MagicName::Successful,
        _ => return None,
    };
    match scheme {
        Scheme::Bacs | Scheme::SepaCore => Some(name),
        Scheme::Autogiro if name != MagicName::Late => Some(name),
        _ => None,
    }
}

impl MagicName {
    pub(crate) fn payment_steps(self) -> &'static [Action] {
        match self {
            Self::Fickle => &[Action::Submitted, Action::Confirmed, Action::PaidOut, Action::ChargedBack],
            Self::Late => &[Action::Submitted, Action::Confirmed, Action::Failed],
            Self::Penniless => &[Action::Submitted, Action::Failed],
            Self::Successful => &[Action::Submitted, Action::Confirmed, Action::PaidOut],
        }
    }
}
