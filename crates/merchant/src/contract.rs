//! docs/openapi.json has each field and word that the types have, and no others.

use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde_json::Value;
use signup_api::{
    BankAccount, CompleteSignup, Creditor, Data, ErrorBody, ErrorEnvelope, FieldError, Flow, Interval, Payer, Plan,
    Signup, SignupMandate, SignupStatus, Signups, StartSignup, Submission, Terms, Wording,
};

use crate::bank_details_lookup::BankDetailsLookups;
use crate::routes::complete_signup_on_return::Return;
use crate::routes::merchant::Asked;
use crate::routes::start_signup_form::StartForm;

/// Learns what a type would read, and gives it nothing.
struct Listener<'a>(&'a mut Vec<&'static str>);

/// The names of a struct's fields, or of an enum's variants, as they are written in JSON.
fn names<T: for<'de> Deserialize<'de>>() -> Vec<&'static str> {
    let mut heard = Vec::new();
    assert!(T::deserialize(Listener(&mut heard)).is_err());
    heard.sort_unstable();
    heard
}

impl<'de> Deserializer<'de> for Listener<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("neither a struct nor an enum"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.0.extend(fields);
        Err(Error::custom("heard"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_struct(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

fn document() -> Value {
    serde_json::from_str(include_str!("../../../docs/openapi.json")).unwrap()
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

#[test]
fn schemas_have_the_fields_and_words_of_their_types() {
    let document = document();
    for (name, expected) in [
        ("BankAccount", names::<BankAccount>()),
        ("CompleteSignup", names::<CompleteSignup>()),
        ("Creditor", names::<Creditor>()),
        ("Error", names::<ErrorBody>()),
        ("ErrorEnvelope", names::<ErrorEnvelope>()),
        ("FieldError", names::<FieldError>()),
        ("Flow", names::<Flow>()),
        ("Interval", names::<Interval>()),
        ("Payer", names::<Payer>()),
        ("Plan", names::<Plan>()),
        ("Signup", names::<Signup>()),
        ("SignupMandate", names::<SignupMandate>()),
        ("SignupStatus", names::<SignupStatus>()),
        ("StartForm", names::<StartForm>()),
        ("StartSignup", names::<StartSignup>()),
        ("Submission", names::<Submission>()),
        ("Terms", names::<Terms>()),
        ("Wording", names::<Wording>()),
    ] {
        let schema = &document["components"]["schemas"][name];
        let found = match schema["properties"].as_object() {
            Some(properties) => sorted(properties.keys().map(String::as_str)),
            None => sorted(schema["enum"].as_array().unwrap().iter().filter_map(Value::as_str)),
        };
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn operations_take_the_envelopes_and_parameters_of_their_types() {
    let document = document();
    for (path, expected) in [
        ("/api/bank_details_lookups", names::<BankDetailsLookups<BankAccount>>()),
        ("/api/signups", names::<Signups<StartSignup>>()),
        ("/api/signups/{id}/actions/complete", names::<Data<CompleteSignup>>()),
        ("/api/signups/{id}/actions/submit", names::<Data<Submission>>()),
    ] {
        let schema = &document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"];
        let properties = schema["properties"].as_object().unwrap();
        assert_eq!(sorted(properties.keys().map(String::as_str)), expected, "{path}");
    }
    for (path, expected) in [
        ("/signups/return", names::<Return>()),
        ("/merchant/events", names::<Asked>()),
        ("/merchant/mandates", names::<Asked>()),
        ("/merchant/payments", names::<Asked>()),
        ("/merchant/signups", names::<Asked>()),
        ("/merchant/subscriptions", names::<Asked>()),
    ] {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        let parameters = parameters.iter().map(|parameter| {
            let pointer = parameter["$ref"].as_str().unwrap().trim_start_matches('#');
            document.pointer(pointer).unwrap()["name"].as_str().unwrap()
        });
        assert_eq!(sorted(parameters), expected, "{path}");
    }
}
