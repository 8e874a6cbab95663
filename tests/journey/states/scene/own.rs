//! What the backend says to the form that stands whole in the merchant's own page.

use axum::http::Method;
use serde_json::{Value, json, to_value};
use signup_api::{FieldError, Flow, Interval, Plan, Signup, SignupMandate, SignupStatus, Signups, Terms, Wording};

use super::{answering, creditor, envelope, refusal, signup};
use crate::support::Scene;

const START: &str = "/api/signups";
const SHOW: &str = "/api/signups/SG123";
const SUBMIT: &str = "/actions/submit";
const LOOK_UP: &str = "/api/bank_details_lookups";

/// What the page knows of the payer: some of it for sure.
const KNOWN: &str = r#"<form>
  <input name="given_name" value="Frank" readonly>
  <input name="family_name" value="Osborne" readonly>
  <input name="email" value="frank.osborne@example.com" readonly>
  <input name="country_code" value="GB" readonly>
  <input name="address_line1" value="27 Acer Road">
  <input name="city" value="London">
  <input name="postal_code" value="E8 3GX">
</form>"#;

pub(in super::super) fn bacs() -> Scene {
    of(told(Told::BACS))
}

pub(in super::super) fn bacs_known() -> Scene {
    Scene { inside: KNOWN, ..bacs() }
}

pub(in super::super) fn bacs_with_bank() -> Scene {
    let bank = json!({ "bank_name": "BARCLAYS BANK PLC", "available_debit_schemes": ["bacs"] });
    answering(bacs(), Method::POST, LOOK_UP, Some((200, json!({ "bank_details_lookups": bank }))))
}

/// SEPA with a notice of three days, which the payer has to agree to.
pub(in super::super) fn sepa() -> Scene {
    of(told(Told::SEPA))
}

pub(in super::super) fn autogiro() -> Scene {
    of(told(Told { scheme: "autogiro", amount: 14_900, currency: "SEK", notice_days: 6, ..Told::BACS }))
}

pub(in super::super) fn betalingsservice() -> Scene {
    of(told(Told { scheme: "betalingsservice", amount: 9_900, currency: "DKK", notice_days: 10, ..Told::BACS }))
}

pub(in super::super) fn ach() -> Scene {
    of(told(Told { scheme: "ach", amount: 1_495, currency: "USD", ..Told::BACS }))
}

/// The merchant's own wording, in another language than the form's, and an agreement of its own.
pub(in super::super) fn becs_worded() -> Scene {
    let mut signup =
        told(Told { scheme: "becs", amount: 2_150, currency: "AUD", interval: Interval::Once, ..Told::BACS });
    let paragraph = "En confirmant, vous autorisez Northwind Magazines Ltd à prélever votre compte par le système BECS, \
                     selon les conditions du contrat de service.";
    if let Some(terms) = &mut signup.terms {
        terms.agreement_url = Some("https://northwind.example/agreement".to_owned());
        terms.wording = Some(Wording {
            language: "fr".to_owned(),
            title: "Autorisation de prélèvement".to_owned(),
            paragraphs: vec![paragraph.to_owned()],
        });
    }
    of(signup)
}

pub(in super::super) fn opening() -> Scene {
    answering(page(), Method::POST, START, None)
}

pub(in super::super) fn not_opening() -> Scene {
    answering(page(), Method::POST, START, Some((502, refusal("provider_unavailable"))))
}

pub(in super::super) fn not_permitted() -> Scene {
    answering(page(), Method::POST, START, Some((403, refusal("not_permitted"))))
}

pub(in super::super) fn bacs_without_answer() -> Scene {
    answering(bacs(), Method::POST, SUBMIT, None)
}

pub(in super::super) fn bacs_down() -> Scene {
    answering(bacs(), Method::POST, SUBMIT, Some((502, refusal("provider_unavailable"))))
}

/// What only a bank knows.
pub(in super::super) fn bacs_closed() -> Scene {
    let error = FieldError {
        field: Some("account_number".to_owned()),
        reason: Some("account_closed".to_owned()),
        ..FieldError::default()
    };
    answering(bacs(), Method::POST, SUBMIT, Some((422, envelope(error))))
}

/// Another tab has begun another signup: this one's is not this browser's any more.
pub(in super::super) fn bacs_taken_over() -> Scene {
    answering(bacs(), Method::POST, SUBMIT, Some((403, refusal("other_browser"))))
}

pub(in super::super) fn done() -> Scene {
    let mandate = SignupMandate {
        id: "MD123".to_owned(),
        reference: Some("NORTHWIND-AB12CD".to_owned()),
        scheme: Some("bacs".to_owned()),
        next_possible_charge_date: Some("2026-12-01".to_owned()),
    };
    let signup = Signup { status: SignupStatus::Completed, mandate: Some(mandate), ..told(Told::BACS) };
    returning(200, say(Signup { first_charge_date: Some("2026-12-08".to_owned()), ..signup }))
}

pub(in super::super) fn expired() -> Scene {
    returning(200, say(Signup { status: SignupStatus::Expired, ..told(Told::BACS) }))
}

pub(in super::super) fn other_browser() -> Scene {
    returning(403, refusal("other_browser"))
}

/// What is sold and under which scheme.
#[derive(Clone, Copy)]
struct Told {
    scheme: &'static str,
    amount: u64,
    currency: &'static str,
    interval: Interval,
    notice_days: u16,
}

impl Told {
    const BACS: Self =
        Self { scheme: "bacs", amount: 1_000, currency: "GBP", interval: Interval::Monthly, notice_days: 5 };
    const SEPA: Self = Self { scheme: "sepa_core", amount: 1_250, currency: "EUR", notice_days: 3, ..Self::BACS };
}

fn told(told: Told) -> Signup {
    let Told { scheme, amount, currency, interval, notice_days } = told;
    let plan = Plan {
        id: "magazine".to_owned(),
        name: "Magazine subscription".to_owned(),
        amount,
        currency: currency.to_owned(),
        interval,
    };
    let terms = Terms {
        scheme: scheme.to_owned(),
        creditor: creditor(),
        notice_days: Some(notice_days),
        earliest_charge_date: Some("2026-12-08".to_owned()),
        ..Terms::default()
    };
    Signup {
        flow: Flow::SelfHosted,
        status: SignupStatus::Started,
        plan,
        mandate: None,
        terms: Some(terms),
        first_charge_date: None,
        ..signup()
    }
}

fn of(signup: Signup) -> Scene {
    answering(page(), Method::POST, START, Some((201, say(signup))))
}

fn returning(status: u16, said: Value) -> Scene {
    answering(Scene { query: "signup=SG123", ..page() }, Method::GET, SHOW, Some((status, said)))
}

fn page() -> Scene {
    Scene { attributes: r#"flow="self-hosted" plan="magazine""#.to_owned(), ..Scene::default() }
}

fn say(signups: Signup) -> Value {
    to_value(Signups { signups }).expect("JSON")
}
