//! What can happen to a resource, as tables: which states it may be in, which it is in then, and how that is told.

pub(crate) mod billing_request;
pub(crate) mod instalment_schedule;
pub(crate) mod mandate;
pub(crate) mod payment;
pub(crate) mod refund;
pub(crate) mod subscription;

use gocardless_api::Scheme;

/// One row of a state machine: what happens, in which states it may, and the state then (`None`: the same).
#[derive(Debug)]
pub(crate) struct Transition<A: 'static, S: 'static> {
    pub(crate) on: A,
    pub(crate) from: &'static [S],
    pub(crate) to: Option<S>,
}

/// Something that happens, and how its event tells it.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Happening<A> {
    pub(crate) action: A,
    pub(crate) telling: Telling,
}

/// Who made it happen, and why: an event's details.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Telling {
    pub(crate) origin: Origin,
    pub(crate) cause: &'static str,
    pub(crate) description: &'static str,
    /// The bank's own code, by scheme.
    pub(crate) codes: &'static [(Scheme, &'static str)],
}

/// Who made it happen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Origin {
    Api,
    Bank,
    Customer,
    Gocardless,
    Payer,
}

/// The state after `action` in the state `from`; `None` where the table does not allow it.
pub(crate) fn after<A: PartialEq, S: Clone + PartialEq>(table: &[Transition<A, S>], action: &A, from: &S) -> Option<S> {
    let row = table.iter().find(|row| row.on == *action && row.from.contains(from))?;
    Some(row.to.clone().unwrap_or_else(|| from.clone()))
}

impl<A> Happening<A> {
    const fn new(action: A, origin: Origin, cause: &'static str, description: &'static str) -> Self {
        Self { action, telling: Telling { origin, cause, description, codes: &[] } }
    }

    const fn with_codes(action: A, cause: &'static str, description: &'static str, codes: Codes) -> Self {
        Self { action, telling: Telling { origin: Origin::Bank, cause, description, codes } }
    }
}

type Codes = &'static [(Scheme, &'static str)];

impl Telling {
    pub(crate) fn code_in(&self, scheme: &Scheme) -> Option<&'static str> {
        self.codes.iter().find(|(known, _)| known == scheme).map(|(_, code)| *code)
    }
}

impl Origin {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Bank => "bank",
            Self::Customer => "customer",
            Self::Gocardless => "gocardless",
            Self::Payer => "payer",
        }
    }
}
