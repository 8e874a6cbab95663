//! What is wrong with the configuration.

/// Why the configuration cannot be used: one line that names the variable and says what to do.
///
/// Never holds the value of a secret.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ConfigError {
    /// A variable that has no default is not set, or is empty.
    #[error("{variable} is not set: {advice}")]
    Missing {
        /// The variable's name.
        variable: &'static str,
        /// What to set it to.
        advice: &'static str,
    },
    /// A variable has a value that cannot be used.
    #[error("{variable} cannot be used: {problem}")]
    Invalid {
        /// The variable's name.
        variable: &'static str,
        /// What is wrong, and what would be right.
        problem: String,
    },
}
