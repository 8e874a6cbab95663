//! Amounts, dates and country names in the payer's language, by the browser's `Intl`.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use signup_api::{Interval, Plan};
use wasm_bindgen::{JsCast, JsValue};

use crate::i18n::{Word, Words};

/// The plan's price, such as "£10.00 a month".
pub(crate) fn price(plan: &Plan, words: Words, locale: &str) -> String {
    let word = match plan.interval {
        Interval::Monthly => Word::IntervalMonthly,
        Interval::Once => Word::IntervalOnce,
        Interval::Weekly => Word::IntervalWeekly,
        Interval::Yearly => Word::IntervalYearly,
    };
    words.fill(word, &[("amount", &amount(plan.amount, &plan.currency, locale))])
}

/// An amount of minor units; every currency that GoCardless collects has a hundred of them to one.
#[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^53 minor units; Intl takes a float")]
fn amount(minor_units: u64, currency: &str, locale: &str) -> String {
    let options = options(&[("style", "currency"), ("currency", currency)]);
    let format = Intl::NumberFormat::new(&locales(locale), &options).format();
    call(&format, &JsValue::from_f64(minor_units as f64 / 100.0)).unwrap_or_else(|| {
        format!("{}.{:02} {currency}", minor_units / 100, minor_units % 100)
    })
}

/// A date `YYYY-MM-DD` in words; as it is if it is none.
pub(crate) fn date(text: &str, locale: &str) -> String {
    let date = Date::new(&JsValue::from_str(text));
    if date.get_time().is_nan() {
        return text.to_owned();
    }
    let options = options(&[("dateStyle", "long"), ("timeZone", "UTC")]);
    let format = Intl::DateTimeFormat::new(&locales(locale), &options).format();
    call(&format, &date).unwrap_or_else(|| text.to_owned())
}

/// The name of the country with the two-letter `code`; the code itself where the browser knows no name.
pub(crate) fn country(code: &str, locale: &str) -> String {
    country_name(code, locale).unwrap_or_else(|| code.to_owned())
}

fn country_name(code: &str, locale: &str) -> Option<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let names = Reflect::construct(&class, &Array::of2(&locales(locale), &options(&[("type", "region")]))).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    of.call1(&names, &code.into()).ok()?.as_string()
}

fn call(format: &Function, value: &JsValue) -> Option<String> {
    format.call1(&JsValue::UNDEFINED, value).ok()?.as_string()
}

/// An unknown locale makes `Intl` throw; it then falls back to the browser's own.
fn locales(locale: &str) -> Array {
    let wanted = Array::of1(&locale.into());
    let known = Intl::NumberFormat::supported_locales_of(&wanted, &Object::new());
    if locale.is_empty() { Array::new() } else { known }
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh, extensible object does not fail.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}
