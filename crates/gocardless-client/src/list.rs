//! Which page of a list.

use std::fmt;

use url::form_urlencoded;

/// Which page of a list to get; the newest 50 by default.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ListQuery {
    /// Only resources older than the one with this id.
    pub after: Option<String>,
    /// Only resources newer than the one with this id.
    pub before: Option<String>,
    /// At most so many: 1 to 500.
    pub limit: Option<u32>,
}

/// As the query of an address, escaped, with its `?`; nothing when nothing is asked.
impl fmt::Display for ListQuery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = self.limit.map(|limit| limit.to_string());
        let parameters = [("after", &self.after), ("before", &self.before), ("limit", &limit)];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(parameters.iter().filter_map(|(name, value)| Some((name, value.as_deref()?))));
        match query.finish() {
            query if query.is_empty() => Ok(()),
            query => write!(formatter, "?{query}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_asked_is_sent_and_it_is_escaped() {
        assert_eq!(ListQuery::default().to_string(), "");
        let query = ListQuery { after: Some("MD1&limit=9".to_owned()), before: None, limit: Some(2) };
        assert_eq!(query.to_string(), "?after=MD1%26limit%3D9&limit=2");
    }
}
