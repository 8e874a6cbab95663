//! What is asked of a payer, as a merchant sends it.

use bank_details::Scheme;
use gocardless_api::{MandateRequest, MandateRequestLinks, Metadata, PaymentRequest, PaymentRequestLinks};
use serde_json::Value;

use crate::authentication::Caller;
use crate::ledger::INSTANT_CURRENCIES;
use crate::parameters::Form;
use crate::schemes;
use crate::validation::{Problem, check_amount, check_reference};

const AUTHORISATION_SOURCES: [&str; 3] = ["web", "telephone", "paper"];
const FUNDS_SETTLEMENTS: [&str; 2] = ["managed", "direct"];
const VERIFY: [&str; 4] = ["minimum", "recommended", "when_available", "always"];

/// Reads `mandate_request`. Where scheme and currency are both given they must go together; one of them says the other.
pub(super) fn read_mandate_request(form: &mut Form) -> Option<MandateRequest> {
    let mut group = form.group("mandate_request")?;
    let scheme = group.text("scheme").and_then(|text| {
        let scheme = text.parse::<Scheme>().ok();
        if scheme.is_none() {
            group.problem("scheme", Problem::Invalid);
        }
        scheme
    });
    let currency = group.text("currency");
    if currency.as_deref().is_some_and(|currency| schemes::of_currency(currency).is_none()) {
        group.problem("currency", Problem::Invalid);
    }
    if let (Some(scheme), Some(currency)) = (scheme, &currency)
        && schemes::of_currency(currency).is_some_and(|of_currency| of_currency != scheme)
    {
        group.problem("scheme", Problem::Other("is not a scheme of the currency".into()));
    }
    let currency = currency.or_else(|| scheme.map(|scheme| schemes::currency(scheme).to_owned()));
    if group.text("reference").is_some() {
        let words = "cannot be given: custom references are not enabled for your scheme identifier";
        group.problem("reference", Problem::Other(words.into()));
    }
    let mut metadata = Metadata::new();
    group.change_metadata(&mut metadata);
    let constraints = group.object("constraints");
    let request = MandateRequest {
        currency,
        description: group.text("description"),
        scheme: scheme.map(schemes::on_the_wire),
        verify: Some(group.one_of("verify", &VERIFY).unwrap_or_else(|| "recommended".to_owned())),
        constraints: Some(Value::Object(constraints)).filter(|it| it != &Value::Object(serde_json::Map::new())),
        sweeping: group.flag("sweeping").unwrap_or(false),
        authorisation_source: group.one_of("authorisation_source", &AUTHORISATION_SOURCES).or(Some("web".to_owned())),
        consent_type: group.text("consent_type"),
        funds_settlement: group.one_of("funds_settlement", &FUNDS_SETTLEMENTS).or(Some("managed".to_owned())),
        payer_requested_dual_signature: false,
        metadata,
        links: MandateRequestLinks::default(),
    };
    form.absorb(group);
    Some(request)
}

/// Reads `payment_request`, and whether it is to be retried. The payment is authorised at the payer's bank: in pounds or
/// euros, within the limits that Direct Debits of the currency have.
pub(super) fn read_payment_request(form: &mut Form, caller: Option<&Caller>) -> Option<(PaymentRequest, bool)> {
    let mut group = form.group("payment_request")?;
    let currency = group.text("currency").unwrap_or_else(|| "GBP".to_owned());
    if !INSTANT_CURRENCIES.contains(&currency.as_str()) {
        group.problem("currency", Problem::Invalid);
    }
    let direct_debit = schemes::on_the_wire(schemes::of_currency(&currency).unwrap_or(Scheme::Bacs));
    let amount = group.required_number("amount");
    if let Some(problem) = check_amount(&direct_debit, amount).filter(|_| group.is_number("amount")) {
        group.problem("amount", problem);
    }
    let of_currency: &[&str] = match currency.as_str() {
        "EUR" => &["sepa_credit_transfer", "sepa_instant_credit_transfer"],
        _ => &["faster_payments"],
    };
    let scheme = group.one_of("scheme", of_currency).map(Into::into);
    let reference = group.text("reference");
    if let Some(problem) = reference.as_deref().and_then(|it| check_reference(&direct_debit, it)) {
        group.problem("reference", problem);
    }
    let app_fee = caller.and_then(|caller| group.app_fee(caller, amount));
    let retry_if_possible = group.flag("retry_if_possible").unwrap_or(false);
    let mut metadata = Metadata::new();
    group.change_metadata(&mut metadata);
    let request = PaymentRequest {
        amount,
        currency,
        description: group.text("description"),
        reference,
        scheme,
        app_fee,
        funds_settlement: group.one_of("funds_settlement", &FUNDS_SETTLEMENTS).or(Some("managed".to_owned())),
        metadata,
        links: PaymentRequestLinks::default(),
    };
    form.absorb(group);
    Some((request, retry_if_possible))
}
