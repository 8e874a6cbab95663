//! Reading.

use js_sys::{Array, Reflect};
use signup_api::{
    Creditor, ErrorBody, FieldError, Flow, HostedFlow, HostedFlowStatus, Interval, Payer, Plan, Signup, SignupId,
    SignupMandate, SignupStatus, Submitted, Terms, Wording,
};
use wasm_bindgen::JsValue;

use super::{FromJs, Unreadable};

/// The largest integer up to which a number of the browser is exact.
const EXACT: f64 = 9_007_199_254_740_991.0;

impl FromJs for Signup {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            id: get(value, "id")?,
            flow: get(value, "flow")?,
            status: get(value, "status")?,
            plan: get(value, "plan")?,
            creditor: get(value, "creditor")?,
            redirect_url: get(value, "redirect_url")?,
            mandate: get(value, "mandate")?,
            terms: get(value, "terms")?,
            first_charge_date: get(value, "first_charge_date")?,
        })
    }
}

impl FromJs for SignupMandate {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            id: get(value, "id")?,
            reference: get(value, "reference")?,
            scheme: get(value, "scheme")?,
            next_possible_charge_date: get(value, "next_possible_charge_date")?,
        })
    }
}

impl FromJs for Plan {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            id: get(value, "id")?,
            name: get(value, "name")?,
            amount: get(value, "amount")?,
            currency: get(value, "currency")?,
            interval: get(value, "interval")?,
        })
    }
}

impl FromJs for Creditor {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            name: get(value, "name")?,
            statement_name: get(value, "statement_name")?,
            scheme_reference: get(value, "scheme_reference")?,
            address: get_or_default(value, "address")?,
            email: get(value, "email")?,
            country_code: get(value, "country_code")?,
            phone_number: get(value, "phone_number")?,
        })
    }
}

impl FromJs for Terms {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            scheme: get(value, "scheme")?,
            creditor: get_or_default(value, "creditor")?,
            notice_days: get(value, "notice_days")?,
            earliest_charge_date: get(value, "earliest_charge_date")?,
            agreement_url: get(value, "agreement_url")?,
            wording: get(value, "wording")?,
        })
    }
}

impl FromJs for Wording {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            language: get(value, "language")?,
            title: get(value, "title")?,
            paragraphs: get_or_default(value, "paragraphs")?,
        })
    }
}

impl FromJs for HostedFlow {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            id: get(value, "id")?,
            status: get(value, "status")?,
            description: get(value, "description")?,
            scheme: get(value, "scheme")?,
            creditor: get(value, "creditor")?,
            terms: get_or_default(value, "terms")?,
            payer: get_or_default(value, "payer")?,
            redirect_url: get(value, "redirect_url")?,
        })
    }
}

impl FromJs for Payer {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            given_name: get(value, "given_name")?,
            family_name: get(value, "family_name")?,
            company_name: get(value, "company_name")?,
            email: get(value, "email")?,
            address_line1: get(value, "address_line1")?,
            address_line2: get(value, "address_line2")?,
            city: get(value, "city")?,
            region: get(value, "region")?,
            postal_code: get(value, "postal_code")?,
            country_code: get(value, "country_code")?,
            swedish_identity_number: get(value, "swedish_identity_number")?,
            danish_identity_number: get(value, "danish_identity_number")?,
        })
    }
}

impl FromJs for Submitted {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self { redirect_url: get(value, "redirect_url")? })
    }
}

impl FromJs for ErrorBody {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            kind: get_or_default(value, "type")?,
            code: get_or_default(value, "code")?,
            message: get_or_default(value, "message")?,
            request_id: get(value, "request_id")?,
            errors: get_or_default(value, "errors")?,
        })
    }
}

impl FromJs for FieldError {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            field: get(value, "field")?,
            reason: get(value, "reason")?,
            message: get_or_default(value, "message")?,
        })
    }
}

impl FromJs for SignupId {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        String::from_js(value)?.parse().map_err(|_| Unreadable)
    }
}

impl FromJs for Flow {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        one_of(value, &[("redirect", Self::Redirect), ("self-hosted", Self::SelfHosted)])
    }
}

impl FromJs for SignupStatus {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        let words = [
            ("awaiting_payer", Self::AwaitingPayer),
            ("completed", Self::Completed),
            ("confirming", Self::Confirming),
            ("expired", Self::Expired),
            ("started", Self::Started),
        ];
        one_of(value, &words)
    }
}

impl FromJs for Interval {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        let words =
            [("monthly", Self::Monthly), ("once", Self::Once), ("weekly", Self::Weekly), ("yearly", Self::Yearly)];
        one_of(value, &words)
    }
}

impl FromJs for HostedFlowStatus {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        let words = [
            ("completed", Self::Completed),
            ("expired", Self::Expired),
            ("open", Self::Open),
            ("submitted", Self::Submitted),
        ];
        one_of(value, &words)
    }
}

impl FromJs for String {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        value.as_string().ok_or(Unreadable)
    }
}

impl FromJs for u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a whole number that fits"
    )]
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        let number = value.as_f64().filter(|number| (0.0..=EXACT).contains(number) && number.fract() == 0.0);
        Ok(number.ok_or(Unreadable)? as Self)
    }
}

impl FromJs for u16 {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        u64::from_js(value)?.try_into().map_err(|_| Unreadable)
    }
}

/// A property that is missing is `undefined`; serde takes it for `null` where the property may be missing.
impl<T: FromJs> FromJs for Option<T> {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        if value.is_undefined() || value.is_null() { Ok(None) } else { T::from_js(value).map(Some) }
    }
}

impl<T: FromJs> FromJs for Vec<T> {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        if !Array::is_array(value) {
            return Err(Unreadable);
        }
        Array::from(value).iter().map(|item| T::from_js(&item)).collect()
    }
}

/// The property `name` of `object`.
///
/// # Errors
///
/// `object` is none, or its property is not a `T`.
pub(crate) fn get<T: FromJs>(object: &JsValue, name: &str) -> Result<T, Unreadable> {
    T::from_js(&property(object, name)?)
}

/// As [`get`], but a missing property is the default; one that is `null` is not.
fn get_or_default<T: FromJs + Default>(object: &JsValue, name: &str) -> Result<T, Unreadable> {
    let value = property(object, name)?;
    if value.is_undefined() { Ok(T::default()) } else { T::from_js(&value) }
}

fn property(object: &JsValue, name: &str) -> Result<JsValue, Unreadable> {
    // An array is an object to the browser, but none on the wire.
    if Array::is_array(object) {
        return Err(Unreadable);
    }
    // Fails for whatever is no object, such as a number.
    Reflect::get(object, &JsValue::from_str(name)).map_err(|_| Unreadable)
}

/// The value of the word that `value` is.
fn one_of<T: Copy>(value: &JsValue, words: &[(&str, T)]) -> Result<T, Unreadable> {
    let text = String::from_js(value)?;
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or(Unreadable)
}
