//! Writing.

use js_sys::{Array, Object};
use signup_api::{
    BankAccount, CompleteSignup, Creditor, Flow, Interval, Payer, Plan, Signup, SignupMandate, SignupStatus,
    StartSignup, Submission, Terms, Wording,
};
use wasm_bindgen::JsValue;

use super::{ToJs, set};

impl ToJs for StartSignup {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set("flow", &self.flow)
            .set("plan", &self.plan)
            .set("payer", &self.payer)
            .set("return_url", &self.return_url)
            .set("locale", &self.locale)
            .set("another", &self.another)
            .done()
    }
}

impl ToJs for CompleteSignup {
    fn to_js(&self) -> JsValue {
        Writer::default().set("redirect_flow_id", &self.redirect_flow_id).done()
    }
}

impl ToJs for Submission {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set("payer", &self.payer)
            .set("bank_account", &self.bank_account)
            .set("authority", &self.authority)
            .done()
    }
}

impl ToJs for Payer {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set_some("given_name", self.given_name.as_ref())
            .set_some("family_name", self.family_name.as_ref())
            .set_some("company_name", self.company_name.as_ref())
            .set_some("email", self.email.as_ref())
            .set_some("address_line1", self.address_line1.as_ref())
            .set_some("address_line2", self.address_line2.as_ref())
            .set_some("city", self.city.as_ref())
            .set_some("region", self.region.as_ref())
            .set_some("postal_code", self.postal_code.as_ref())
            .set_some("country_code", self.country_code.as_ref())
            .set_some("swedish_identity_number", self.swedish_identity_number.as_ref())
            .set_some("danish_identity_number", self.danish_identity_number.as_ref())
            .done()
    }
}

impl ToJs for BankAccount {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set("account_holder_name", &self.account_holder_name)
            .set_some("country_code", self.country_code.as_ref())
            .set_some("bank_code", self.bank_code.as_ref())
            .set_some("branch_code", self.branch_code.as_ref())
            .set_some("account_number", self.account_number.as_ref())
            .set_some("account_type", self.account_type.as_ref())
            .set_some("iban", self.iban.as_ref())
            .done()
    }
}

impl ToJs for Signup {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set("id", &self.id.as_str())
            .set("flow", &self.flow)
            .set("status", &self.status)
            .set("plan", &self.plan)
            .set("creditor", &self.creditor)
            .set_some("redirect_url", self.redirect_url.as_ref())
            .set_some("mandate", self.mandate.as_ref())
            .set_some("terms", self.terms.as_ref())
            .set_some("first_charge_date", self.first_charge_date.as_ref())
            .done()
    }
}

impl ToJs for Terms {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set("scheme", &self.scheme)
            .set("creditor", &self.creditor)
            .set("notice_days", &self.notice_days)
            .set("earliest_charge_date", &self.earliest_charge_date)
            .set("agreement_url", &self.agreement_url)
            .set("wording", &self.wording)
            .done()
    }
}

impl ToJs for Wording {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set("language", &self.language)
            .set("title", &self.title)
            .set("paragraphs", &self.paragraphs)
            .done()
    }
}

impl ToJs for SignupMandate {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set("id", &self.id)
            .set("reference", &self.reference)
            .set("scheme", &self.scheme)
            .set("next_possible_charge_date", &self.next_possible_charge_date)
            .done()
    }
}

impl ToJs for Plan {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set("id", &self.id)
            .set("name", &self.name)
            .set("amount", &self.amount)
            .set("currency", &self.currency)
            .set("interval", &self.interval)
            .done()
    }
}

impl ToJs for Creditor {
    fn to_js(&self) -> JsValue {
        Writer::default()
            .set("name", &self.name)
            .set_some("statement_name", self.statement_name.as_ref())
            .set_some("scheme_reference", self.scheme_reference.as_ref())
            .set("address", &self.address)
            .set_some("country_code", self.country_code.as_ref())
            .set_some("email", self.email.as_ref())
            .set_some("phone_number", self.phone_number.as_ref())
            .done()
    }
}

impl ToJs for Flow {
    fn to_js(&self) -> JsValue {
        let word = match self {
            Self::Redirect => "redirect",
            Self::SelfHosted => "self-hosted",
        };
        word.to_js()
    }
}

impl ToJs for SignupStatus {
    fn to_js(&self) -> JsValue {
        let word = match self {
            Self::AwaitingPayer => "awaiting_payer",
            Self::Completed => "completed",
            Self::Confirming => "confirming",
            Self::Expired => "expired",
            Self::Started => "started",
        };
        word.to_js()
    }
}

impl ToJs for Interval {
    fn to_js(&self) -> JsValue {
        let word = match self {
            Self::Monthly => "monthly",
            Self::Once => "once",
            Self::Weekly => "weekly",
            Self::Yearly => "yearly",
        };
        word.to_js()
    }
}

impl ToJs for u64 {
    #[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^53 minor units")]
    fn to_js(&self) -> JsValue {
        JsValue::from_f64(*self as f64)
    }
}

impl ToJs for u16 {
    fn to_js(&self) -> JsValue {
        JsValue::from_f64((*self).into())
    }
}

impl ToJs for bool {
    fn to_js(&self) -> JsValue {
        JsValue::from_bool(*self)
    }
}

impl ToJs for &str {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

impl ToJs for String {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

impl ToJs for Vec<String> {
    fn to_js(&self) -> JsValue {
        self.iter().map(String::to_js).collect::<Array>().into()
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js(&self) -> JsValue {
        self.as_ref().map_or(JsValue::NULL, T::to_js)
    }
}

/// Writes one object, property by property.
#[derive(Default)]
pub(crate) struct Writer(Object);

impl Writer {
    pub(crate) fn set(self, name: &str, value: &dyn ToJs) -> Self {
        set(&self.0, name, &value.to_js());
        self
    }

    /// Leaves the property out where there is nothing to say.
    fn set_some(self, name: &str, value: Option<&impl ToJs>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    pub(crate) fn done(self) -> JsValue {
        self.0.into()
    }
}
