//! What the suite stores.

use jiff::Timestamp;
use merchant::store::{
    Completion, NewSignup, OpenedFlow, OrganisationId, Step, StepName, StepState, StoredFlow, StoredMandate,
};
use merchant::{BrowserHash, ClientKeyHash, RequestHash};
use signup_api::{Flow, Interval, Plan};

pub(crate) const OWN: OrganisationId = OrganisationId::OWN;
/// Beyond 32 bits, and beyond what a JavaScript number holds.
pub(crate) const OTHER: OrganisationId = OrganisationId((1 << 53) + 1);

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

pub(crate) fn browser(name: &str) -> BrowserHash {
    BrowserHash::of(&[name])
}

pub(crate) fn request(name: &str) -> RequestHash {
    RequestHash::of(&[name])
}

pub(crate) fn key(name: &str) -> ClientKeyHash {
    ClientKeyHash::of(&[name])
}

/// A signup of Ada's browser for a magazine.
pub(crate) fn signup(id: &str) -> NewSignup {
    NewSignup {
        organisation: OWN,
        id: id.parse().unwrap(),
        flow: Flow::Redirect,
        plan: Plan {
            id: "magazine".to_owned(),
            name: "Magazine – monthly".to_owned(),
            amount: u64::from(u32::MAX) + 1,
            currency: "GBP".to_owned(),
            interval: Interval::Monthly,
        },
        browser: browser("ada"),
        client_key: None,
        request: request("magazine"),
        session_token: "session-token".to_owned().into(),
        return_url: "https://shop.example/?a=b".to_owned(),
        locale: Some("en-GB".to_owned()),
        step: Some(step(id, StepName::RedirectFlow, StepState::Intended)),
        created_at: at(0),
    }
}

pub(crate) fn opened(flow: &str) -> OpenedFlow {
    let redirect_url = format!("https://pay.gocardless.com/flow/{flow}");
    OpenedFlow {
        flow: StoredFlow { id: flow.parse().unwrap(), redirect_url, expires_at: at(1800) },
        request: None,
        at: at(1),
    }
}

pub(crate) fn mandate(id: &str) -> StoredMandate {
    StoredMandate {
        id: id.parse().unwrap(),
        customer: Some("CU1".parse().unwrap()),
        customer_bank_account: None,
        reference: Some("QR9TV3T".to_owned()),
        scheme: Some("bacs".to_owned()),
        next_possible_charge_date: None,
    }
}

pub(crate) fn complete_step(id: &str, state: StepState) -> Step {
    step(id, StepName::Complete, state)
}

pub(crate) fn step(id: &str, name: StepName, state: StepState) -> Step {
    Step { name, state, idempotency_key: format!("{id}-{}", name.as_str()), resource: None, request: None, at: at(2) }
}

/// A mandate, made by completing, with a subscription to come.
pub(crate) fn completion(id: &str, mandate_id: &str) -> Completion {
    Completion {
        mandate: mandate(mandate_id),
        made_by: step(id, StepName::Complete, StepState::Succeeded),
        collection: step(id, StepName::Subscription, StepState::Intended),
    }
}
