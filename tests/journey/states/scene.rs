//! What the page and the backend say in each state.

pub(super) mod own;

use axum::http::Method;
use serde_json::{Value, json, to_value};
use signup_api::{
    Creditor, ErrorBody, ErrorEnvelope, FieldError, Flow, Flows, HostedFlow, HostedFlowStatus, Interval, Payer, Plan,
    Signup, SignupMandate, SignupStatus, Signups,
};

use crate::support::{Answer, Scene};

/// The shop, from which the payer leaves for the hosted page.
pub(super) fn shop() -> Scene {
    Scene { attributes: r#"flow="redirect" plan="magazine""#.to_owned(), ..Scene::default() }
}

pub(super) fn shop_without_answer() -> Scene {
    answering(shop(), Method::POST, "/api/signups", None)
}

pub(super) fn shop_down() -> Scene {
    answering(shop(), Method::POST, "/api/signups", Some((502, refusal("provider_unavailable"))))
}

/// The shop, whose backend is asked too often.
pub(super) fn shop_in_demand() -> Scene {
    answering(shop(), Method::POST, "/api/signups", Some((429, refusal("rate_limit_exceeded"))))
}

pub(super) fn shop_without_plan() -> Scene {
    let error = FieldError { field: Some("plan".to_owned()), ..FieldError::default() };
    answering(shop(), Method::POST, "/api/signups", Some((422, envelope(error))))
}

/// The shop, to which the payer is back.
pub(super) fn back() -> Scene {
    coming_back(Some((200, to_value(Signups { signups: signup() }).expect("JSON"))))
}

/// The same, before the provider knows that the payer has finished.
pub(super) fn back_too_early() -> Scene {
    let redirect_url = Some("https://pay.example/flow/RE123".to_owned());
    let signup = Signup { status: SignupStatus::Confirming, redirect_url, mandate: None, ..signup() };
    coming_back(Some((202, to_value(Signups { signups: signup }).expect("JSON"))))
}

pub(super) fn back_without_answer() -> Scene {
    coming_back(None)
}

pub(super) fn back_down() -> Scene {
    coming_back(Some((502, refusal("provider_unavailable"))))
}

pub(super) fn back_in_another_browser() -> Scene {
    coming_back(Some((403, refusal("other_browser"))))
}

pub(super) fn back_to_nothing() -> Scene {
    coming_back(Some((404, json!({}))))
}

/// The provider's page.
pub(super) fn hosted() -> Scene {
    with_flow(HostedFlowStatus::Open)
}

pub(super) fn hosted_without_answer() -> Scene {
    answering(hosted(), Method::POST, "/actions/submit", None)
}

pub(super) fn hosted_down() -> Scene {
    answering(hosted(), Method::POST, "/actions/submit", Some((502, refusal("provider_unavailable"))))
}

pub(super) fn hosted_expired() -> Scene {
    with_flow(HostedFlowStatus::Expired)
}

pub(super) fn hosted_submitted() -> Scene {
    with_flow(HostedFlowStatus::Submitted)
}

fn with_flow(status: HostedFlowStatus) -> Scene {
    let flows = HostedFlow {
        id: "RE123".to_owned(),
        status,
        description: Some("Magazine subscription: £10.00 a month".to_owned()),
        scheme: None,
        creditor: creditor(),
        terms: Vec::new(),
        payer: payer(),
        redirect_url: Some("https://shop.example/?redirect_flow_id=RE123".to_owned()),
    };
    let scene = Scene { attributes: r#"flow="hosted" backend="/flow/RE123""#.to_owned(), ..Scene::default() };
    answering(scene, Method::GET, "/details", Some((200, to_value(Flows { flows }).expect("JSON"))))
}

fn coming_back(said: Option<(u16, Value)>) -> Scene {
    answering(Scene { query: "signup=SG123", ..shop() }, Method::GET, "/api/signups/SG123", said)
}

fn answering(mut scene: Scene, method: Method, path: &'static str, said: Option<(u16, Value)>) -> Scene {
    scene.answers.push(Answer { method, path, said });
    scene
}

fn refusal(reason: &str) -> Value {
    envelope(FieldError { reason: Some(reason.to_owned()), ..FieldError::default() })
}

fn envelope(error: FieldError) -> Value {
    let request_id = Some("0a1b2c3d".to_owned());
    to_value(ErrorEnvelope { error: ErrorBody { request_id, errors: vec![error], ..ErrorBody::default() } })
        .expect("JSON")
}

fn signup() -> Signup {
    Signup {
        id: "SG123".parse().expect("an id"),
        flow: Flow::Redirect,
        status: SignupStatus::Completed,
        plan: Plan {
            id: "magazine".to_owned(),
            name: "Magazine subscription".to_owned(),
            amount: 1000,
            currency: "GBP".to_owned(),
            interval: Interval::Monthly,
        },
        creditor: creditor(),
        redirect_url: None,
        mandate: Some(SignupMandate {
            id: "MD123".to_owned(),
            reference: Some("NORTHWIND-AB12CD".to_owned()),
            scheme: Some("bacs".to_owned()),
            next_possible_charge_date: Some("2026-12-01".to_owned()),
        }),
        terms: None,
        first_charge_date: Some("2026-12-01".to_owned()),
    }
}

fn creditor() -> Creditor {
    let lines = ["1 Somewhere Lane", "London", "E1 6AN"];
    Creditor {
        name: "Northwind Magazines Ltd".to_owned(),
        statement_name: Some("NORTHWIND".to_owned()),
        scheme_reference: Some("420042".to_owned()),
        address: lines.map(str::to_owned).to_vec(),
        email: Some("help@northwind.example".to_owned()),
        country_code: Some("GB".to_owned()),
        phone_number: Some("+44 20 7946 0000".to_owned()),
    }
}

fn payer() -> Payer {
    Payer {
        given_name: Some("Frank".to_owned()),
        family_name: Some("Osborne".to_owned()),
        email: Some("frank.osborne@example.com".to_owned()),
        country_code: Some("GB".to_owned()),
        ..Payer::default()
    }
}
