//! Amounts, dates and country names in the payer's language, by the browser's `Intl`.

use std::cmp::Ordering;

use js_sys::{Array, Date, Function, Reflect};
use signup_api::{Interval, Plan};
use wasm_bindgen::{JsCast, JsValue};

use crate::i18n::{PluralForm, Word, Words};
use crate::wire::object;

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
    Intl::new("NumberFormat", "format", locale, &[("style", "currency"), ("currency", currency)])
        .and_then(|format| format.text(&JsValue::from_f64(minor_units as f64 / 100.0)))
        .unwrap_or_else(|| format!("{}.{:02} {currency}", minor_units / 100, minor_units % 100))
}

/// A date `YYYY-MM-DD` in words; as it is if it is none.
pub(crate) fn date(text: &str, locale: &str) -> String {
    // What is no date makes `format` throw.
    Intl::new("DateTimeFormat", "format", locale, &[("dateStyle", "long"), ("timeZone", "UTC")])
        .and_then(|format| format.text(&Date::new(&JsValue::from_str(text))))
        .unwrap_or_else(|| text.to_owned())
}

/// The form that `language` has for what is said of `count`.
pub(crate) fn plural_form(language: &str, count: u32) -> PluralForm {
    let rules = Intl::new("PluralRules", "select", language, &[]);
    let name = rules.and_then(|rules| rules.text(&JsValue::from_f64(count.into())));
    match name.as_deref() {
        Some("zero") => PluralForm::Zero,
        Some("one") => PluralForm::One,
        Some("two") => PluralForm::Two,
        Some("few") => PluralForm::Few,
        Some("many") => PluralForm::Many,
        _ => PluralForm::Other,
    }
}

/// The names of countries in one language.
pub(crate) struct CountryNames(Option<Intl>);

impl CountryNames {
    pub(crate) fn new(locale: &str) -> Self {
        Self(Intl::new("DisplayNames", "of", locale, &[("type", "region")]))
    }

    /// The name of the country with the two-letter `code`; the code itself where the browser knows no name.
    pub(crate) fn get(&self, code: &str) -> String {
        self.0.as_ref().and_then(|names| names.text(&JsValue::from_str(code))).unwrap_or_else(|| code.to_owned())
    }
}

/// The alphabetical order of one language.
pub(crate) struct Alphabet(Option<Intl>);

impl Alphabet {
    pub(crate) fn new(locale: &str) -> Self {
        Self(Intl::new("Collator", "compare", locale, &[]))
    }

    /// Whether `a` comes before `b`.
    pub(crate) fn is_before(&self, a: &str, b: &str) -> bool {
        let order = self.0.as_ref().and_then(|alphabet| {
            let sign = alphabet.function.call2(&alphabet.object, &JsValue::from_str(a), &JsValue::from_str(b));
            sign.ok()?.as_f64()?.partial_cmp(&0.0)
        });
        order.unwrap_or_else(|| a.cmp(b)) == Ordering::Less
    }
}

/// One of `Intl`'s objects, and the function of it that is used.
struct Intl {
    object: JsValue,
    function: Function,
}

impl Intl {
    /// In the browser's own language where `locale` is empty or none.
    fn new(class: &str, function: &str, locale: &str, options: &[(&str, &str)]) -> Option<Self> {
        let class: Function = get(&get(&js_sys::global(), "Intl")?, class)?.unchecked_into();
        let options = object(options);
        let made = |locales: &Array| Reflect::construct(&class, &Array::of2(locales, &options)).ok();
        let object = made(&Array::of1(&JsValue::from_str(locale))).or_else(|| made(&Array::new()))?;
        let function = get(&object, function)?.unchecked_into();
        Some(Self { object, function })
    }

    fn text(&self, value: &JsValue) -> Option<String> {
        self.function.call1(&self.object, value).ok()?.as_string()
    }
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined())
}
