//! The types of `signup-api` as values of the browser: what `JSON.parse` gives, what `JSON.stringify` takes.
//!
//! The backend reads and writes the same types by serde. The browser brings a JSON parser of its own, so the form,
//! which payers download, does without a second one: it only picks properties. `tests/component/wire.rs` holds both
//! against each other, type by type.

mod from_js;
mod to_js;

pub(crate) use from_js::get;
pub(crate) use to_js::Writer;

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use crate::failure::Failure;

/// A value that is not what its type asks for: something is missing, or is something else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unreadable;

/// A type that can be read from a value of the browser.
pub trait FromJs: Sized {
    /// Reads `value`; properties that the type does not know are left alone.
    ///
    /// # Errors
    ///
    /// Something that the type needs is missing, or is something else.
    fn from_js(value: &JsValue) -> Result<Self, Unreadable>;
}

/// A type that can be written as a value of the browser.
pub trait ToJs {
    /// The value, as `JSON.parse` would give it for what serde writes.
    fn to_js(&self) -> JsValue;
}

/// Whoever sent it, the payer can only try again.
impl From<Unreadable> for Failure {
    fn from(_: Unreadable) -> Self {
        Self::Unexpected(None)
    }
}

/// An object with these properties.
pub(crate) fn object(properties: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        set(&object, name, &JsValue::from_str(value));
    }
    object
}

pub(crate) fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a fresh, extensible object does not fail.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}
