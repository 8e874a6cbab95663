//! Fields with a rule of their own: one of some words, yes or no, digits, a group of fields.

use serde_json::{Map, Value};

use super::Form;
use crate::validation::Problem;

impl Form {
    /// One of some words.
    pub(crate) fn one_of(&mut self, field: &str, words: &[&str]) -> Option<String> {
        let text = self.text(field)?;
        if words.contains(&text.as_str()) {
            return Some(text);
        }
        self.problem(field, Problem::Invalid);
        None
    }

    /// One of some words that must be there; empty where it is not, which is then a problem.
    pub(crate) fn required_one_of(&mut self, field: &str, words: &[&str]) -> String {
        let problems = self.problems.len();
        let word = self.one_of(field, words);
        if word.is_none() && problems == self.problems.len() {
            self.problem(field, Problem::Required);
        }
        word.unwrap_or_default()
    }

    /// `true` or `false`.
    pub(crate) fn yes_or_no(&mut self, field: &str) -> Option<bool> {
        match self.fields.get(field) {
            None | Some(Value::Null) => None,
            Some(Value::Bool(value)) => Some(*value),
            Some(_) => {
                self.problem(field, Problem::WrongType { expected: "a boolean" });
                None
            }
        }
    }

    /// An amount in minor units, as a number or in digits.
    pub(crate) fn amount_or_digits(&mut self, field: &str) -> Option<u64> {
        let amount = match self.fields.get(field) {
            None | Some(Value::Null) => return None,
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
        };
        if amount.is_none() {
            self.problem(field, Problem::WrongType { expected: "a number" });
        }
        amount
    }

    /// The metadata under another name than `metadata`, which replaces `value` as a whole when it was sent.
    pub(crate) fn change_metadata_of(&mut self, field: &str, value: &mut Option<gocardless_api::Metadata>) {
        match self.fields.get(field) {
            None => {}
            Some(Value::Null) => *value = None,
            Some(Value::Object(pairs)) => match super::read_metadata(pairs) {
                Ok(read) => *value = Some(read),
                Err(problem) => self.problem(field, problem),
            },
            Some(_) => self.problem(field, Problem::WrongType { expected: "an object" }),
        }
    }

    /// A group of fields as a form of its own, whose problems go back with [`absorb`](Self::absorb); `None` when it was
    /// not sent, or as `null`.
    pub(crate) fn group(&mut self, field: &str) -> Option<Self> {
        if !self.has(field) {
            return None;
        }
        let fields = self.object(field);
        Some(Self::new(&format!("{}/{field}", self.at), fields))
    }

    /// Takes over what was wrong with a group.
    pub(crate) fn absorb(&mut self, group: Self) {
        self.problems.extend(group.problems);
    }

    /// Whether the field was sent, and not as `null`.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.fields.get(field).is_some_and(|value| !value.is_null())
    }

    /// Everything that was sent, unchecked.
    pub(crate) fn raw(&self) -> &Map<String, Value> {
        &self.fields
    }
}
