//! A request's query string, in the forms that GoCardless's clients write.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::error::Refusal;
use crate::validation::{FieldProblem, Problem};

/// The query's pairs, decoded; names that an endpoint does not know are ignored.
///
/// A list is written as repeated names (Python) or as one value with commas (Node); a boolean as `true` or `True`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

/// Bounds on a time, `created_at[gt]` and its like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds<T> {
    gt: Option<T>,
    gte: Option<T>,
    lt: Option<T>,
    lte: Option<T>,
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Query {
    fn parse(text: &str) -> Self {
        Self(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The last value under `name` that is not empty.
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Every value under `name`; empty when there is none.
    pub(crate) fn many(&self, name: &str) -> Vec<&str> {
        let values = self.0.iter().filter(|(key, _)| key == name);
        values.flat_map(|(_, value)| value.split(',')).filter(|value| !value.is_empty()).collect()
    }

    /// Whether `value` is among the values under `name`, or there are none.
    pub(crate) fn allows(&self, name: &str, value: Option<&str>) -> bool {
        let wanted = self.many(name);
        wanted.is_empty() || value.is_some_and(|value| wanted.contains(&value))
    }

    /// What stands under the keys of `name`, as in `metadata[order]=42`.
    pub(crate) fn pairs_of(&self, name: &str) -> Vec<(&str, &str)> {
        let pairs = self.0.iter();
        pairs
            .filter_map(|(text, value)| {
                let key = text.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?;
                Some((key, value.as_str()))
            })
            .collect()
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.one(name) {
            None => Ok(None),
            Some("true" | "True") => Ok(Some(true)),
            Some("false" | "False") => Ok(Some(false)),
            Some(_) => Err(invalid(name)),
        }
    }

    pub(crate) fn bounds(&self, name: &str) -> Result<Bounds<Timestamp>, Refusal> {
        self.bounds_of(name)
    }

    /// Bounds on a date, `charge_date[gt]` and its like.
    pub(crate) fn date_bounds(&self, name: &str) -> Result<Bounds<Date>, Refusal> {
        self.bounds_of(name)
    }

    fn bounds_of<T: FromStr>(&self, name: &str) -> Result<Bounds<T>, Refusal> {
        let bound = |relation: &str| {
            let name = format!("{name}[{relation}]");
            self.one(&name).map(|text| text.parse::<T>().map_err(|_| invalid(&name))).transpose()
        };
        Ok(Bounds { gt: bound("gt")?, gte: bound("gte")?, lt: bound("lt")?, lte: bound("lte")? })
    }
}

impl<T: FromStr + PartialOrd> Bounds<T> {
    /// Whether `time`, as the API writes it, lies within; without bounds, whatever it is.
    pub(crate) fn contain(&self, time: &str) -> bool {
        if [&self.gt, &self.gte, &self.lt, &self.lte].iter().all(|bound| bound.is_none()) {
            return true;
        }
        let Ok(time) = time.parse::<T>() else { return false };
        self.gt.as_ref().is_none_or(|bound| time > *bound)
            && self.gte.as_ref().is_none_or(|bound| time >= *bound)
            && self.lt.as_ref().is_none_or(|bound| time < *bound)
            && self.lte.as_ref().is_none_or(|bound| time <= *bound)
    }
}

/// What a parameter of the query with a value that cannot be read answers.
pub(crate) fn invalid(name: &str) -> Refusal {
    wrong(name, Problem::Invalid)
}

pub(crate) fn wrong(name: &str, problem: Problem) -> Refusal {
    Refusal::validation(vec![FieldProblem { pointer: format!("/{name}"), field: name.to_owned(), problem }])
}

/// What filters that cannot be used together answer.
pub(crate) fn invalid_filters(message: &str) -> Refusal {
    Refusal::usage(StatusCode::UNPROCESSABLE_ENTITY, "invalid_filters", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_repeated_names_or_commas() {
        for text in ["status=active&status=cancelled", "status=active%2Ccancelled", "status=active,cancelled&status="] {
            assert_eq!(Query::parse(text).many("status"), ["active", "cancelled"], "{text}");
        }
        assert!(Query::parse("").allows("status", Some("active")));
        assert!(!Query::parse("status=active").allows("status", None));
    }

    #[test]
    fn a_flag_is_true_in_either_case() {
        for (text, expected) in [("a=true", Some(true)), ("a=True", Some(true)), ("a=False", Some(false)), ("", None)] {
            assert_eq!(Query::parse(text).flag("a").unwrap(), expected, "{text}");
        }
        assert_eq!(Query::parse("a=1").flag("a").unwrap_err().code(), 422);
    }

    #[test]
    fn bounds_are_read_with_plain_and_encoded_brackets() {
        for text in ["created_at[gt]=2026-01-01T00:00:00Z", "created_at%5Bgt%5D=2026-01-01T01:00:00%2B01:00"] {
            let bounds = Query::parse(text).bounds("created_at").unwrap();
            assert!(bounds.contain("2026-01-01T00:00:00.001Z"), "{text}");
            assert!(!bounds.contain("2026-01-01T00:00:00.000Z"), "{text}");
        }
        let dates =
            Query::parse("charge_date[gte]=2026-03-06&charge_date[lt]=2026-03-09").date_bounds("charge_date").unwrap();
        assert_eq!(["2026-03-05", "2026-03-06", "2026-03-09"].map(|date| dates.contain(date)), [false, true, false]);
        assert!(Query::parse("created_at[lte]=yesterday").bounds("created_at").is_err());
    }
}
