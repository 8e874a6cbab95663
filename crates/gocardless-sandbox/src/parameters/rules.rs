//! Fields with a rule of their own: one of some words, an address, digits, a group of fields.

use serde_json::{Map, Value};

use super::Form;
use crate::authentication::Caller;
use crate::validation::{Problem, is_redirect_url};

/// The longest address that a payer is led to; the sandbox's own limit.
const LONGEST_URL: usize = 2048;

impl Form {
    /// An address that a payer is led to; blank is as absent.
    pub(crate) fn redirect_url(&mut self, field: &str) -> Option<String> {
        let url = self.text_up_to(field, LONGEST_URL)?;
        if !is_redirect_url(&url) {
            self.problem(field, Problem::Other("must be an absolute http or https URL".into()));
        }
        Some(url)
    }

    /// An address that a payer is led to and that must be there; empty where it is not, which is then a problem.
    pub(crate) fn required_redirect_url(&mut self, field: &str) -> String {
        let problems = self.problems.len();
        let url = self.redirect_url(field);
        if url.is_none() && problems == self.problems.len() {
            self.problem(field, Problem::Required);
        }
        url.unwrap_or_default()
    }

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

    /// A whole number, be it negative. A text is none.
    pub(crate) fn whole_number(&mut self, field: &str) -> Option<i64> {
        let problem = match self.fields.get(field) {
            None | Some(Value::Null) => return None,
            Some(Value::Number(number)) => match number.as_i64() {
                Some(number) => return Some(number),
                None => Problem::WrongType { expected: "a whole number" },
            },
            Some(_) => Problem::WrongType { expected: "a number" },
        };
        self.problem(field, problem);
        None
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

    /// What a partner's app takes of `amount`, in minor units: at most all of it, and given by apps only.
    pub(crate) fn app_fee(&mut self, caller: &Caller, amount: u64) -> Option<u64> {
        if !self.has("app_fee") {
            return None;
        }
        if !caller.is_app {
            self.problem("app_fee", Problem::Other("can be given by partner apps only".into()));
            return None;
        }
        let fee = self.required_number("app_fee");
        if amount > 0 && fee > amount {
            self.problem("app_fee", Problem::Other("cannot be more than the amount".into()));
        }
        Some(fee)
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

    /// A list of groups of fields, each a form of its own, as [`group`](Self::group) has it.
    pub(crate) fn groups(&mut self, field: &str) -> Option<Vec<Self>> {
        let Some(Value::Array(items)) = self.fields.get(field) else {
            self.problem(field, Problem::WrongType { expected: "an array" });
            return None;
        };
        let mut groups = Vec::new();
        for (place, item) in items.clone().into_iter().enumerate() {
            match item {
                Value::Object(fields) => groups.push(Self::new(&format!("{}/{field}/{place}", self.at), fields)),
                _ => self.problem(&format!("{field}/{place}"), Problem::WrongType { expected: "an object" }),
            }
        }
        Some(groups)
    }

    /// A list of one whole number or more that must be there.
    pub(crate) fn numbers(&mut self, field: &str) -> Option<Vec<u64>> {
        let items = match self.fields.get(field) {
            Some(Value::Array(items)) if !items.is_empty() => items.clone(),
            None | Some(Value::Null | Value::Array(_)) => {
                self.problem(field, Problem::Required);
                return None;
            }
            Some(_) => {
                self.problem(field, Problem::WrongType { expected: "an array" });
                return None;
            }
        };
        let problems = self.problems.len();
        for (place, item) in items.iter().enumerate().filter(|(_, item)| !item.is_u64()) {
            let expected = if item.is_number() { "a whole number" } else { "a number" };
            self.problem(&format!("{field}/{place}"), Problem::WrongType { expected });
        }
        (problems == self.problems.len()).then(|| items.iter().filter_map(Value::as_u64).collect())
    }

    /// Takes over what was wrong with a group.
    pub(crate) fn absorb(&mut self, group: Self) {
        self.problems.extend(group.problems);
    }

    /// Whether the field was sent, and not as `null`.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.fields.get(field).is_some_and(|value| !value.is_null())
    }

    /// The name of its envelope, or the place of its group.
    pub(crate) fn place(&self) -> &str {
        &self.at
    }

    /// Whether something has been found wrong so far.
    pub(crate) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// Everything that was sent, unchecked.
    pub(crate) fn raw(&self) -> &Map<String, Value> {
        &self.fields
    }
}
