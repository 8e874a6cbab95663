//! Reading variables.

use super::ConfigError;

/// Reads variables by name; an empty one counts as not set.
pub(super) struct Lookup<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Lookup<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(lookup)
    }

    /// The variable's value, without surrounding blanks.
    pub(super) fn get(&self, variable: &str) -> Option<String> {
        (self.0)(variable).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// The value of a variable that has no default.
    pub(super) fn required(&self, variable: &'static str, advice: &'static str) -> Result<String, ConfigError> {
        self.get(variable).ok_or(ConfigError::Missing { variable, advice })
    }

    /// What `parse` makes of the value, or of `default`; its error says what is wrong and what would be right.
    pub(super) fn parse<T>(
        &self,
        variable: &'static str,
        default: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        let value = self.get(variable);
        parse(value.as_deref().unwrap_or(default)).map_err(|problem| ConfigError::Invalid { variable, problem })
    }
}
